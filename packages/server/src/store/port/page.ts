/** What a list is ordered by: a position, an id or a name. */
export type RowKey = number | string;

/** `page` counts from 1. */
export interface PageRequest {
  readonly page: number;
  readonly limit: number;
  /**
   * The key of the last row that was read: only rows behind it in the list's order, and their number is not counted.
   * A reader of the whole list passes it with page 1, so that rows that come meanwhile neither repeat nor hide any.
   */
  readonly after?: RowKey | undefined;
  /** The rows that a filtered list examines at most; with `after` as many as it takes by default. */
  readonly examine?: number | undefined;
}

/** The number of rows on the pages before it. */
export function offsetOf({ page, limit }: PageRequest): number {
  return (page - 1) * limit;
}

export interface PageOf<T> {
  readonly rows: readonly T[];
  readonly total: number;
  /** Set when a search stopped at its bound before the list's end. */
  readonly stopped?: SearchStopped;
}

interface SearchStopped {
  /** In a list by time: everything at or after this time was searched. In Unix milliseconds. */
  readonly before: number | null;
}
