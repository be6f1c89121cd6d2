import type { Overview, Wallet } from "@plimsoll/client";
import type { AlertState } from "@plimsoll/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { api } from "../../data/client.ts";
import { AmountCell } from "../../parts/Amount.tsx";
import { Empty, Failure, Skeleton } from "../../parts/Answers.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Silhouette, StateBadge, type ShownState } from "../../parts/State.tsx";
import { Time } from "../../parts/Time.tsx";
import { STATES, STATE_WORDS } from "../../words/states.ts";
import { WalletLink } from "./Attention.tsx";

/** @limit Dashboard: wallets of one page of the list. */
const PAGE = 500;
/** @limit Dashboard: wallets that the list holds. */
const MAX_ROWS = 20_000;
/** @nolimit The height of a row in pixels. */
const ROW_PX = 40;

interface Filter {
  /** The router reads digits in a URL as a number. */
  readonly q?: string | number;
  readonly state?: ShownState;
}

/** Every wallet, filtered by name and state; the filter is in the URL. */
export function AllWallets({ overview }: { readonly overview: Overview }) {
  const filter = useSearch({ strict: false }) as Filter;
  const navigate = useNavigate();
  const query = useInfiniteQuery({
    queryKey: ["wallets", "all"],
    queryFn: async ({ pageParam, signal }) => api.wallets.list({ page: pageParam, limit: PAGE }, { signal }).page(),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.hasMore && last.page * PAGE < MAX_ROWS ? last.page + 1 : undefined),
  });
  const all = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const rows = useMemo(() => sorted(all.filter((wallet) => matches(wallet, filter))), [all, filter]);
  const set = (change: Filter): void => {
    void navigate({ to: "/", search: { ...filter, ...change }, replace: true });
  };
  const clear = (): void => void navigate({ to: "/", search: {}, replace: true });
  const isFiltered = filter.state !== undefined || (filter.q !== undefined && filter.q !== "");
  const counts: readonly (readonly [ShownState, number])[] = [
    ...STATES.map((state) => [state, overview.wallets[state]] as const),
    ["stale", overview.wallets.stale],
  ];
  return (
    <section className="panel" aria-label="All wallets">
      <header>
        <div className="filters" role="group" aria-label="Filter">
          <label className="field filter">
            <Icon name="filter" size={14} />
            <input
              data-filter=""
              aria-label="Filter wallets"
              placeholder="Name"
              value={filter.q ?? ""}
              onChange={(event) => set({ q: event.target.value === "" ? undefined : event.target.value } as Filter)}
            />
            <kbd>/</kbd>
          </label>
          <button
            type="button"
            className="chip"
            aria-pressed={filter.state === undefined}
            onClick={() => set({ state: undefined } as never)}
          >
            All<b>{overview.wallets.total}</b>
          </button>
          {counts
            .filter(([state, count]) => count > 0 || filter.state === state)
            .map(([state, count]) => (
              <button
                key={state}
                type="button"
                className="chip"
                aria-pressed={filter.state === state}
                onClick={() => set({ state: filter.state === state ? undefined : state } as Filter)}
              >
                <Silhouette state={state} />
                {state === "stale" ? "Stale" : STATE_WORDS[state]}
                <b>{count}</b>
              </button>
            ))}
          {isFiltered && (
            <button type="button" className="link" data-shortcut="clear" onClick={clear}>
              Clear
            </button>
          )}
        </div>
      </header>
      {query.isError && query.data === undefined ? (
        <Failure what="The wallets" error={query.error} again={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton />
      ) : rows.length === 0 ? (
        <Empty
          title="No wallet matches."
          action={
            <button type="button" className="btn" onClick={clear}>
              Clear filters
            </button>
          }
        />
      ) : (
        <WalletRows rows={rows} onEnd={() => void (query.hasNextPage && query.fetchNextPage())} />
      )}
    </section>
  );
}

/** Only rows in view are in the document, so that ten thousand cost no more than twenty. */
function WalletRows({ rows, onEnd }: { readonly rows: readonly Wallet[]; readonly onEnd: () => void }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= rows.length - 20) onEnd();
    },
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const digits = Math.max(...rows.slice(0, 200).map(({ asset_scale: scale }) => scale));
  return (
    <div className="table tall" ref={scroller} tabIndex={0} role="region" aria-label="Wallets, scrollable">
      <table aria-label="Wallets" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Wallet</th>
            <th scope="col" className="n">
              Available
            </th>
            <th scope="col" className="n hide-s">
              Held
            </th>
            <th scope="col" className="n hide-s">
              Seen
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} />}
          {items.map(({ index }) => {
            const wallet = rows[index];
            if (wallet === undefined) return null;
            return (
              <tr key={wallet.id} aria-rowindex={index + 2}>
                <td>
                  <StateBadge state={wallet.alert_state} stale={wallet.stale} />
                </td>
                <td>
                  <WalletLink id={wallet.id} name={wallet.name} className="name" />{" "}
                  <span className="sub">{wallet.source === "ledger" ? "Ledger" : "Mirror"}</span>
                </td>
                <td className="n">
                  <AmountCell value={wallet.available} currency={wallet.currency} digits={digits} />
                </td>
                <td className="n hide-s">
                  <AmountCell value={wallet.held} digits={digits} />
                </td>
                <td className="n hide-s sub">{wallet.synced_at === null ? "–" : <Time at={wallet.synced_at} />}</td>
              </tr>
            );
          })}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </div>
  );
}

/** Stands for rows that are not in view. Its height is set by the object model, which the policy allows. */
function Gap({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={5} className="gap" style={{ height }} />
    </tr>
  );
}

const SEVERITY: Readonly<Record<AlertState, number>> = { blocked: 0, in_alarm: 1, warning: 2, info: 3, ok: 4 };

function sorted(wallets: readonly Wallet[]): Wallet[] {
  return wallets.toSorted((a, b) => SEVERITY[a.alert_state] - SEVERITY[b.alert_state] || a.id - b.id);
}

function matches(wallet: Wallet, { q = "", state }: Filter): boolean {
  if (wallet.status === "closed") return false;
  const isInState = state === undefined || (state === "stale" ? wallet.stale : wallet.alert_state === state);
  return isInState && wallet.name.toLowerCase().includes(String(q).toLowerCase());
}
