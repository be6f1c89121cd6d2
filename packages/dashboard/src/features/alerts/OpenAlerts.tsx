import type { Feature, OpenAlert } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../data/client.ts";
import { featureChoicesQuery } from "../../data/features.ts";
import { overviewQuery } from "../../data/overview.ts";
import { Acknowledged } from "../../episodes/Acknowledged.tsx";
import { OwnerName } from "../../episodes/OwnerName.tsx";
import { SilencedUntil } from "../../episodes/SilencedUntil.tsx";
import { Amount } from "../../parts/Amount.tsx";
import { Answer, Empty } from "../../parts/Answers.tsx";
import { FilterBar } from "../../parts/FilterBar.tsx";
import { useFilters } from "../../parts/filters.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Isolated } from "../../parts/Isolated.tsx";
import { NewRows } from "../../parts/NewRows.tsx";
import { NoneMatches } from "../../parts/NoneMatches.tsx";
import { Silhouette, StateBadge } from "../../parts/State.tsx";
import { useHold, useSteady } from "../../parts/steady.ts";
import { Time } from "../../parts/Time.tsx";
import { Unwatched } from "../../parts/Unwatched.tsx";
import { counted } from "../../words/count.ts";
import { inAboutText, lastsPhrase } from "../../words/lasts.ts";
import { STATES, STATE_WORDS } from "../../words/states.ts";
import { aboveText } from "../../words/watched.ts";
import { EpisodePanel } from "./EpisodePanel.tsx";
import { countsOf, filtered } from "./open-filter.ts";

/** @limit Dashboard: open alerts that the page filters and counts. */
const LISTED = 1_000;
/** @limit Dashboard: open alerts that are shown before more are wanted. */
const SHOWN = 100;
/** @nolimit Time after which open alerts are read again: what people do about them is no event. */
const REREAD_MS = 10_000;

interface Search {
  /** The chosen episode. */
  readonly e?: string | undefined;
  readonly n?: string | undefined;
  readonly state?: string | undefined;
}

/** What another filter closes. */
const CHOSEN = ["e", "n"] as const;

/** What is open now, and the episode of the chosen row; both, and the filter, are in the URL. */
export function OpenAlerts() {
  const query = useQuery({
    queryKey: ["alerts", "open"],
    queryFn: async ({ signal }) => api.alerts.list({ limit: LISTED }, { signal }).page(),
    refetchInterval: REREAD_MS,
  });
  return (
    <Answer what="Open alerts" query={query}>
      {({ items, total }) => (items.length === 0 ? <NoneOpen /> : <Contents alerts={items} total={total} />)}
    </Answer>
  );
}

function NoneOpen() {
  const { data } = useQuery(overviewQuery);
  const next = data?.next ?? null;
  return (
    <Empty
      title="No open alerts."
      action={
        <Link to="/alerts" search={{ tab: "history" }} className="link">
          See alert history
        </Link>
      }
    >
      {data !== undefined && (
        <>
          {aboveText(data.wallets)} <Unwatched wallets={data.wallets} />
          {next !== null && (
            <>
              {" "}
              The next to reach one is{" "}
              <Link to="/wallets/$walletId" params={{ walletId: String(next.wallet_id) }} className="link">
                <Isolated>{next.name}</Isolated>
              </Link>
              {inAboutText(next.hours)}.
            </>
          )}
        </>
      )}
    </Empty>
  );
}

function Contents({ alerts, total }: { readonly alerts: readonly OpenAlert[]; readonly total: number }) {
  const search = useSearch({ strict: false }) as Search;
  const { data: features = [] } = useQuery(featureChoicesQuery);
  const counts = useMemo(() => countsOf(alerts), [alerts]);
  const filters = useFilters("alert", filtersOf(alerts.length, counts, features, search.state), CHOSEN);
  const rows = filtered(alerts, filters.values, filters.negated);
  const chosen = search.e ?? rows[0]?.episode_id ?? undefined;
  const of = JSON.stringify([filters.values, filters.not ?? null]);
  return (
    <>
      <FilterBar filters={filters} />
      {total > alerts.length && (
        <p className="sub">
          The newest {counted(alerts.length, "alert")} of {total}.
        </p>
      )}
      {rows.length === 0 ? (
        <NoneMatches filters={filters} />
      ) : (
        <div className={search.e === undefined ? "alerts-both" : "alerts-both chosen"} data-follows-rows="">
          <Entries of={of} rows={rows} chosen={chosen} search={search} />
          {chosen !== undefined && (
            <div className="episode-place">
              <Link to="/alerts" search={{ ...search, e: undefined, n: undefined }} className="link back">
                <Icon name="left" size={14} />
                All open alerts
              </Link>
              <EpisodePanel key={chosen} id={chosen} heading="h2" />
            </div>
          )}
        </div>
      )}
    </>
  );
}

