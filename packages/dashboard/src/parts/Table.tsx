import type { ReactNode, RefCallback } from "react";
import { isSized, widthStyle, type Sizing } from "./Columns.tsx";
import { NewRows } from "./NewRows.tsx";
import { openRow } from "./open-row.ts";
import { SortHead, type Sorting } from "./SortHead.tsx";
import { useHold, useSteady } from "./steady.ts";

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
  /** Cannot be hidden, because it opens the row. */
  readonly always?: boolean;
  /** Where the column has a look of its own. */
  readonly className?: string;
  /** In the place of its title. */
  readonly head?: (rows: readonly Row[]) => ReactNode;
  readonly cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  /** The table's accessible name. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly sorting?: Sorting | undefined;
  /** Where its columns can be made wider. */
  readonly sizing?: Sizing;
  /** The row that is open beside the list. */
  readonly selected?: string | number | undefined;
  /** Whether a row is on amber ground, because something is open about it. */
  readonly isOpen?: (row: Row) => boolean;
  /** Rows that are no longer of the list, and stay until they may move. */
  readonly gone?: ReadonlySet<Row>;
  /** Set on what has the rows. */
  readonly place?: RefCallback<HTMLElement>;
  /** On phones its rows are no cards: the columns are compared with each other. */
  readonly isCompared?: boolean;
}

/** A table of rows that are all at hand. On phones its rows are cards, and its roles stay. */
export function Table<Row>(props: TableProps<Row>) {
  const { name, columns, rows, keyOf, sorting, sizing, selected, isOpen, gone, place, isCompared = false } = props;
  const rowClass = (row: Row) =>
    [
      selected === keyOf(row) && "sel",
      isOpen?.(row) === true && "unmatched",
      gone !== undefined && gone.has(row) && "gone",
    ]
      .filter(Boolean)
      .join(" ");
  return (
    <div
      className={isCompared ? "table tall compared" : "table"}
      tabIndex={0}
      role="region"
      aria-label={`${name}, scrollable`}
      ref={place}
    >
      <table role="table" aria-label={name} {...sizedBy(columns, sizing)}>
        <Columns columns={columns} sizing={sizing} />
        <Head
          columns={columns.map(({ head, ...column }) =>
            head === undefined ? column : { ...column, shown: head(rows) },
          )}
          sorting={sorting}
          sizing={sizing}
        />
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

interface LiveTableProps<Row> extends Omit<TableProps<Row>, "gone" | "place"> {
  /** What one row is: "transaction". */
  readonly noun: string;
  /** There are more than these rows. */
  readonly isFull?: boolean;
}

/** A table whose rows change while it is looked at: none moves under the pointer or the focus, new ones wait. */
export function LiveTable<Row>({ noun, isFull = false, ...table }: LiveTableProps<Row>) {
  const hold = useHold({ whenScrolled: true });
  const { rows, gone, waiting, show } = useSteady({ ...table, of: table.name, isFull }, hold.isHeld);
  return (
    <>
      <NewRows count={waiting} noun={noun} onShow={show} />
      <Table {...table} rows={rows} gone={gone} place={hold.ref} />
    </>
  );
}

/** A column without its cells. */
export interface Headed extends Omit<Column<never>, "cell" | "head"> {
  readonly shown?: ReactNode;
}

interface HeadProps {
  readonly columns: readonly Headed[];
  readonly sorting?: Sorting | undefined;
  readonly sizing?: Sizing | undefined;
  /** Below the heads. */
  readonly children?: ReactNode;
}

function classOf({ numeric = false, wide = false, actions = false, narrow = false, className }: Headed): string {
  if (className !== undefined) return className;
  return [numeric && "n", wide && "hide-s", actions && "n do", narrow && "box"].filter(Boolean).join(" ");
}

/** What a table is given whose columns may have widths. */
export function sizedBy(columns: readonly Headed[], sizing: Sizing | undefined, className?: string) {
  if (sizing === undefined || !isSized(sizing)) return { className };
  const titles = columns.map(({ title }) => title);
  return { className: className === undefined ? "sized" : `sized ${className}`, style: widthStyle(titles, sizing) };
}

/** The widths that were given to columns; the last takes what is left. */
export function Columns({ columns, sizing }: HeadProps) {
  if (sizing === undefined || !isSized(sizing)) return null;
  return (
    <colgroup>
      {columns.map((column, index) => (
        <col
          key={column.title}
          className={classOf(column)}
          style={index === columns.length - 1 ? undefined : { width: sizing.widths[column.title] }}
        />
      ))}
    </colgroup>
  );
}

export function Head({ columns, sorting, sizing, children }: HeadProps) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <SortHead
            key={column.title}
            title={column.title}
            className={classOf(column)}
            sorting={sorting}
            sort={column.sort}
            sizing={column.actions === true || column.narrow === true ? undefined : sizing}
          >
            {column.shown ??
              (column.actions === true || column.narrow === true ? (
                <span className="sr">{column.title}</span>
              ) : (
                column.title
              ))}
          </SortHead>
        ))}
      </tr>
      {children}
    </thead>
  );
}

/** The head of a table whose rows are on their way, and their places. */
export function TableSkeleton({ columns, sizing, rows = 10 }: HeadProps & { readonly rows?: number }) {
  return (
    <div className="table">
      <table {...sizedBy(columns, sizing)} aria-hidden="true">
        <Columns columns={columns} sizing={sizing} />
        <Head columns={columns} sizing={sizing} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {columns.map((column) => (
                <td key={column.title} className={classOf(column)}>
                  <span className="sk" />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
