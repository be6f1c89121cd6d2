import type { Page as PageOf, Pages } from "@plimsoll/client";
import { keepPreviousData, useQuery, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FilterBar } from "./FilterBar.tsx";
import type { Filters } from "./filters.ts";
import { NoneMatches } from "./NoneMatches.tsx";
import { againAfter } from "../data/again.ts";
import { useSetUrl, useUrlValues } from "./url.ts";
import { numberText } from "../words/count.ts";
import { Answer } from "./Answers.tsx";
import { Panel } from "./Panel.tsx";
import { Table, type Column } from "./Table.tsx";

/** @limit Dashboard: rows of one page of a list. */
const PAGE = 50;

interface ListProps<Row> {
  readonly title: string;
  /** The first is the name that events refresh it by. */
  readonly queryKey: QueryKey;
  readonly list: (page: { readonly page: number; readonly limit: number }, signal: AbortSignal) => Pages<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  readonly empty: ReactNode;
  readonly filters?: Filters;
  readonly actions?: ReactNode;
  readonly selected?: string | number | undefined;
  /** After how long these rows are read again, because they change without an event. */
  readonly follow?: (rows: readonly Row[]) => number | false;
  /** What is beside the list, such as the drawer of a row; given the rows of the page. */
  readonly beside?: (rows: readonly Row[]) => ReactNode;
  /** Of the URL's value, where a page has two lists. */
  readonly pageName?: string;
}

/** A list of the server's, page by page; filters and page are in the URL. */
export function List<Row>(props: ListProps<Row>) {
  const { title, queryKey, list, columns, keyOf, empty, filters, actions, selected, beside, pageName = "page" } = props;
  const { follow } = props;
  const page = Math.max(1, Math.floor(Number(useUrlValues()[pageName] ?? 1)) || 1);
  const setUrl = useSetUrl();
  const query = useQuery<PageOf<Row>>({
    queryKey: [...queryKey, filters?.values ?? null, filters?.not ?? null, page],
    queryFn: async ({ signal }) => list({ page, limit: PAGE }, signal).page(),
    placeholderData: keepPreviousData,
    ...(follow !== undefined && { refetchInterval: againAfter(({ items }: PageOf<Row>) => follow(items)) }),
  });
  const total = query.data?.total ?? 0;
  const goTo = (to: number): void => setUrl({ [pageName]: to === 1 ? undefined : String(to) });
  return (
    <>
      <Panel title={title} note={total === 0 ? undefined : numberText(total)} actions={actions}>
        {filters !== undefined && (
          <div className="filter-line">
            <FilterBar filters={filters} />
          </div>
        )}
        <Answer what={title} query={query}>
          {({ items, totalPages }) => {
            if (items.length === 0 && page === 1) {
              return filters?.isSet === true ? <NoneMatches filters={filters} /> : empty;
            }
            return (
              <>
                <Table name={title} rows={items} columns={columns} keyOf={keyOf} selected={selected} />
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
      {beside?.(query.data?.items ?? [])}
    </>
  );
}
