import { createHash } from "node:crypto";
import { TABLES } from "../columns.ts";
import { UNFINISHED_COPY } from "../migrations/pending.ts";
import type { BulkColumn, BulkTable, BulkValue, MaintainedValue, Maintenance, Sql } from "./maintenance.ts";

/** @limit Lists and chores: rows that `copy` reads of each side and writes in one transaction; fewer where they are long. */
const MOST_ROWS = 2_000;
/** @nolimit The length of a table's first page, from which the next one's is computed; a kept request may have a megabyte. */
const FIRST_ROWS = 32;
/** @limit Lists and chores: characters of text that a page of `copy` aims at. */
const PAGE_TEXT = 1_000_000;

const PROGRESS = "unfinished_copy";

interface CopiedTable extends BulkTable {
  readonly key: readonly BulkColumn[];
}

/** Every table but the two that describe the store itself. */
const COPIED: readonly CopiedTable[] = Object.values(TABLES).map(({ name, columns, pk }) => ({
  name,
  columns: columns.map(bulkColumn),
  key: pk.map(bulkColumn),
}));

export interface CopyProgress {
  readonly phase: "copying" | "comparing";
  readonly table: string;
  /** Rows that are done, of all tables. */
  readonly done: number;
  readonly total: number;
}

export interface CopyOptions {
  /** Called after each step; rejects to stop. */
  readonly step: (progress: CopyProgress) => Promise<void>;
}

/** What kind of store the target is: without tables, with empty ones, or half a copy. */
export type TargetState = "bare" | "empty" | "unfinished";

/** Throws when the target has anything else in it than half a copy. */
export async function targetState(target: Maintenance): Promise<TargetState> {
  const tables = await target.tables();
  if (tables.length === 0) return "bare";
  if (tables.includes(PROGRESS)) return "unfinished";
  const own = new Set(["migrations", "installation", ...COPIED.map(({ name }) => name)]);
  const foreign = tables.find((name) => !own.has(name));
  if (foreign !== undefined) throw new Error(`the target is not empty: it has a table ${foreign}; name an empty one`);
  return target.transaction(async (sql) => {
    for (const name of tables.filter((table) => table !== "migrations")) {
      const [row] = await sql.rows(`SELECT 1 FROM ${name} LIMIT 1`);
      if (row) throw new Error(`the target is not empty: its table ${name} has rows; name an empty one`);
    }
    return "empty" as const;
  });
}

/**
 * Copies every row into a migrated target without rows, or goes on with half a copy of the same source, and then
 * compares every row of both. Until `finishCopy` nothing else opens the target. Resolves with the number of rows.
 */
export async function copyStore(source: Maintenance, target: Maintenance, options: CopyOptions): Promise<number> {
  return source.snapshot(async (from) => {
    const place = await begin(target, await fingerprint(from));
    const totals = new Map<string, number>();
    for (const { name } of COPIED) totals.set(name, await countOf(from, name));
    const total = [...totals.values()].reduce((sum, count) => sum + count, 0);
    let done = place.rows;
    const started = COPIED.findIndex(({ name }) => name === place.table);
    for (const table of COPIED.slice(Math.max(0, started))) {
      let after = table.name === place.table ? place.after : null;
      for await (const rows of pagesOf(from, table, after)) {
        after = keyOf(table, rows.at(-1));
        done += rows.length;
        const reached = [table.name, JSON.stringify(after?.map(String)), done] as const;
        await target.transaction(async (sql) => {
          await sql.insert(table, rows);
          await sql.run(`UPDATE ${PROGRESS} SET table_name = ?, after_key = ?, row_count = ?`, ...reached);
        });
        await options.step({ phase: "copying", table: table.name, done, total });
      }
    }
    await target.measure();
    await compare(from, target, total, options);
    return total;
  });
}

/** Makes the target a store like any other: held, so that nothing is polled or sent from two places. */
export async function finishCopy(source: Maintenance, target: Maintenance): Promise<void> {
  const [installation] = await source.snapshot((sql) => sql.rows("SELECT id, secret_key_check FROM installation"));
  await target.transaction(async (sql) => {
    if (installation) {
      await sql.run("INSERT INTO installation (id, secret_key_check, held) VALUES (?, ?, 1)", ...installation);
    }
    await sql.run("DELETE FROM migrations WHERE version = ?", UNFINISHED_COPY.version);
    await sql.run(`DROP TABLE ${PROGRESS}`);
  });
}

interface Place {
  /** Null at the beginning. */
  readonly table: string | null;
  readonly after: readonly BulkValue[] | null;
  readonly rows: number;
}

