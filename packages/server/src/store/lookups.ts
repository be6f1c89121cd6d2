import { indexColumns, type Lookup } from "@plimsoll/core";
import { pick, TABLES, type Column, type TableSpec } from "./columns.ts";

/** Lookups that share one prepared statement: same table, same index, and all from the beginning of it or none. */
export interface LookupGroup {
  /** Distinguishes groups. */
  readonly name: string;
  readonly spec: TableSpec;
  readonly columns: readonly Column[];
  /** For pages: the primary key column after the index's own, by which a page is ordered and continued. */
  readonly order: readonly Column[];
  readonly paged: boolean;
  /** For pages: they begin after a row. A condition that is also true without one would read all rows before it. */
  readonly continued: boolean;
  /** Each lookup finds at most one row. */
  readonly single: boolean;
  readonly lookups: Lookup[];
}

/** Indexes besides the primary keys that find at most one row. */
export const UNIQUE_INDEXES: ReadonlySet<string> = new Set([
  "wallets.external",
  "holds.external",
  "orders.reference",
  "transactions.sequence",
]);

/** Groups lookups by their statement. */
export function groupLookups(lookups: readonly Lookup[]): LookupGroup[] {
  const groups = new Map<string, LookupGroup>();
  for (const lookup of lookups) {
    const page = lookup.page === undefined ? "" : lookup.page.after === null ? ".page" : ".next_page";
    const name = `${lookup.table}.${lookup.index}${page}`;
    const group = groups.get(name) ?? newGroup(name, lookup);
    groups.set(name, group);
    group.lookups.push(lookup);
  }
  return [...groups.values()];
}

function newGroup(name: string, lookup: Lookup): LookupGroup {
  const spec = TABLES[lookup.table];
  const properties = indexColumns(lookup.table, lookup.index);
  return {
    name,
    spec,
    columns: pick(spec.columns, properties),
    order: spec.pk.filter(({ property }) => !properties.includes(property)),
    paged: lookup.page !== undefined,
    continued: (lookup.page?.after ?? null) !== null,
    single: UNIQUE_INDEXES.has(`${lookup.table}.${lookup.index}`) || lookup.index === "pk",
    lookups: [],
  };
}
