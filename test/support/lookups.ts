import type { Lookup } from "@plimsoll/core";
import { TABLES } from "@plimsoll/server/store/columns";
import { INDEXES } from "../../packages/core/src/model/tables.ts";

/** The indexes that the core reads in pages, with a key of each. */
const PAGED = [
  { table: "events", index: "account", key: [1] },
  { table: "episodes", index: "open", key: [1, 1] },
  { table: "orders", index: "status", key: [1, 1, "PENDING"] },
  { table: "transactions", index: "reference", key: [1, "ORDER"] },
  { table: "waitingEvents", index: "wallet", key: [1, "prv_1", "1"] },
  { table: "walletFeatures", index: "feature", key: [1, "feat_1"] },
  { table: "wallets", index: "provider", key: [1, "prv_1"] },
] as const satisfies readonly Lookup[];

/** Of each of them the first page, and a page after a row. */
export function everyPage(): readonly { readonly title: string; readonly lookup: Lookup }[] {
  return PAGED.flatMap((lookup) =>
    [null, 1].map((after) => ({
      title: `${lookup.table}.${lookup.index}, ${after === null ? "first" : "next"} page`,
      lookup: { ...lookup, page: { after, limit: 2 } } as Lookup,
    })),
  );
}

/** A lookup by each of the indexes that the core reads. */
export function everyLookup(): readonly Lookup[] {
  return Object.entries(INDEXES).flatMap(([table, indexes]) => {
    const { columns } = TABLES[table as keyof typeof TABLES];
    return Object.entries(indexes).map(([index, properties]) => {
      const isText = (property: string) => columns.find((column) => column.property === property)?.kind === "text";
      return {
        table,
        index,
        key: properties.map((property: string) => (isText(property) ? "none" : 1)),
      } as unknown as Lookup;
    });
  });
}
