import type {
  BulkChange,
  Change,
  Effects,
  IdempotencyKey,
  MovementLane,
  LaneRows,
  Loaded,
  Lookup,
  Update,
  Wallet,
} from "@plimsoll/core";
import { TOUCH, type BatchTransaction } from "../commit/batch.ts";
import { TABLES, type Column, type TableSpec } from "../columns.ts";
import { kept } from "../kept.ts";
import { laneUpdates } from "../lane/updates.ts";
import { groupLookups, type LookupGroup } from "../lookups.ts";
import { parameterFiller, rowDecoder } from "../row-code.ts";
import { byChangedColumns } from "../updates.ts";
import { WalletCache } from "../wallet-cache.ts";
import type { Database, Statement } from "./database.ts";
import { unavailable } from "./errors.ts";
import { SqliteLaneRows } from "./lane-rows.ts";

/** Writes a row, and returns the number of rows written. */
type Writer = (row: object) => number;

/** Finds the rows of one kind of lookup. */
interface Select {
  readonly statement: Statement;
  readonly decode: (values: readonly unknown[]) => object;
}

/** A batch on SQLite: prepared statements in loops, which cost less here than any set-based statement. */
export class SqliteTransaction implements BatchTransaction {
  readonly firstPart = 1;
  private readonly database: Database;
  private readonly statements = new Map<string, Statement>();
  private readonly selects = new Map<string, Select>();
  private readonly inserters = new Map<TableSpec, Writer>();
  private readonly updaters = new Map<readonly Column[], Writer>();
  private readonly removers = new Map<TableSpec, Writer>();
  private claimer: Writer | null = null;
  private version: unknown = null;
  private readonly wallets = new WalletCache();

  constructor(database: Database) {
    this.database = database;
  }

  begin(): void {
    this.guarded(() => this.prepare("BEGIN IMMEDIATE").run());
    // Changes when another connection has written; read while the write lock is held.
    const version = this.prepare("PRAGMA data_version").get()?.[0];
    if (version !== this.version) this.wallets.clear();
    this.version = version;
  }

  commit(): void {
    this.guarded(() => this.prepare("COMMIT").run());
  }

  rollback(): void {
    this.wallets.clear();
    if (this.database.isTransaction) this.prepare("ROLLBACK").run();
  }

  load(lookups: readonly Lookup[]): readonly Loaded[] {
    return this.guarded(() => groupLookups(lookups).flatMap((group) => this.loadGroup(group)));
  }

  laneRows(): LaneRows {
    return new SqliteLaneRows({
      wallets: this.wallets,
      find: (lookup) => this.load([lookup])[0]?.rows ?? [],
      claim: (key) => this.claim(key),
    });
  }

  writeLane(lane: MovementLane, changes: readonly Change[]): void {
    this.guarded(() => {
      for (const change of changes) {
        if (change.table === "wallets") this.wallets.take(change);
        if (change.inserts.length > 0) this.insert(TABLES[change.table], change.inserts);
      }
      for (const { spec, columns, rows } of laneUpdates(lane)) {
        const update = kept(this.updaters, columns, () => this.updater(spec, columns));
        for (const row of rows) update(row);
      }
    });
  }

  /** Inserts an idempotency key unless it is there, and returns whether it did. */
  private claim(key: IdempotencyKey): boolean {
    const claim = (this.claimer ??= this.writer(
      `${insertText(TABLES.idempotencyKeys)} ON CONFLICT DO NOTHING`,
      TABLES.idempotencyKeys.columns,
    ));
    return this.guarded(() => claim(key)) === 1;
  }

  write(effects: Pick<Effects, "changes" | "bulk">): void {
    this.guarded(() => {
      for (const bulk of effects.bulk) this.writeBulk(bulk);
      for (const change of effects.changes) {
        if (change.table === "wallets") this.wallets.take(change);
        this.writeChange(change);
      }
    });
  }

  touch(): void {
    this.guarded(() => this.prepare(TOUCH).run());
  }

