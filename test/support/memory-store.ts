import type { Effects, Loaded, Lookup, TableName, Tables } from "@plimsoll/core";
import { indexColumns, INDEXES } from "../../packages/core/src/model/tables.ts";

type Row = Readonly<Record<string, unknown>>;

const SEPARATOR = "\u001f";

/**
 * Tables in memory with a database's guarantees: keys are unique, an update or delete finds its row, and a loaded row
 * is never changed by the reader. It throws where a database would fail.
 */
export class MemoryStore {
  private readonly tables = new Map<TableName, Map<string, Row>>();
  /** Rows by table, index and key. */
  private readonly groups = new Map<string, Map<string, Row>>();

  load(lookups: readonly Lookup[]): Loaded[] {
    return lookups.map((lookup) => ({ lookup, rows: this.matching(lookup) }));
  }

  write(effects: Pick<Effects, "changes" | "bulk">): void {
    for (const { accountId, endpointId, at } of effects.bulk) {
      for (const row of this.rowsByKey("deliveries").values()) {
        if (row["accountId"] !== accountId || row["endpointId"] !== endpointId || row["status"] !== "pending") continue;
        this.put("deliveries", { ...row, status: "skipped", nextAttemptAt: null, completedAt: at });
      }
    }
    for (const { table, deletes, inserts, updates } of effects.changes) {
      const rows = this.rowsByKey(table);
      for (const row of deletes as readonly Row[]) {
        if (!rows.delete(pkOf(table, row))) throw new Error(`${table}: delete of a row that is not there`);
        for (const [group, key] of this.groupsOf(table, row)) group.delete(key);
      }
      for (const row of inserts as readonly Row[]) {
        if (rows.has(pkOf(table, row))) throw new Error(`${table}: duplicate key ${pkOf(table, row)}`);
        this.put(table, row);
      }
      for (const { after } of updates) {
        const stored = rows.get(pkOf(table, after as Row));
        if (!stored) throw new Error(`${table}: update of a row that is not there`);
        for (const [group, key] of this.groupsOf(table, stored)) group.delete(key);
        this.put(table, after as Row);
      }
    }
  }

  get<T extends TableName>(table: T, ...key: readonly (string | number)[]): Readonly<Tables[T]> | null {
    return (this.rowsByKey(table).get(key.join(SEPARATOR)) as Tables[T] | undefined) ?? null;
  }

  /** Every row of a table in primary-key order. */
  rows<T extends TableName>(table: T): readonly Readonly<Tables[T]>[] {
    return inOrder(INDEXES[table].pk, [...this.rowsByKey(table).values()]) as unknown as Tables[T][];
  }

  dump(): Record<string, readonly object[]> {
    return Object.fromEntries((Object.keys(INDEXES) as TableName[]).map((table) => [table, this.rows(table)]));
  }

  private rowsByKey(table: TableName): Map<string, Row> {
    const existing = this.tables.get(table);
    if (existing) return existing;
    const rows = new Map<string, Row>();
    this.tables.set(table, rows);
    return rows;
  }

  private put(table: TableName, row: Row): void {
    const frozen = Object.freeze({ ...row });
    this.rowsByKey(table).set(pkOf(table, row), frozen);
    for (const [group, key] of this.groupsOf(table, row)) group.set(key, frozen);
  }

  private *groupsOf(table: TableName, row: Row): Iterable<readonly [Map<string, Row>, string]> {
    for (const [index, columns] of Object.entries<readonly string[]>(INDEXES[table])) {
      if (index === "pk") continue;
      yield [
        this.group(
          table,
          index,
          columns.map((name) => row[name]),
        ),
        pkOf(table, row),
      ];
    }
  }

  private group(table: TableName, index: string, key: readonly unknown[]): Map<string, Row> {
    const name = [table, index, ...key].join(SEPARATOR);
    const existing = this.groups.get(name);
    if (existing) return existing;
    const group = new Map<string, Row>();
    this.groups.set(name, group);
    return group;
  }

  private matching({ table, index, key, page }: Lookup): Row[] {
    const columns = indexColumns(table, index);
    if (index === "pk") {
      const row = this.rowsByKey(table).get(key.join(SEPARATOR));
      return row ? [row] : [];
    }
    const found = [...this.group(table, index, key).values()];
    if (!page) return found;
    const order = INDEXES[table].pk.filter((name) => !columns.includes(name));
    const [next] = order;
    const { after, limit } = page;
    return inOrder(order, found)
      .filter((row) => after === null || next === undefined || compare(row[next], after) > 0)
      .slice(0, limit);
  }
}

function pkOf(table: TableName, row: Row): string {
  return INDEXES[table].pk.map((name) => row[name]).join(SEPARATOR);
}

function inOrder(columns: readonly string[], rows: Row[]): Row[] {
  return rows.toSorted((a, b) => columns.map((name) => compare(a[name], b[name])).find((sign) => sign !== 0) ?? 0);
}

function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  return (a as number | string) < (b as number | string) ? -1 : 1;
}
