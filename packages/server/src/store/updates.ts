import type { Update } from "@plimsoll/core";
import { pick, type Column, type TableSpec } from "./columns.ts";
import { kept } from "./kept.ts";
import { changeNamer } from "./row-code.ts";

/** How a table's updates are distinguished. */
interface Known {
  readonly nameOf: (update: Update) => string;
  /** Those that have been written so far, by their names: a statement is prepared for each. */
  readonly columns: Map<string, readonly Column[]>;
}

const tables = new Map<TableSpec, Known>();

/** The new rows of a table's updates by the columns that changed, and only those. Of a row that stayed as it was there is none. */
export function byChangedColumns(
  spec: TableSpec,
  updates: readonly Update[],
): ReadonlyMap<readonly Column[], readonly object[]> {
  const { nameOf, columns } = kept(tables, spec, () => ({ nameOf: changeNamer(spec.changing), columns: new Map() }));
  const groups = new Map<readonly Column[], object[]>();
  for (const update of updates) {
    const names = nameOf(update);
    if (names === "") continue;
    const changed = kept(columns, names, () => pick(spec.columns, names.slice(0, -1).split(",")));
    kept(groups, changed, () => []).push(update.after);
  }
  return groups;
}
