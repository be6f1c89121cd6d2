import type { AlertChange, AuditEntry } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../data/client.ts";
import { causeText } from "../words/alert-cause.ts";
import { amountText } from "../words/amounts.ts";
import { changeText, changeTitle } from "../words/settings-change.ts";
import { Answer, Empty } from "./Answers.tsx";
import { Icon } from "./Icon.tsx";
import { WalletName } from "./names.tsx";
import { Panel } from "./Panel.tsx";
import { Silhouette } from "./State.tsx";
import { StateChange } from "./StateChange.tsx";
import { Time } from "./Time.tsx";

/** @limit Dashboard: changes of state and of settings that an activity shows. */
const SHOWN = 50;

interface ActivityProps {
  readonly filter: { readonly wallet_id?: number; readonly feature_id?: string };
  /** What the audit log calls whose settings changes are shown too: `feature:` and an id. */
  readonly audited?: string | null;
}

/** What has happened to the alerts of a feature or a wallet, and to its settings, newest first. */
export function Activity({ filter, audited = null }: ActivityProps) {
  const query = useQuery({
    queryKey: ["alerts", "history", filter, audited],
    queryFn: async ({ signal }) => {
      const [changes, entries] = await Promise.all([
        api.alerts.history({ ...filter, limit: SHOWN }, { signal }).page(),
        audited === null ? { items: [] } : api.audit.list({ resource: audited, limit: SHOWN }, { signal }).page(),
      ]);
      return newestOf(changes.items, entries.items);
    },
  });
  return (
    <Panel title="Activity">
      <Answer what="The activity" query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty title="No alert yet.">A change of state is written here, with the balance that decided.</Empty>
          ) : (
            <ol className="tl">
              {items.map((item) =>
                "action" in item ? (
                  <SettingsStep key={item.id} entry={item} />
                ) : (
                  <Step key={item.id} change={item} ofOne={filter.wallet_id !== undefined} />
                ),
              )}
            </ol>
          )
        }
      </Answer>
    </Panel>
  );
}

/** Both lists as one. Of the same time, a change of state is the later one, because saved settings may bring it. */
function newestOf(
  changes: readonly AlertChange[],
  entries: readonly AuditEntry[],
): readonly (AlertChange | AuditEntry)[] {
  return [...changes, ...entries]
    .toSorted((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
    .slice(0, SHOWN);
}

function SettingsStep({ entry }: { readonly entry: AuditEntry }) {
  return (
    <li>
      <span className="w">
        <Time at={entry.created_at} exact />
      </span>
      <span className="dot">
        <span>
          <Icon name="edit" size={14} />
        </span>
      </span>
      <div className="x">
        <b>
          {changeTitle(entry)} by <bdi>{entry.actor.name}</bdi>
        </b>
        <p>
          <bdi>{changeText(entry)}</bdi>
        </p>
      </div>
    </li>
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
          <StateChange from={change.previous_state} to={change.state} />
        </b>
        <p>{causeText(change)}</p>
      </div>
      <span className="v num">{amountText(change.balance)}</span>
    </li>
  );
}
