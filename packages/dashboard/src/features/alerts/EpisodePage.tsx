import { Link, useParams } from "@tanstack/react-router";
import { Icon } from "../../parts/Icon.tsx";
import { Page } from "../../shell/Page.tsx";
import { AlertTabs } from "./AlertTabs.tsx";
import { EpisodePanel } from "./EpisodePanel.tsx";

/** One episode alone: where a link in a message leads. */
export default function EpisodePage() {
  const { episodeId = "" } = useParams({ strict: false }) as { readonly episodeId?: string };
  return (
    <Page title="Alert" ownHeading above={[{ title: "Alerts", to: "/alerts" }]} tabs={<AlertTabs tab="open" />}>
      <Link to="/alerts" className="link back">
        <Icon name="left" size={14} />
        All open alerts
      </Link>
      <EpisodePanel key={episodeId} id={episodeId} heading="h1" />
    </Page>
  );
}
