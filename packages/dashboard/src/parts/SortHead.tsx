import type { ReactNode } from "react";
import { ResizeHandle, type Sizing } from "./Columns.tsx";

/** The server's order of a list. */
export interface Sorting {
  /** Null: none of those that a column gives. */
  readonly by: string | null;
  readonly set: (by: string) => void;
}

interface SortHeadProps {
  /** The column's title. */
  readonly title: string;
  readonly sorting: Sorting | undefined;
  /** The order that this column gives; undefined for a column that gives none. */
  readonly sort: string | undefined;
  /** Where a column can be made wider. */
  readonly sizing?: Sizing | undefined;
  readonly className?: string;
  readonly children?: ReactNode;
}

/** The head of a column. Pressed, it puts what matters first in it first; there is no opposite order. */
export function SortHead({ title, sorting, sort, sizing, className = "", children = title }: SortHeadProps) {
  const isSorted = sort !== undefined && sorting?.by === sort;
  return (
    <th
      role="columnheader"
      scope="col"
      className={className}
      aria-sort={isSorted ? "ascending" : undefined}
      data-column={title}
    >
      {sort === undefined || sorting === undefined ? (
        children
      ) : (
        <button type="button" className="sort" onClick={() => sorting.set(sort)}>
          {children}
        </button>
      )}
      {sizing !== undefined && <ResizeHandle title={title} sizing={sizing} />}
    </th>
  );
}
