import type { Page as PageOf, Pages } from "@plimsoll/client";
import { keepPreviousData, useQuery, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ColumnMenu, useColumns } from "./Columns.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { withCounts, type Filters } from "./filters.ts";
import { NoneMatches } from "./NoneMatches.tsx";
import { againAfter } from "../data/again.ts";
import { inOrder, UNSORTED, type Ordered } from "../data/in-order.ts";
import { useSetUrl, useUrlValues } from "./url.ts";
import { numberText } from "../words/count.ts";
import { Answer } from "./Answers.tsx";
import { NewRows } from "./NewRows.tsx";
import { SearchStopped } from "./SearchStopped.tsx";
import { Panel } from "./Panel.tsx";
import { useHold, useSteady } from "./steady.ts";
import { Table, TableSkeleton, type Column } from "./Table.tsx";

/** @limit Dashboard: rows of one page of a list. */
const PAGE = 50;
/** @limit Dashboard: time after which the rows of each status are counted again. */
const COUNTS_MS = 10_000;

interface Listed<Row> extends PageOf<Row>, Ordered {
  /** The page, the filters and the order that it answers. */
  readonly of: string;
}

interface ListProps<Row> {
  readonly title: string;
  /** What one row is, where no filters say it: "top-up". */
  readonly noun?: string;
  /** The first is the name that events refresh it by. */
  readonly queryKey: QueryKey;
  readonly list: (
    page: { readonly page: number; readonly limit: number },
    signal: AbortSignal,
    sort: string | undefined,
  ) => Pages<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  readonly empty: ReactNode;
  readonly filters?: Filters;
  /** The rows of a status that match the other filters, to be counted; null for a status that is not. */
  readonly counts?: (
    status: string,
    others: { readonly not: string | undefined; readonly limit: number },
    signal: AbortSignal,
  ) => Pages<Row> | null;
  readonly actions?: ReactNode;
  readonly selected?: string | number | undefined;
  /** After how long these rows are read again, because they change without an event. */
  readonly follow?: (rows: readonly Row[]) => number | false;
  /** What is beside the list, such as the drawer of a row; given the rows of the page. */
  readonly beside?: (rows: readonly Row[]) => ReactNode;
  /** Of the URL's value, where a page has two lists. */
  readonly pageName?: string;
  /** Something of the page is chosen for an act: its rows stay. */
  readonly isHeld?: boolean;
}

/** A list of the server's, page by page; filters, order and page are in the URL. Its rows do not move while they are used. */
export function List<Row>(props: ListProps<Row>) {
  const { title, queryKey, list, keyOf, empty, filters, actions, selected, beside, pageName = "page" } = props;
  const { follow, isHeld = false, noun = filters?.noun ?? "row" } = props;
  const url = useUrlValues();
  const page = Math.max(1, Math.floor(Number(url[pageName] ?? 1)) || 1);
  const sort = props.columns.find((column) => column.sort !== undefined && column.sort === url["sort"])?.sort;
  const setUrl = useSetUrl();
  const asked = [...queryKey.slice(1), filters?.values ?? null, filters?.not ?? null, page, sort ?? null] as const;
  const of = JSON.stringify(asked);
  const query = useQuery<Listed<Row>>({
    queryKey: [queryKey[0], ...asked],
    queryFn: async ({ signal }) => ({
      ...(await inOrder(sort, async (by) => list({ page, limit: PAGE }, signal, by).page())),
      of,
    }),
    placeholderData: keepPreviousData,
    ...(follow !== undefined && { refetchInterval: againAfter(({ items }: Listed<Row>) => follow(items)) }),
  });
  const counts = useCounts(props);
  const { columns, sizing } = useColumns(title, props.columns);
  const hold = useHold({ whenScrolled: true });
  const rows = query.data?.items ?? [];
  const steady = useSteady(
    { of: query.data?.of ?? "", rows, keyOf, isFull: rows.length === PAGE },
    isHeld || selected !== undefined || hold.isHeld,
  );
  const total = query.data?.total ?? 0;
  const goTo = (to: number): void => setUrl({ [pageName]: to === 1 ? undefined : String(to) });
  const sorting = props.columns.some((column) => column.sort !== undefined) && {
    by: query.data?.isUnsorted === true ? null : (sort ?? null),
    // Pressed again, it gives the list's own order back.
    set: (by: string) => setUrl({ sort: by === sort ? undefined : by, [pageName]: undefined }),
  };
  return (
    <>
      <Panel
        title={title}
        note={total === 0 ? undefined : numberText(total)}
        actions={
          <>
            {actions}
            <ColumnMenu table={title} columns={props.columns} />
          </>
        }
      >
        {filters !== undefined && (
          <div className="filter-line">
            <FilterBar filters={counts === undefined ? filters : withCounts(filters, counts)} />
          </div>
        )}
        {query.data?.isUnsorted === true && (
          <p className="sub pad" role="status">
            {UNSORTED}
          </p>
        )}
        <Answer what={title} query={query} skeleton={<TableSkeleton columns={columns} sizing={sizing} />}>
          {({ totalPages, isSearchStopped, searchedBack }) => {
            const stopped = isSearchStopped && <SearchStopped noun={noun} back={searchedBack} />;
            if (steady.rows.length === 0 && page === 1) {
              return (
                <>
                  {filters?.isSet === true ? <NoneMatches filters={filters} /> : empty}
                  {stopped}
                </>
              );
            }
            return (
              <>
                {/* On a later page, what is new there has come from the page before. */}
                {page === 1 && <NewRows count={steady.waiting} noun={noun} bound={PAGE} onShow={steady.show} />}
                <Table
                  name={title}
                  rows={steady.rows}
                  gone={steady.gone}
                  place={hold.ref}
                  columns={columns}
                  keyOf={keyOf}
                  selected={selected}
                  sizing={sizing}
                  {...(sorting && { sorting })}
                />
                {stopped}
                {(totalPages > 1 || page > 1) && (
                  <nav className="pages" aria-label={`Pages of ${title}`}>
                    <button type="button" className="btn s" disabled={page === 1} onClick={() => goTo(page - 1)}>
                      Newer
                    </button>
                    <span className="sub">
                      {numberText(page)} of {numberText(totalPages)}
                    </span>
                    <button
                      type="button"
                      className="btn s"
                      disabled={page >= totalPages}
                      onClick={() => goTo(page + 1)}
                    >
                      Older
                    </button>
                  </nav>
                )}
              </>
            );
          }}
        </Answer>
      </Panel>
      {beside?.(steady.rows)}
    </>
  );
}

/** How many rows each status has. Events do not read it again, so that under many of them it costs little. */
function useCounts<Row>({ queryKey, filters, counts }: ListProps<Row>): Readonly<Record<string, number>> | undefined {
  const statuses = filters?.filters.flatMap((filter) =>
    filter.kind === "chips" && filter.name === "status" ? filter.choices.map(({ value }) => value) : [],
  );
  const { status: _, ...values }: Filters["values"] = filters?.values ?? {};
  const others = filters?.not?.split(",").filter((name) => name !== "status") ?? [];
  const not = others.length === 0 ? undefined : others.join(",");
  const { data } = useQuery<Readonly<Record<string, number>>>({
    queryKey: ["counts", ...queryKey, values, not ?? null],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(
        (statuses ?? []).map(async (status) => {
          const pages = counts?.(status, { not, limit: 1 }, signal) ?? null;
          return pages === null ? [] : [[status, (await pages.page()).total] as const];
        }),
      );
      return Object.fromEntries(found.flat());
    },
    enabled: counts !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: againAfter(() => COUNTS_MS),
  });
  return data;
}
