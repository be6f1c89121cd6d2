import type { Campaign } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useNow } from "../../data/clock.ts";
import { api } from "../../data/client.ts";
import { providerChoicesQuery } from "../../data/providers.ts";
import { refresh } from "../../data/queries.ts";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { Confirm } from "../../parts/Confirm.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { List } from "../../parts/List.tsx";
import { Time } from "../../parts/Time.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { CampaignCalendar } from "./CampaignCalendar.tsx";
import { ProviderTabs } from "./ProviderTabs.tsx";
import { sentence } from "../../words/isolated.ts";

const NewCampaign = lazily(() => import("./NewCampaign.tsx"));

/** Periods in which providers are read often and more than usual is spent. */
export default function CampaignsPage() {
  const mayWrite = useMayWrite();
  const [isMaking, setIsMaking] = useState(false);
  const [ending, setEnding] = useState<Campaign | null>(null);
  const now = useNow();
  const { data: providers = [] } = useQuery(providerChoicesQuery);
  const isOn = ({ starts_at: from }: Campaign): boolean => new Date(from).getTime() <= now;
  const isOver = ({ ends_at: to }: Campaign): boolean => new Date(to).getTime() <= now;
  const nameOf = (id: string | null): string =>
    id === null ? "every provider" : (providers.find((each) => each.id === id)?.name ?? id);
  return (
    <Page
      title="Campaigns"
      above={[{ title: "Providers", to: "/providers" }]}
      tabs={<ProviderTabs />}
      actions={
        mayWrite && (
          <button type="button" className="btn s" onClick={() => setIsMaking(true)}>
            <Icon name="plus" size={14} />
            Announce campaign
          </button>
        )
      }
    >
      <CampaignCalendar />
      <List
        title="Campaigns"
        noun="campaign"
        queryKey={["providers", "campaigns"]}
        list={(page, signal) => api.campaigns.list(page, { signal })}
        keyOf={({ id }) => id}
        empty={
          <Empty title="No campaigns yet.">
            Announce one before a busy day: providers are read every 30 s while it lasts, and runways expect its spend.
          </Empty>
        }
        columns={[
          {
            title: "When",
            cell: (campaign) =>
              isOver(campaign) ? (
                <span className="tag">Over</span>
              ) : isOn(campaign) ? (
                <span className="tag good">On now</span>
              ) : (
                <span className="tag wait">To come</span>
              ),
          },
          { title: "Campaign", cell: ({ name }) => <Isolated className="name">{name ?? "Unnamed"}</Isolated> },
          { title: "Of", wide: true, cell: ({ provider_id: id }) => nameOf(id) },
          {
            title: "A usual day counts",
            numeric: true,
            wide: true,
            cell: ({ expected_multiplier: times }) => (times === null ? "once" : `${times} times`),
          },
          { title: "From", numeric: true, wide: true, cell: ({ starts_at: at }) => <Time at={at} exact /> },
          { title: "Until", numeric: true, cell: ({ ends_at: at }) => <Time at={at} exact /> },
          {
            title: "Do",
            actions: true,
            cell: (campaign) =>
              mayWrite && !isOver(campaign) ? (
                <button type="button" className="btn s q" onClick={() => setEnding(campaign)}>
                  {isOn(campaign) ? "End campaign" : "Cancel campaign"}
                </button>
              ) : null,
          },
        ]}
      />
      <Suspense fallback={null}>
        {isMaking && <NewCampaign providers={providers} onClose={() => setIsMaking(false)} />}
      </Suspense>
      {ending !== null && (
        <Confirm
          title={sentence`${isOn(ending) ? "End" : "Cancel"} ${ending.name ?? "this campaign"}?`}
          consequence="Its providers are read at their usual pace again, and usual days count once."
          keep="Keep campaign"
          go={isOn(ending) ? "End campaign" : "Cancel campaign"}
          act={async () => {
            await api.campaigns.delete(ending.id);
            void refresh();
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </Page>
  );
}
