import type { ReactNode } from "react";

export interface Column<Row> {
  readonly title: string;
  readonly numeric?: boolean;
  /** Left out on phones. */
  readonly wide?: boolean;
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

/** A table of rows that are all at hand. */
export function Table<Row>({ name, columns, rows, keyOf, selected }: TableProps<Row>) {
  const classOf = ({ numeric = false, wide = false }: Column<Row>) =>
    [numeric && "n", wide && "hide-s"].filter(Boolean).join(" ");
  return (
    <div className="table" tabIndex={0} role="region" aria-label={`${name}, scrollable`}>
      <table aria-label={name}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className={selected === keyOf(row) ? "sel" : ""}>
              {columns.map((column) => (
                <td key={column.title} className={classOf(column)}>
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
