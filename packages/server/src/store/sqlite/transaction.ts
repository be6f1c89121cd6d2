import type Database from "better-sqlite3";
import type { BulkChange, Change, Effects, Loaded, Lookup, Update, Wallet } from "@plimsoll/core";
import type { BatchTransaction } from "../batch.ts";
import { TABLES, type Column, type TableSpec } from "../columns.ts";
import { columnsToWrite, groupLookups, type LookupGroup } from "../lookups.ts";
import { parameterFiller, rowDecoder } from "../row-code.ts";
import { unavailable } from "./errors.ts";
import { Runs } from "./runs.ts";
import { WalletCache } from "./wallet-cache.ts";

type Statement = Database.Statement;
type Writer = (row: object) => void;
type Filler = ReturnType<typeof parameterFiller>;

/** Rows of one insert statement while there are so many: a call into the library costs as much as a row. */
const ROWS_PER_INSERT = 16;

/** A batch on SQLite: prepared statements in loops, which cost less here than any set-based statement. */
export class SqliteTransaction implements BatchTransaction {
  private readonly database: Database.Database;
  private readonly statements = new Map<string, Statement>();
  private readonly writers = new Map<string, Writer>();
  private readonly fillers = new Map<readonly Column[], Filler>();
  private readonly runColumns = new Map<TableSpec, readonly Column[]>();
  private readonly updaters = new Map<readonly Column[], Writer>();
  private readonly decoders = new Map<string, (values: readonly unknown[]) => object>();

  private readonly wallets = new WalletCache();

  constructor(database: Database.Database) {
    this.database = database;
  }

  begin(): void {
    this.guarded(() => this.prepare("BEGIN IMMEDIATE").run());
    this.wallets.begin(this.prepare("PRAGMA data_version").pluck().get());
  }

  commit(): void {
    this.guarded(() => this.prepare("COMMIT").run());
    this.wallets.commit();
  }

  rollback(): void {
    this.wallets.clear();
    if (this.database.inTransaction) this.prepare("ROLLBACK").run();
  }

  load(lookups: readonly Lookup[]): readonly Loaded[] {
    return this.guarded(() => groupLookups(lookups).flatMap((group) => this.loadGroup(group)));
  }

  write(effects: Effects): void {
    this.guarded(() => {
      for (const bulk of effects.bulk) this.writeBulk(bulk);
      for (const change of effects.changes) this.writeChange(change);
    });
  }

  private loadGroup(group: LookupGroup): Loaded[] {
    const { spec } = group;
    const where = group.columns.map(({ name }) => `${name} = ?`).join(" AND ");
    const order = group.order.map(({ name }) => name);
    const page = group.paged ? ` AND (? IS NULL OR ${order[0]} > ?) ORDER BY ${order.join(", ")} LIMIT ?` : "";
    const columns = spec.columns.map(({ name }) => name).join(", ");
    const select = this.prepare(`SELECT ${columns} FROM ${spec.name} WHERE ${where}${page}`, true);
    const decode = this.decoderOf(spec);
    const cache = spec.table === "wallets" && group.single ? this.wallets : null;
    return group.lookups.map((lookup) => {
      const known = cache?.find(lookup);
      if (known) return { lookup, rows: [known] };
      const parameters: unknown[] = [...lookup.key];
      if (lookup.page) parameters.push(lookup.page.after, lookup.page.after, lookup.page.limit);
      if (group.single) {
        const values = select.get(...parameters) as readonly unknown[] | undefined;
        if (!values) return { lookup, rows: [] };
        const row = decode(values);
        cache?.keep(row as Wallet);
        return { lookup, rows: [row] };
      }
      const rows = select.all(...parameters) as (readonly unknown[])[];
      return { lookup, rows: rows.map(decode) };
    });
  }

  private writeChange(change: Change): void {
    const spec = TABLES[change.table];
    if (change.table === "wallets") this.wallets.stage(change);
    if (change.deletes.length > 0) {
      const remove = this.writerOf(`DELETE FROM ${spec.name} WHERE ${equal(spec.pk)}`, spec.pk);
      for (const row of change.deletes) remove(row);
    }
    this.insert(spec, change.inserts);
    this.update(spec, change.updates);
  }

