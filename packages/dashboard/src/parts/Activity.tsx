import type { AlertChange } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../data/client.ts";
import { amountText } from "../words/amounts.ts";
import { STATE_WORDS } from "../words/states.ts";
import { Answer, Empty } from "./Answers.tsx";
import { WalletName } from "./names.tsx";
import { Panel } from "./Panel.tsx";
import { Silhouette } from "./State.tsx";
import { Time } from "./Time.tsx";

/** @limit Dashboard: state changes that an activity shows. */
const SHOWN = 50;

interface ActivityProps {
  readonly filter: { readonly wallet_id?: number; readonly feature_id?: string };
}

/** What has happened to the alerts of a feature or a wallet, newest first. */
export function Activity({ filter }: ActivityProps) {
  const query = useQuery({
    queryKey: ["alerts", "history", filter],
    queryFn: async ({ signal }) => api.alerts.history({ ...filter, limit: SHOWN }, { signal }).page(),
  });
  return (
    <Panel title="Activity">
      <Answer what="The activity" query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No alert yet.">A change of state is written here, with the balance that decided.</Empty>
          ) : (
            <ol className="tl">
              {items.map((change) => (
                <Step key={change.id} change={change} ofOne={filter.wallet_id !== undefined} />
              ))}
            </ol>
          )
        }
      </Answer>
    </Panel>
  );
}

function Step({ change, ofOne }: { readonly change: AlertChange; readonly ofOne: boolean }) {
  return (
    <li>
      <span className="w">
        <Time at={change.created_at} exact />
      </span>
      <span className="dot">
        <span>
          <Silhouette state={change.state} size={14} />
        </span>
      </span>
      <div className="x">
        <b>
          {!ofOne && (
            <>
              <WalletName id={change.wallet_id} />{" "}
            </>
          )}
          {STATE_WORDS[change.previous_state]} → {STATE_WORDS[change.state]}
        </b>
        <p>{causeText(change)}</p>
      </div>
      <span className="v num">{amountText(change.balance)}</span>
    </li>
  );
}

const CAUSES = {
  transaction: "A transaction",
  snapshot: "A snapshot",
  hold: "A hold",
  sweep: "The sweep",
  spend: "The day's typical spend",
  burn: "The present burn",
  settings: "New settings",
} as const;

function causeText({ cause, threshold, state }: AlertChange): string {
  const what = cause.transaction_id === undefined ? CAUSES[cause.type] : `Transaction ${cause.transaction_id}`;
  const at = threshold?.threshold;
  if (at === undefined) return `${what} decided.`;
  if (state === "ok") return `${what} brought it back past ${amountText(at)}.`;
  return `${what} took it to or ${threshold?.condition === "above" ? "above" : "below"} ${amountText(at)}.`;
}
