import type { QueryClient, QueryFilters } from "@tanstack/react-query";

/**
 * Reads again what an update has changed. What is being read is finished first and then read once more: under events
 * without a pause a slow answer would otherwise be given up for the next one again and again, and never shown.
 */
export async function catchUp(queries: QueryClient, filters: QueryFilters): Promise<void> {
  const underway = new Set(queries.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" }));
  await queries.invalidateQueries(filters, { cancelRefetch: false });
  if (underway.size === 0) return;
  await queries.invalidateQueries({ predicate: (query) => underway.has(query) }, { cancelRefetch: false });
}
