import { Link, useSearch } from "@tanstack/react-router";
import { Suspense, useState } from "react";
import { lazily } from "../../data/program.ts";
import { Empty } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Page } from "../../shell/Page.tsx";
import { useMayWrite } from "../../shell/session-context.ts";
import { AlertTabs } from "./AlertTabs.tsx";
import { History } from "./History.tsx";
import { OpenAlerts } from "./OpenAlerts.tsx";
import { Silences } from "./Silences.tsx";

const NewSilence = lazily(() => import("./NewSilence.tsx"));

/** What is wrong now, what was, and what is kept quiet. */
export default function AlertsPage() {
  const { tab = "open" } = useSearch({ strict: false }) as { readonly tab?: string };
  const mayWrite = useMayWrite();
  const [isSilencing, setIsSilencing] = useState(false);
  return (
    <Page
      title="Alerts"
      tabs={<AlertTabs tab={tab} />}
      actions={
        <>
          {mayWrite && tab === "silences" && (
            <button type="button" className="btn s" onClick={() => setIsSilencing(true)}>
              <Icon name="silence" size={14} />
              Add silence
            </button>
          )}
          <Link to="/settings/{-$part}" params={{ part: "defaults" }} className="btn s hide-s">
            Default settings
          </Link>
        </>
      }
    >
      {tab === "open" && <OpenAlerts />}
      {tab === "history" && <History />}
      {tab === "silences" && <Silences />}
      {!["open", "history", "silences"].includes(tab) && (
        <Empty
          title="This page does not exist."
          action={
            <Link to="/alerts" className="link">
              Open alerts
            </Link>
          }
        />
      )}
      <Suspense fallback={null}>{isSilencing && <NewSilence onClose={() => setIsSilencing(false)} />}</Suspense>
    </Page>
  );
}