/** Marks the target as half a copy of this source, or finds how far an earlier run got. */
async function begin(target: Maintenance, source: string): Promise<Place> {
  const isUnfinished = (await target.tables()).includes(PROGRESS);
  return target.transaction(async (sql) => {
    if (!isUnfinished) {
      await sql.run(`CREATE TABLE ${PROGRESS} (source text, table_name text, after_key text, row_count bigint)`);
      await sql.run(`INSERT INTO ${PROGRESS} (source, row_count) VALUES (?, 0)`, source);
      const { version, name } = UNFINISHED_COPY;
      await sql.run("INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, 0)", version, name);
    }
    const [row] = await sql.rows(`SELECT source, table_name, after_key, row_count FROM ${PROGRESS}`);
    const [known, name = null, after, rows] = row ?? [];
    if (known !== source) {
      throw new Error(
        "the target has half a copy of another store, or of this one before it changed; empty it and begin again",
      );
    }
    const table = COPIED.find((candidate) => candidate.name === name);
    if (!table) return { table: null, after: null, rows: 0 };
    const key = JSON.parse(String(after)) as readonly string[];
    return {
      table: table.name,
      after: key.map((value, index) => (table.key[index]?.isText ? value : BigInt(value))),
      rows: Number(rows),
    };
  });
}

/** Differs when the source has had any movement since. */
async function fingerprint(sql: Sql): Promise<string> {
  const accounts = COPIED.find(({ name }) => name === "accounts");
  if (!accounts) throw new Error("there is no table accounts");
  const rows = [];
  for await (const page of pagesOf(sql, accounts, null)) rows.push(...page);
  const [installation = []] = await sql.rows("SELECT secret_key_check FROM installation");
  const text = JSON.stringify([installation.map(String), rows.map((row) => row.map(String))]);
  return createHash("sha256").update(text).digest("hex");
}

/** Reads both stores in the order of their keys; throws at the first row that is not the same in both. */
async function compare(from: Sql, target: Maintenance, total: number, { step }: CopyOptions): Promise<void> {
  let done = 0;
  await target.snapshot(async (to) => {
    for (const table of COPIED) {
      let after: BulkRow | null = null;
      for await (const rows of pagesOf(from, table, null)) {
        const there: BulkRows = await pageOf(to, table, after, rows.length);
        for (const [index, row] of rows.entries()) requireSame(table, row, there[index]);
        after = keyOf(table, rows.at(-1));
        done += rows.length;
        await step({ phase: "comparing", table: table.name, done, total });
      }
      const [surplus] = await pageOf(to, table, after, 1);
      if (surplus) requireSame(table, undefined, surplus);
    }
  });
}

type BulkRow = readonly BulkValue[];
type BulkRows = readonly BulkRow[];

function requireSame(table: CopiedTable, here: BulkRow | undefined, there: BulkRow | undefined): void {
  if (here && there && here.every((value, index) => value === there[index])) return;
  const key = keyOf(table, here ?? there)?.join(", ");
  throw new Error(
    `${table.name} (${key}) is not the same in both: the source has changed since the copy began; empty the target and begin again`,
  );
}

/** Pages behind a key. */
async function* pagesOf(sql: Sql, table: CopiedTable, start: BulkRow | null): AsyncGenerator<BulkRows> {
  let after = start;
  let limit = FIRST_ROWS;
  for (;;) {
    const page = await pageOf(sql, table, after, limit);
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    after = keyOf(table, page.at(-1));
    limit = Math.min(MOST_ROWS, Math.max(1, Math.floor((limit * PAGE_TEXT) / Math.max(1, textOf(page)))));
  }
}

function textOf(rows: BulkRows): number {
  return rows.reduce((sum, row) => row.reduce((length, value) => length + lengthOf(value), sum), 0);
}

function lengthOf(value: BulkValue): number {
  return typeof value === "string" ? value.length : 0;
}

async function pageOf(
  sql: Sql,
  { name, columns, key }: CopiedTable,
  after: BulkRow | null,
  limit: number,
): Promise<BulkRows> {
  const names = key.map((column) => column.name).join(", ");
  const behind = after === null ? "" : `WHERE (${names}) > (${after.map(() => "?").join(", ")})`;
  const list = columns.map((column) => column.name).join(", ");
  const rows = await sql.rows(
    `SELECT ${list} FROM ${name} ${behind} ORDER BY ${names} LIMIT ${limit}`,
    ...(after ?? []),
  );
  return rows.map((row) => row.map((value, index) => bulkValue(value, columns[index]?.isText ?? false)));
}

function keyOf({ columns, key }: CopiedTable, row: BulkRow | undefined): BulkRow | null {
  if (!row) return null;
  return key.map(({ name }) => row[columns.findIndex((column) => column.name === name)] ?? null);
}

async function countOf(sql: Sql, table: string): Promise<number> {
  const [[count] = []] = await sql.rows(`SELECT count(*) FROM ${table}`);
  return Number(count ?? 0);
}

/** One engine's driver returns integers as bigint, the other's as text. */
function bulkValue(value: MaintainedValue, isText: boolean): BulkValue {
  if (value === null) return null;
  return isText ? String(value) : BigInt(value);
}

function bulkColumn({ name, kind }: { readonly name: string; readonly kind: string }): BulkColumn {
  return { name, isText: kind === "text" };
}
