/** A filter of which some members must not match. */
export interface Negatable {
  /** Names of members whose opposite is wanted; what has no value matches the opposite. */
  readonly not?: ReadonlySet<string> | undefined;
}

/** The members that must match, by which an index can be chosen. */
export function positive<Filter extends Negatable>(filter: Filter): Filter {
  if (filter.not === undefined) return filter;
  const members = Object.entries(filter).filter(([name]) => name !== "not" && !filter.not?.has(name));
  return Object.fromEntries(members) as unknown as Filter;
}