  private loadGroup(group: LookupGroup): Loaded[] {
    const { spec } = group;
    const { statement: select, decode } = kept(this.selects, group.name, () => this.selectOf(group));
    const cache = spec.table === "wallets" && group.single ? this.wallets : null;
    return group.lookups.map((lookup) => {
      const known = cache?.find(lookup as Lookup<"wallets">);
      if (known) return { lookup, rows: [known] };
      const parameters: unknown[] = [...lookup.key];
      if (group.continued) parameters.push(lookup.page?.after);
      if (lookup.page) parameters.push(lookup.page.limit);
      if (group.single) {
        const values = select.get(...parameters);
        if (!values) return { lookup, rows: [] };
        const row = decode(values);
        cache?.keep(row as Wallet);
        return { lookup, rows: [row] };
      }
      const rows = select.all(...parameters);
      return { lookup, rows: rows.map(decode) };
    });
  }

  private selectOf(group: LookupGroup): Select {
    return { statement: this.database.prepare(lookupText(group)), decode: rowDecoder(group.spec.columns) };
  }

  private writeChange({ table, inserts, updates, deletes }: Change): void {
    const spec = TABLES[table];
    if (deletes.length > 0) {
      const remove = kept(this.removers, spec, () =>
        this.writer(`DELETE FROM ${spec.name} WHERE ${equal(spec.pk)}`, spec.pk),
      );
      for (const row of deletes) remove(row);
    }
    if (inserts.length > 0) this.insert(spec, inserts);
    this.update(spec, updates);
  }

  /** A row at a time: a statement of many rows saves calls into the library and takes longer over its parameters. */
  private insert(spec: TableSpec, rows: readonly object[]): void {
    const insert = kept(this.inserters, spec, () => this.writer(insertText(spec), spec.columns));
    for (const row of rows) insert(row);
  }

  private update(spec: TableSpec, updates: readonly Update[]): void {
    for (const [columns, rows] of byChangedColumns(spec, updates)) {
      const update = kept(this.updaters, columns, () => this.updater(spec, columns));
      for (const row of rows) update(row);
    }
  }

  private updater(spec: TableSpec, columns: readonly Column[]): Writer {
    const set = columns.map(({ name }) => `${name} = ?`).join(", ");
    return this.writer(`UPDATE ${spec.name} SET ${set} WHERE ${equal(spec.pk)}`, [...columns, ...spec.pk]);
  }

  private writeBulk(bulk: BulkChange): void {
    this.prepare(
      `UPDATE deliveries SET status = 'skipped', next_attempt_at = NULL, completed_at = ?
       WHERE account_id = ? AND endpoint_id = ? AND status = 'pending'`,
    ).run(bulk.at, bulk.accountId, bulk.endpointId);
  }

  private writer(sql: string, columns: readonly Column[]): Writer {
    const statement = this.database.prepare(sql);
    const values: unknown[] = columns.map(() => null);
    const fill = parameterFiller(columns);
    return (row) => {
      fill(row, values, 0);
      return Number(statement.run(...values).changes);
    };
  }

  private prepare(sql: string): Statement {
    return kept(this.statements, sql, () => this.database.prepare(sql));
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw unavailable(error) ?? error;
    }
  }
}

function insertText(spec: TableSpec): string {
  const names = spec.columns.map(({ name }) => name).join(", ");
  const marks = spec.columns.map(() => "?").join(", ");
  return `INSERT INTO ${spec.name} (${names}) VALUES (${marks})`;
}

function equal(columns: readonly Column[]): string {
  return columns.map(({ name }) => `${name} = ?`).join(" AND ");
}

/** The statement of a lookup, with its key, the row that a page begins after, and the page's limit as parameters. */
export function lookupText({ spec, columns, order, paged, continued }: LookupGroup): string {
  const by = order.map(({ name }) => name);
  const conditions = columns.map(({ name }) => `${name} = ?`);
  if (continued) conditions.push(`${by[0]} > ?`);
  const page = paged ? ` ORDER BY ${by.join(", ")} LIMIT ?` : "";
  const selected = spec.columns.map(({ name }) => name).join(", ");
  return `SELECT ${selected} FROM ${spec.name} WHERE ${conditions.join(" AND ")}${page}`;
}
