import type { Page as PageOf, Pages } from "@plimsoll/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { numberText } from "../words/count.ts";
import { Answer } from "./Answers.tsx";
import { Panel } from "./Panel.tsx";
import { Table, type Column } from "./Table.tsx";

/** @limit Dashboard: rows of one page of a list. */
const PAGE = 50;

interface ListProps<Row> {
  readonly title: string;
  /** The first is the name that events refresh it by. */
  readonly queryKey: readonly unknown[];
  readonly list: (page: { readonly page: number; readonly limit: number }, signal: AbortSignal) => Pages<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string | number;
  readonly empty: ReactNode;
  readonly actions?: ReactNode;
  readonly selected?: string | number | undefined;
}

/** A list of the server's, page by page. */
export function List<Row>({ title, queryKey, list, columns, keyOf, empty, actions, selected }: ListProps<Row>) {
  const [page, setPage] = useState(1);
  const query = useQuery<PageOf<Row>>({
    queryKey: [...queryKey, page],
    queryFn: async ({ signal }) => list({ page, limit: PAGE }, signal).page(),
    placeholderData: keepPreviousData,
  });
  const total = query.data?.total ?? 0;
  return (
    <Panel title={title} note={total === 0 ? undefined : numberText(total)} actions={actions}>
      <Answer what={title} query={query}>
        {({ items, totalPages }) =>
          items.length === 0 && page === 1 ? (
            empty
          ) : (
            <>
              <Table name={title} rows={items} columns={columns} keyOf={keyOf} selected={selected} />
              {totalPages > 1 && (
                <nav className="pages" aria-label={`Pages of ${title}`}>
                  <button type="button" className="btn s" disabled={page === 1} onClick={() => setPage(page - 1)}>
                    Newer
                  </button>
                  <span className="sub">
                    {numberText(page)} of {numberText(totalPages)}
                  </span>
                  <button
                    type="button"
                    className="btn s"
                    disabled={page >= totalPages}
                    onClick={() => setPage(page + 1)}
                  >
                    Older
                  </button>
                </nav>
              )}
            </>
          )
        }
      </Answer>
    </Panel>
  );
}
