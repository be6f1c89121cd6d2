import type { PageRequest } from "../store.ts";

/** The positions that page holds of a list numbered 1 … total, ascending. */
export function ascendingRange(page: PageRequest): { first: number; last: number } {
  const first = (page.page - 1) * page.limit + 1;
  return { first, last: first + page.limit - 1 };
}

/** The positions that page holds when the newest comes first; empty when first > last. */
export function descendingRange(page: PageRequest, total: number): { first: number; last: number } {
  const last = total - (page.page - 1) * page.limit;
  return { first: Math.max(1, last - page.limit + 1), last };
}

/** Rows a status filter counts and turns pages through; a list without the filter has no such end. */
export const MAX_COUNTED = 10_000;

/** How many rows of a page a list that ends at `MAX_COUNTED` may still give. */
export function countedLimit(page: PageRequest): number {
  return Math.max(0, Math.min(page.limit, MAX_COUNTED - offsetOf(page)));
}

export function offsetOf(page: PageRequest): number {
  return (page.page - 1) * page.limit;
}
