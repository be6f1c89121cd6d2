import type { Feature, Overview, Provider } from "@plimsoll/client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { featureChoicesQuery } from "../../data/features.ts";
import { UNSORTED } from "../../data/in-order.ts";
import { providerChoicesQuery } from "../../data/providers.ts";
import { ColumnMenu } from "../../parts/Columns.tsx";
import { FilterBar } from "../../parts/FilterBar.tsx";
import { useFilters } from "../../parts/filters.ts";
import { NewRows } from "../../parts/NewRows.tsx";
import { NoneMatches } from "../../parts/NoneMatches.tsx";
import { SearchStopped } from "../../parts/SearchStopped.tsx";
import { useSetUrl, useUrlValues } from "../../parts/url.ts";
import { Failure, ReadingAgain, Skeleton } from "../../parts/Answers.tsx";
import { Silhouette } from "../../parts/State.tsx";
import { useHold } from "../../parts/steady.ts";
import { TableSkeleton } from "../../parts/Table.tsx";
import { STATES, STATE_WORDS } from "../../words/states.ts";
import { shownCounts } from "../../words/watched.ts";
import { PAGE, useWalletRows, type Asked } from "./use-wallet-rows.ts";
import { ALL_WALLETS, WALLET_COLUMNS, WalletTable } from "./WalletTable.tsx";

const SORTS = ["runway", "name", "available", "seen"] as const satisfies readonly Asked["sort"][];

interface AllWalletsProps {
  readonly overview: Overview;
}

/** Every wallet; the server filters and sorts, as the URL says. */
export function AllWallets({ overview }: AllWalletsProps) {
  const { data: providers = [] } = useQuery(providerChoicesQuery);
  const { data: features = [] } = useQuery(featureChoicesQuery);
  const url = useUrlValues();
  const filters = useFilters("wallet", filtersOf(overview, providers, features, url["state"]));
  const sorted = url["sort"];
  const sort = SORTS.find((each) => each === sorted) ?? "runway";
  const setUrl = useSetUrl();
  const [inView, setInView] = useState<readonly number[]>([1]);
  const hold = useHold();
  const { q, state, currency, provider, feature } = filters.values;
  const isNotState = filters.negated.has("state");
  const { not } = filters;
  const asked = useMemo<Asked>(
    () => ({
      sort,
      q,
      currency,
      provider_id: provider,
      feature_id: feature,
      stale: state === "stale" ? (isNotState ? "false" : "true") : undefined,
      state: STATES.find((each) => each === state),
      not,
      // OK would claim that a wallet that nothing watches is safe.
      ...(state === "ok" && !isNotState && { watched: "true" }),
      ...(state === "unwatched" && (isNotState ? { watched: "true" } : openUnwatched(not))),
    }),
    [sort, q, currency, provider, feature, state, isNotState, not],
  );
  const rows = useWalletRows(asked, inView, hold.isHeld);
  const names = useMemo(() => new Map(providers.map(({ id, name }) => [id, name])), [providers]);
  return (
    <section className="panel" aria-label="All wallets">
      <header>
        <FilterBar filters={filters} />
        {rows.isUnsorted && (
          <span className="sub" role="status">
            {UNSORTED}
          </span>
        )}
        <span className="sp" />
        <ColumnMenu table={ALL_WALLETS} columns={WALLET_COLUMNS} />
      </header>
      <ReadingAgain isReading={rows.total !== null && rows.isReading} />
      <NewRows count={rows.waiting} noun="wallet" onShow={rows.show} />
      {rows.total === null && rows.error !== null ? (
        <Failure what="The wallets" error={rows.error} again={rows.again} />
      ) : rows.total === null ? (
        <Skeleton>
          <TableSkeleton columns={WALLET_COLUMNS} />
        </Skeleton>
      ) : rows.total === 0 ? (
        <NoneMatches filters={filters} />
      ) : (
        <WalletTable
          key={JSON.stringify([sort, state, currency, provider, feature, not])}
          rows={rows}
          total={rows.total}
          sorting={{
            by: rows.isUnsorted ? null : sort,
            set: (by) => setUrl({ sort: by === "runway" ? undefined : by }),
          }}
          providerNames={names}
          lead={overview.lead}
          asOf={overview.as_of}
          place={hold.ref}
          onView={(first, last) => setInView(pagesOf(first, last, inView))}
        />
      )}
      {rows.isSearchStopped && <SearchStopped noun="wallet" back={null} />}
    </section>
  );
}

/** Open wallets that nothing watches; a closed one needs no watching. */
function openUnwatched(not: string | undefined): Partial<Asked> {
  return { watched: "false", status: "closed", not: [not, "status"].filter(Boolean).join(",") };
}

/** The pages of these rows; the same array while they are the same. */
function pagesOf(first: number, last: number, before: readonly number[]): readonly number[] {
  const from = Math.floor(first / PAGE) + 1;
  const to = Math.floor(last / PAGE) + 1;
  if (before[0] === from && before.at(-1) === to) return before;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function filtersOf(
  { wallets, totals }: Overview,
  providers: readonly Provider[],
  features: readonly Feature[],
  chosen: string | undefined,
) {
  const counts = shownCounts(wallets);
  const chips = ([...STATES, "unwatched", "stale"] as const).filter((state) => counts[state] > 0 || state === chosen);
  return [
    { kind: "text", name: "q", label: "Filter wallets", placeholder: "Name or reference" },
    {
      kind: "chips",
      name: "state",
      label: "State",
      all: "All",
      total: wallets.total,
      not: "state",
      choices: chips.map((state) => ({
        value: state,
        label: STATE_WORDS[state],
        count: counts[state],
        mark: <Silhouette state={state} />,
      })),
    },
    {
      kind: "pick",
      name: "currency",
      label: "Currency",
      isOpen: true,
      not: "currency",
      choices: totals.map(({ currency }) => ({ value: currency, label: currency })),
    },
    {
      kind: "pick",
      name: "provider",
      label: "Provider",
      isOpen: true,
      not: "provider_id",
      choices: providers.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      kind: "pick",
      name: "feature",
      label: "Feature",
      isOpen: true,
      not: "feature_id",
      choices: features.map(({ id, name }) => ({ value: id, label: name })),
    },
  ] as const;
}