  private insert(spec: TableSpec, rows: readonly object[]): void {
    const names = spec.columns.map(({ name }) => name).join(", ");
    const marks = `(${spec.columns.map(() => "?").join(", ")})`;
    const into = `INSERT INTO ${spec.name} (${names}) VALUES `;
    let next = 0;
    for (; next + ROWS_PER_INSERT <= rows.length; next += ROWS_PER_INSERT) {
      const many = this.prepare(into + Array.from({ length: ROWS_PER_INSERT }, () => marks).join(", "));
      const fill = this.fillerOf(spec.columns);
      const values: unknown[] = [];
      for (const row of rows.slice(next, next + ROWS_PER_INSERT)) fill(row, values, values.length);
      many.run(...values);
    }
    if (next === rows.length) return;
    const one = this.writerOf(into + marks, spec.columns);
    for (const row of rows.slice(next)) one(row);
  }

  private update(spec: TableSpec, updates: readonly Update[]): void {
    const runs = new Runs(spec);
    for (const update of updates) {
      const columns = columnsToWrite(spec, update);
      if (columns === spec.alone) runs.add(update.after);
      else this.updaterOf(spec, columns)(update.after);
    }
    for (const { first, last } of runs.all) this.updateRun(spec, first, last);
  }

  private updaterOf(spec: TableSpec, columns: readonly Column[]): Writer {
    let write = this.updaters.get(columns);
    if (!write) {
      const set = columns.map(({ name }) => `${name} = ?`).join(", ");
      write = this.writerOf(`UPDATE ${spec.name} SET ${set} WHERE ${equal(spec.pk)}`, [...columns, ...spec.pk]);
      this.updaters.set(columns, write);
    }
    return write;
  }

  /** Rows whose keys follow each other get what the first one has, in one statement. */
  private updateRun(spec: TableSpec, first: object, last: object): void {
    const set = spec.alone.map(({ name }) => `${name} = ?`).join(", ");
    const key = spec.pk.at(-1) as Column;
    const sql = `UPDATE ${spec.name} SET ${set} WHERE ${equal(spec.pk.slice(0, -1))} AND ${key.name} BETWEEN ? AND ?`;
    const values: unknown[] = [];
    this.fillerOf(this.runColumnsOf(spec))(first, values, 0);
    this.prepare(sql).run(...values, (last as Record<string, unknown>)[key.property]);
  }

  private runColumnsOf(spec: TableSpec): readonly Column[] {
    let columns = this.runColumns.get(spec);
    if (!columns) {
      columns = [...spec.alone, ...spec.pk];
      this.runColumns.set(spec, columns);
    }
    return columns;
  }

  private writeBulk(bulk: BulkChange): void {
    this.prepare(
      `UPDATE deliveries SET status = 'skipped', next_attempt_at = NULL, completed_at = ?
       WHERE account_id = ? AND endpoint_id = ? AND status = 'pending'`,
    ).run(bulk.at, bulk.accountId, bulk.endpointId);
  }

  private writerOf(sql: string, columns: readonly Column[]): Writer {
    const existing = this.writers.get(sql);
    if (existing) return existing;
    const statement = this.prepare(sql);
    const values: unknown[] = columns.map(() => null);
    const fill = this.fillerOf(columns);
    const writer: Writer = (row) => {
      fill(row, values, 0);
      statement.run(...values);
    };
    this.writers.set(sql, writer);
    return writer;
  }

  private fillerOf(columns: readonly Column[]): Filler {
    const existing = this.fillers.get(columns);
    if (existing) return existing;
    const fill = parameterFiller(columns);
    this.fillers.set(columns, fill);
    return fill;
  }

  private prepare(sql: string, raw = false): Statement {
    const existing = this.statements.get(sql);
    if (existing) return existing;
    const statement = this.database.prepare(sql);
    if (raw) statement.raw();
    this.statements.set(sql, statement);
    return statement;
  }

  private decoderOf(spec: TableSpec): (values: readonly unknown[]) => object {
    const existing = this.decoders.get(spec.name);
    if (existing) return existing;
    const decode = rowDecoder(spec.columns);
    this.decoders.set(spec.name, decode);
    return decode;
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw unavailable(error) ?? error;
    }
  }
}

function equal(columns: readonly Column[]): string {
  return columns.map(({ name }) => `${name} = ?`).join(" AND ");
}
