import type { ReactNode } from "react";
import { openRow } from "./open-row.ts";
import { SortHead, type Sorting } from "./SortHead.tsx";

export interface Column<Row> {
  readonly title: string;
  readonly numeric?: boolean;
  /** The server's name of the order by this column. */
  readonly sort?: string;
  /** Left out on phones. */
  readonly wide?: boolean;
  /** What can be done with the row: at its end, below the rest on phones. */
  readonly actions?: boolean;
  /** As narrow as a checkbox. */
  readonly narrow?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  /** The table's accessible name. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly sorting?: Sorting;
  /** The row that is open beside the list. */
  readonly selected?: string | number | undefined;
  /** Whether a row is on amber ground, because something is open about it. */
  readonly isOpen?: (row: Row) => boolean;
}

/** A table of rows that are all at hand. On phones its rows are cards, and its roles stay. */
export function Table<Row>({ name, columns, rows, keyOf, sorting, selected, isOpen }: TableProps<Row>) {
  const classOf = ({ numeric = false, wide = false, actions = false, narrow = false }: Column<Row>) =>
    [numeric && "n", wide && "hide-s", actions && "n do", narrow && "box"].filter(Boolean).join(" ");
  const rowClass = (row: Row) =>
    [selected === keyOf(row) && "sel", isOpen?.(row) === true && "unmatched"].filter(Boolean).join(" ");
  return (
    <div className="table" tabIndex={0} role="region" aria-label={`${name}, scrollable`}>
      <table role="table" aria-label={name}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <SortHead key={column.title} className={classOf(column)} sorting={sorting} sort={column.sort}>
                {column.actions === true || column.narrow === true ? (
                  <span className="sr">{column.title}</span>
                ) : (
                  column.title
                )}
              </SortHead>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" onClick={openRow}>
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" className={rowClass(row)}>
              {columns.map((column) => (
                <td key={column.title} role="cell" className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
