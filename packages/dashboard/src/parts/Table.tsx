import type { ReactNode } from "react";

export interface Column<Row> {
  readonly title: string;
  readonly numeric?: boolean;
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
  /** The row that is open beside the list. */
  readonly selected?: string | number | undefined;
}

/** A table of rows that are all at hand. On phones its rows are cards, and its roles stay. */
export function Table<Row>({ name, columns, rows, keyOf, selected }: TableProps<Row>) {
  const classOf = ({ numeric = false, wide = false, actions = false, narrow = false }: Column<Row>) =>
    [numeric && "n", wide && "hide-s", actions && "n do", narrow && "box"].filter(Boolean).join(" ");
  return (
    <div className="table" tabIndex={0} role="region" aria-label={`${name}, scrollable`}>
      <table role="table" aria-label={name}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.title} role="columnheader" scope="col" className={classOf(column)}>
                {column.actions === true || column.narrow === true ? (
                  <span className="sr">{column.title}</span>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" className={selected === keyOf(row) ? "sel" : ""}>
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
