import type { AlertChange, AuditEntry } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "../data/client.ts";
import { walletNameQuery } from "../data/wallets.ts";
import { causeText } from "../words/alert-cause.ts";
import { amountText } from "../words/amounts.ts";
import { capital } from "../words/count.ts";
import { changeTitle } from "../words/settings-change.ts";
import { Answer, Empty } from "./Answers.tsx";
import { Changes } from "./Changes.tsx";
import { Icon } from "./Icon.tsx";
import { Isolated } from "./Isolated.tsx";
import { WalletName } from "./names.tsx";
import { Panel } from "./Panel.tsx";
import { Segments } from "./Segments.tsx";
import { Silhouette } from "./State.tsx";
import { StateChange } from "./StateChange.tsx";
import { Time } from "./Time.tsx";
import { useSetUrl, useUrlValues } from "./url.ts";

/** @limit Dashboard: changes of state and of settings that an activity shows. */
const SHOWN = 50;

const KINDS = ["all", "alerts", "settings"] as const;

interface ActivityProps {
  readonly filter: { readonly wallet_id?: number; readonly feature_id?: string };
  /** What the audit log calls it: `wallet:12`. Null for a key that may not read the log, which sees no changes of settings. */
  readonly audited: string | null;
  /** An amount of its currency, if it has one. */
  readonly sample: string | undefined;
}

/** What has happened to the alerts of a feature or a wallet, and to its settings, newest first. */
export function Activity({ filter, audited, sample }: ActivityProps) {
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
  const { activity } = useUrlValues();
  const kind = KINDS.find((each) => each === activity) ?? "all";
  const setUrl = useSetUrl();
  return (
    <Panel
      title="Activity"
      actions={
        audited !== null && (
          <Segments
            label="Kind of activity"
            hideLabel
            value={kind}
            choices={KINDS.map((each) => ({ value: each, label: capital(each) }))}
            onChange={(chosen) => setUrl({ activity: chosen === "all" ? undefined : chosen })}
          />
        )
      }
    >
      <Answer what="The activity" query={query}>
        {(all) => {
          const items = all.filter((item) => kind === "all" || ("action" in item ? "settings" : "alerts") === kind);
          return items.length === 0 ? (
            <Empty title={kind === "settings" ? "No change yet." : "No alert yet."}>
              A change of state is written here, with the balance that decided.
            </Empty>
          ) : (
            <ol className="tl">
              {items.map((item) =>
                "action" in item ? (
                  <SettingsStep key={item.id} entry={item} sample={sample} />
                ) : (
                  <StateStep key={item.id} change={item} ofOne={filter.wallet_id !== undefined} />
                ),
              )}
            </ol>
          );
        }}
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

function SettingsStep({ entry, sample }: { readonly entry: AuditEntry; readonly sample: string | undefined }) {
  return (
    <Step
      at={entry.created_at}
      mark={<Icon name="edit" size={14} />}
      detail={<Changes entry={entry} sample={sample} />}
    >
      {changeTitle(entry)} by{" "}
      <b>
        <Isolated>{entry.actor.name}</Isolated>
      </b>
    </Step>
  );
}

function StateStep({ change, ofOne }: { readonly change: AlertChange; readonly ofOne: boolean }) {
  return (
    <Step
      at={change.created_at}
      mark={<Silhouette state={change.state} size={14} />}
      detail={causeText(change, change.balance)}
      balance={
        <>
          {amountText(change.balance)} <Currency of={change.wallet_id} />
        </>
      }
    >
      {ofOne ? (
        <b>
          <StateChange from={change.previous_state} to={change.state} />
        </b>
      ) : (
        <>
          <WalletName id={change.wallet_id} /> <StateChange from={change.previous_state} to={change.state} />
        </>
      )}
    </Step>
  );
}

/** Wallets of a feature differ in it. */
function Currency({ of: id }: { readonly of: number }) {
  const { data } = useQuery(walletNameQuery(id));
  return <span className="ccy">{data?.currency}</span>;
}

interface StepProps {
  readonly at: string;
  readonly mark: ReactNode;
  readonly detail: ReactNode;
  readonly balance?: ReactNode;
  readonly children: ReactNode;
}

function Step({ at, mark, detail, balance, children }: StepProps) {
  return (
    <li>
      <span className="w">
        <Time at={at} exact />
      </span>
      <span className="dot">
        <span>{mark}</span>
      </span>
      <div className="x">
        {children}
        <p>{detail}</p>
      </div>
      {balance !== undefined && <span className="v num">{balance}</span>}
    </li>
  );
}