interface EntriesProps {
  /** The filter that the rows match. */
  readonly of: string;
  readonly rows: readonly OpenAlert[];
  readonly chosen: string | undefined;
  readonly search: Search;
}

function keyOf({ wallet_id: wallet, owner }: OpenAlert): string {
  return `${wallet} ${owner.type} ${owner.id}`;
}

function Entries({ of, rows: now, chosen, search }: EntriesProps) {
  const [shown, setShown] = useState(SHOWN);
  const hold = useHold({ whenScrolled: true });
  // The chosen one follows the first row as long as nobody has chosen.
  const { rows, gone, waiting, show } = useSteady({ of, rows: now, keyOf }, hold.isHeld || search.e !== undefined);
  return (
    <section className="panel" aria-label="Open alerts">
      <NewRows count={waiting} noun="alert" onShow={show} />
      <ul ref={hold.ref}>
        {rows.slice(0, shown).map((alert) => (
          <li key={keyOf(alert)} className={gone.has(alert) ? "gone" : undefined}>
            <Link
              to="/alerts"
              search={{ ...search, e: alert.episode_id ?? undefined, n: undefined }}
              className="entry alert-entry"
              aria-current={alert.episode_id === chosen ? "true" : undefined}
              data-row-link=""
              resetScroll={false}
            >
              <Entry alert={alert} />
            </Link>
          </li>
        ))}
      </ul>
      {rows.length > shown && (
        <p className="acts pad">
          <button type="button" className="btn s" onClick={() => setShown(shown + SHOWN)}>
            Show {Math.min(SHOWN, rows.length - shown)} more
          </button>
        </p>
      )}
    </section>
  );
}

function Entry({ alert }: { readonly alert: OpenAlert }) {
  const lasts = lastsPhrase(alert.runway_hours, alert.available);
  return (
    <>
      <span className="line">
        <StateBadge state={alert.state} detail={alert} />
        <span className="sub">
          <Time at={alert.since} />
        </span>
      </span>
      <span className="line">
        <Isolated className="name">{alert.wallet_name}</Isolated>
        <Amount value={alert.available} currency={alert.currency} />
      </span>
      <span className="line sub">
        <OwnerName owner={alert.owner} plain />
        {lasts !== null && <span>{lasts}</span>}
      </span>
      <span className="line sub">
        <Acknowledged acknowledged={alert.acknowledged} />
      </span>
      {alert.silenced_until !== null && (
        <span className="line sub">
          <span className="in-hand">
            <Icon name="silence" size={14} />
            <SilencedUntil of={alert} />
          </span>
        </span>
      )}
    </>
  );
}

function filtersOf(
  total: number,
  { states, unacknowledged, features: owners }: ReturnType<typeof countsOf>,
  features: readonly Feature[],
  chosen: string | undefined,
) {
  return [
    { kind: "text", name: "q", label: "Filter alerts", placeholder: "Wallet" },
    {
      kind: "chips",
      name: "state",
      label: "State",
      all: "All",
      total,
      not: "state",
      choices: STATES.filter((state) => states[state] > 0 || state === chosen).map((state) => ({
        value: state,
        label: STATE_WORDS[state],
        count: states[state],
        mark: <Silhouette state={state} />,
      })),
    },
    { kind: "flag", name: "ack", value: "no", label: "Not acknowledged", count: unacknowledged },
    {
      kind: "pick",
      name: "feature",
      label: "Feature",
      isOpen: true,
      not: "feature",
      choices: owners.map((id) => ({ value: id, label: features.find((feature) => feature.id === id)?.name ?? id })),
    },
  ] as const;
}
