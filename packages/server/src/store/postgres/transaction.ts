import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";
import {
  MovementLane,
  lookupsOf,
  type Account,
  type BulkChange,
  type Change,
  type Command,
  type Effects,
  type LaneRows,
  type Loaded,
  type Lookup,
  type WaitingEvent,
  type Wallet,
} from "@plimsoll/core";
import { accountsBehind } from "../behind.ts";
import { TOUCH, type BatchTransaction } from "../commit/batch.ts";
import { TABLES, type Column, type TableSpec } from "../columns.ts";
import { kept } from "../kept.ts";
import { laneUpdates } from "../lane/updates.ts";
import { LoadedLaneRows } from "../lane/loaded-rows.ts";
import { changedRows, rowChangeText, type RowChange } from "../remembered-rows.ts";
import { groupLookups, type LookupGroup } from "../lookups.ts";
import { rowDecoder } from "../row-code.ts";
import { byChangedColumns } from "../updates.ts";
import { WalletCache } from "../wallet-cache.ts";
import { binaryArray, elementType } from "./binary-array.ts";
import { Pipeline, type Row, type Statement } from "./pipeline.ts";

/** Notified inside the transaction, so that listeners receive it when, and only when, it commits. */
export const DELIVERIES_CHANNEL = "plimsoll_deliveries";
/** The same for events that wait for a poll, with their provider's id. */
export const WAITING_CHANNEL = "plimsoll_waiting";
/** The same for rows that processes cache, with their table and key. */
export const ROWS_CHANNEL = "plimsoll_rows";

const BEGIN: Statement = { text: "BEGIN", values: [] };
const COMMIT: Statement = { text: "COMMIT", values: [], once: true };
const ROLLBACK: Statement = { text: "ROLLBACK", values: [], once: true };
const NOTIFY: Statement = { text: `NOTIFY ${DELIVERIES_CHANNEL}`, values: [], once: true };

/**
 * PostgreSQL may have ended its session since.
 * @limit PostgreSQL: time since a batch's reads were sent after which its session is checked before its COMMIT is sent.
 */
const STALLED_MS = 500;

/** Makes the transaction the last writer of accounts that it does not change otherwise. */
const TOUCH_ACCOUNTS =
  "UPDATE accounts t SET wallet_count = t.wallet_count FROM unnest($1::int8[]) AS k(id) WHERE t.id = k.id RETURNING t.id, t.xmin";

/** First key of the two-part advisory locks for accounts. */
const NAMESPACE = 745_092;

/** With each lock, whether it was free. */
const TURNS =
  "SELECT pg_try_advisory_xact_lock($1::int4, k.id::int4), pg_advisory_xact_lock($1::int4, k.id::int4) " +
  "FROM (SELECT id FROM unnest($2::int8[]) AS a(id) ORDER BY id) k";
const TURN = "SELECT pg_advisory_xact_lock($1::int4, $2::int4)";
const FREE_TURNS = "SELECT k.id, pg_try_advisory_xact_lock($1::int4, k.id::int4) FROM unnest($2::int8[]) AS k(id)";
/** @limit PostgreSQL: batches without a wait for another process after which none is expected. */
const ALONE_AFTER = 16;

/**
 * A batch on PostgreSQL: one statement for each table, each column of its rows one array, and two round trips: BEGIN
 * with the reads, and the writes with COMMIT, directly followed by the next batch's BEGIN and reads. The accounts' rows
 * are read first and locked in id order, which makes an account's history one sequence whichever process writes it, and
 * rules out deadlocks. Each read takes its snapshot when the previous one is done, so all later reads see the commit of
 * the lock's last holder. A free row lock goes to the first process that requests it, and a writer that begins its next
 * batch together with its COMMIT would always be first. Advisory locks, which are taken before the rows', are granted
 * in the order of their requests.
 *
 * While other processes write the same accounts, a batch takes its locks before it is formed (`takeTurns`), so that what
 * arrives during the wait belongs to it: a batch that is formed first is a small one that waits.
 */
export class PostgresTransaction implements BatchTransaction {
  /** Each part takes round trips. */
  readonly firstPart = Number.POSITIVE_INFINITY;
  private readonly pipeline: Pipeline;
  /** Statements to be sent with the next ones. */
  private waiting: Statement[] = [];
  /** The commands of the next batch, called at COMMIT; none when there is no such batch. */
  private next: (() => readonly Command[]) | null = null;
  /** The rows of a batch whose BEGIN and first reads were sent with the previous COMMIT. */
  private early: Promise<readonly Loaded[]> | null = null;
  private commitSent = false;
  /** When the present batch's reads were sent, on the monotonic clock. */
  private readsSentAt = 0;
  /** Whether the transaction has begun with `takeTurns`. */
  private begun = false;
  /** Accounts that another process was writing when `takeTurns` was last called. */
  private notFree: ReadonlySet<number> = new Set();
  private batchesAlone = ALONE_AFTER;
  private readonly wallets = new WalletCache();
  private lane: LoadedLaneRows | null = null;
  /** The rows that the lane's are among. */
  private laneLoaded: readonly Loaded[] = [];

  /** Each batch is of one account, and each statement names it, so that a Citus cluster sends it to one node. */
  private readonly isApart: boolean;
  /** Statements are few and always the same; each text is built once. */
  private readonly texts = new Map<string | readonly Column[], string>();

  constructor(client: pg.Client, isApart = false) {
    this.isApart = isApart;
    this.pipeline = new Pipeline(client);
  }

  /** The batch about to begin may be followed directly by another: `next` returns its commands. */
  followedBy(next: () => readonly Command[]): void {
    this.next = next;
  }

  /** Whether the COMMIT of the last begun batch was sent: before that, nothing of it can be stored. */
  get mayBeStored(): boolean {
    return this.commitSent;
  }

  /** Whether another process has lately been writing the same accounts. */
  get isContended(): boolean {
    return this.batchesAlone < ALONE_AFTER;
  }

  /**
   * Begins a transaction and locks those of the accounts that no other process is writing, or waits for one: the first
   * that was not free the last time, so that none is passed over for long. A wait holds no other lock, so there are no
   * deadlocks. Returns the locked accounts.
   */
  async takeTurns(accountIds: readonly number[]): Promise<ReadonlySet<number>> {
    this.commitSent = false;
    const passedOver = accountIds.find((id) => this.notFree.has(id));
    let turns = await this.tryTurns(accountIds, [BEGIN, ...(passedOver === undefined ? [] : [turn(passedOver)])]);
    const [first] = accountIds;
    if (turns.size === 0 && first !== undefined) turns = await this.tryTurns(accountIds, [turn(first)]);
    this.begun = true;
    this.notFree = new Set(accountIds.filter((id) => !turns.has(id)));
    this.note(passedOver === undefined && this.notFree.size === 0);
    return turns;
  }

  private async tryTurns(accountIds: readonly number[], before: readonly Statement[]): Promise<ReadonlySet<number>> {
    const ids = accountIds.map((id) => [id]);
    const attempt = { text: FREE_TURNS, values: [String(NAMESPACE), binaryArray("int", ids, 0)] };
    const rows = (await this.pipeline.run([...before, attempt])).at(-1) ?? [];
    return new Set(rows.filter(([, isFree]) => isFree === "t").map(([id]) => Number(id)));
  }

  private note(isAlone: boolean): void {
    this.batchesAlone = isAlone ? this.batchesAlone + 1 : 0;
  }

  begin(): void {
    this.commitSent = false;
    this.waiting = this.begun || this.early !== null ? [] : [BEGIN];
    this.begun = false;
  }

  async commit(): Promise<void> {
    if (performance.now() - this.readsSentAt > STALLED_MS) await socketsRead();
    const following = this.next?.() ?? [];
    this.next = null;
    const onSent = () => {
      this.commitSent = true;
    };
    if (following.length === 0) {
      await this.send([COMMIT], onSent);
      return;
    }
    const statements = [...this.waiting, COMMIT];
    this.waiting = [];
    const plan = this.planOf(lookupsOf(following), MovementLane.mayTake(following[0]));
    this.readsSentAt = performance.now();
    const [committed, begun] = this.pipeline.runBoth(
      statements,
      [BEGIN, ...plan.reads.map(({ statement }) => statement)],
      onSent,
    );
    const stored = committed.then((results) => takeAll(statements, results));
    this.early = stored.then(() => begun).then((results) => this.found(plan, results.slice(1)));
    this.early.catch(() => undefined);
    await stored;
  }

  async rollback(): Promise<void> {
    this.wallets.clear();
    this.next = null;
    this.early = null;
    this.begun = false;
    this.waiting = [];
    await this.send([ROLLBACK]);
  }

  async load(lookups: readonly Lookup[]): Promise<readonly Loaded[]> {
    const { early } = this;
    this.early = null;
    return early ?? this.read(lookups, false);
  }

  laneRows(commands: readonly Command[]): Promise<LaneRows> {
    return this.loadLane(lookupsOf(commands));
  }

  private async loadLane(lookups: readonly Lookup[]): Promise<LaneRows> {
    const { early } = this;
    this.early = null;
    this.laneLoaded = await (early ?? this.read(lookups, true));
    return (this.lane = new LoadedLaneRows(this.laneLoaded));
  }

  writeLane(lane: MovementLane, changes: readonly Change[]): void {
    // Nothing has changed the rows: the commands are decided on them.
    if (changes.length === 0) this.early = Promise.resolve(this.laneLoaded);
    const keys = this.lane?.keys ?? [];
    if (keys.length > 0) this.waiting.push(this.insertion(TABLES.idempotencyKeys, keys));
    for (const change of changes) {
      if (change.table === "wallets") this.wallets.take(change);
      if (change.inserts.length > 0) this.waiting.push(this.insertion(TABLES[change.table], change.inserts));
    }
    for (const { spec, columns, rows } of laneUpdates(lane)) this.waiting.push(this.updating(spec, [...rows], columns));
    if (changes.some(({ table }) => table === "deliveries") || accountsBehind({ changes }).length > 0) {
      this.waiting.push(NOTIFY);
    }
  }

  write(effects: Pick<Effects, "changes" | "bulk">): void {
    for (const bulk of effects.bulk) this.waiting.push(bulkStatement(bulk));
    for (const change of effects.changes) {
      if (change.table === "wallets") this.takeWallets(change, effects.changes);
      this.waiting.push(...this.changeStatements(change));
    }
    const delivers = effects.changes.some(({ table, inserts }) => table === "deliveries" && inserts.length > 0);
    if (delivers || accountsBehind(effects).length > 0) {
      this.waiting.push(NOTIFY);
    }
    const waiting = effects.changes.find(({ table }) => table === "waitingEvents")?.inserts ?? [];
    if (waiting.length > 0) this.waiting.push(waitingNotices(waiting as readonly WaitingEvent[]));
    const rows = changedRows(effects);
    if (rows.length > 0) this.waiting.push(rowNotices(rows));
  }

  /** Removals before inserts: a row may be removed and created again under the same key. */
  private changeStatements({ table, inserts, updates, deletes }: Change): Statement[] {
    const spec = TABLES[table];
    const statements: Statement[] = [];
    if (deletes.length > 0) statements.push(this.removal(spec, deletes));
    if (inserts.length > 0) statements.push(this.insertion(spec, inserts));
    for (const [columns, rows] of byChangedColumns(spec, updates)) statements.push(this.updating(spec, rows, columns));
    return statements;
  }

  private updating(spec: TableSpec, rows: readonly object[], columns: readonly Column[]): Statement {
    const source = [...spec.pk, ...columns];
    const isNoted = spec.table === "accounts" && !this.isApart;
    const text = kept(this.texts, columns, () => {
      const returning = isNoted ? " RETURNING t.id, t.xmin" : "";
      return updateText(spec, source, columns) + this.ofOne(spec.pk, source.length) + returning;
    });
    return {
      text,
      values: [...arrays(source, rows), ...this.oneOf(spec, rows)],
      ...(isNoted && { take: this.noteWriter }),
    };
  }

  private removal(spec: TableSpec, rows: readonly object[]): Statement {
    const text = kept(this.texts, `delete ${spec.name}`, () => removalText(spec) + this.ofOne(spec.pk, spec.pk.length));
    return { text, values: [...arrays(spec.pk, rows), ...this.oneOf(spec, rows)] };
  }

  private insertion(spec: TableSpec, rows: readonly object[]): Statement {
    const text = kept(this.texts, `insert ${spec.name}`, () => insertionText(spec));
    return { text, values: arrays(spec.columns, rows) };
  }

  /** The condition that rows are of the batch's one account, which is the parameter after this many. */
  private ofOne([account]: readonly Column[], parameters: number): string {
    return this.isApart ? ` AND t.${account?.name} = $${parameters + 1}::int8` : "";
  }

  /** That parameter. */
  private oneOf({ pk }: TableSpec, [row]: readonly object[]): string[] {
    return this.isApart ? [String((row as Readonly<Record<string, unknown>>)[pk[0]?.property ?? ""])] : [];
  }

  /** Notes this transaction as the last writer of accounts. */
  private readonly noteWriter = (rows: readonly Row[]): void => {
    for (const [id, writer] of rows) this.wallets.wrote(Number(id), writer);
  };

  /** Keeps changed wallets in memory, and makes this transaction the last writer of their accounts. */
  private takeWallets(change: Change, changes: readonly Change[]): void {
    this.wallets.take(change);
    if (this.isApart) return;
    const accounts = changes.find(({ table }) => table === "accounts")?.updates ?? [];
    const updated = [...byChangedColumns(TABLES.accounts, accounts).values()].flat() as Account[];
    const marked = new Set(updated.map(({ id }) => id));
    const rows = [...change.inserts, ...change.updates.map(({ after }) => after), ...change.deletes] as Wallet[];
    const others = new Set(rows.map(({ accountId }) => accountId).filter((id) => !marked.has(id)));
    if (others.size === 0) return;
    const values = [
      binaryArray(
        "int",
        [...others].map((id) => ({ id })),
        "id",
      ),
    ];
    this.waiting.push({ text: TOUCH_ACCOUNTS, values, take: this.noteWriter });
  }

  touch(): void {
    this.waiting.push({ text: TOUCH, values: [], once: true });
  }

  /** Sends the waiting statements, then these; resolves with the rows of these. */
  private async send(statements: readonly Statement[], onSent?: () => void): Promise<readonly (readonly Row[])[]> {
    const { waiting } = this;
    this.waiting = [];
    const results = await this.pipeline.run([...waiting, ...statements], onSent);
    takeAll(waiting, results);
    return results.slice(waiting.length);
  }

  private async read(lookups: readonly Lookup[], useMemory: boolean): Promise<readonly Loaded[]> {
    this.readsSentAt = performance.now();
    const plan = this.planOf(lookups, useMemory);
    return this.found(plan, await this.send(plan.reads.map(({ statement }) => statement)));
  }

  /**
   * Movements find their wallets in memory, unless accounts are on several nodes: a transaction's number names the last writer on
   * one node only. Whatever begins with another command, such as a sweep's correction, reads the table.
   */
  private planOf(lookups: readonly Lookup[], useMemory: boolean): Plan {
    if (!useMemory || this.isApart) return { reads: this.readsOf(lookups), known: [] };
    const known: Lookup<"wallets">[] = [];
    const read: Lookup[] = [];
    for (const lookup of lookups) {
      if (isOneWallet(lookup) && this.wallets.find(lookup) !== undefined) known.push(lookup);
      else read.push(lookup);
    }
    return { reads: this.readsOf(read), known };
  }

  /**
   * What was read, with the wallets that were in memory. Where another process has written the account meanwhile, they
   * are read after all.
   */
  private async found({ reads, known }: Plan, results: readonly (readonly Row[])[]): Promise<readonly Loaded[]> {
    const loaded = reads.flatMap(({ take }, i) => take(results[i] ?? []));
    const missing: Lookup[] = [];
    for (const lookup of known) {
      const row = this.wallets.find(lookup);
      if (row) loaded.push({ lookup, rows: [row] });
      else missing.push(lookup);
    }
    return missing.length === 0 ? loaded : [...loaded, ...(await this.read(missing, false))];
  }

  private readsOf(lookups: readonly Lookup[]): Read[] {
    const groups = groupLookups(lookups);
    const accounts = groups.filter(({ spec }) => spec.table === "accounts");
    const others = groups.filter(({ spec }) => spec.table !== "accounts");
    return [
      ...accounts.flatMap((group) => [this.turnsRead(group), this.accountsRead(group)]),
      ...others.flatMap((group) => (group.paged ? this.pageReads(group) : this.groupRead(group))),
    ];
  }

  /** Locks the accounts' rows. The transaction that wrote one last says whether its wallets in memory are true. */
  private accountsRead(group: LookupGroup): Read {
    if (this.isApart) return this.groupRead(group, "", "FOR UPDATE OF t");
    const read = this.groupRead(group, ", t.xmin", "ORDER BY t.id FOR UPDATE OF t");
    const place = group.spec.columns.length + 1;
    return {
      statement: read.statement,
      take: (rows) => {
        const loaded = read.take(rows);
        for (const row of rows) this.wallets.trust(Number(row[0]), row[place]);
        return loaded;
      },
    };
  }

  /** Waits for this batch's turn on its accounts. */
  private turnsRead({ lookups }: LookupGroup): Read {
    const keys = lookups.map(({ key }) => key);
    return {
      statement: { text: TURNS, values: [String(NAMESPACE), binaryArray("int", keys, 0)] },
      take: (rows) => {
        if (rows.some(([isFree]) => isFree === "f")) this.note(false);
        return [];
      },
    };
  }

  private groupRead(group: LookupGroup, more = "", suffix = ""): Read {
    const { name, spec, columns, lookups } = group;
    const keys = lookups.map(({ key }) => key);
    const decode = kept(decoders, spec, () => rowDecoder(spec.columns));
    const last = spec.columns.length;
    return {
      statement: {
        text: kept(this.texts, name, () => {
          return `${keysText(group, more)}${this.ofOne(columns, columns.length)} ${suffix}`;
        }),
        values: [
          ...columns.map(({ kind }, i) => binaryArray(kind, keys, i)),
          ...(this.isApart ? [String(lookups[0]?.key[0])] : []),
        ],
      },
      take: (rows) => {
        const found = lookups.map((lookup): { lookup: Lookup; rows: object[] } => ({ lookup, rows: [] }));
        for (const row of rows) found[Number(row[last]) - 1]?.rows.push(decode(row));
        if (spec.table === "wallets" && group.single) {
          for (const { rows: wallets } of found) for (const wallet of wallets) this.wallets.keep(wallet as Wallet);
        }
        return found;
      },
    };
  }

  private pageReads(group: LookupGroup): Read[] {
    const { spec, continued, lookups } = group;
    const text = kept(this.texts, group.name, () => pageText(group));
    const decode = kept(decoders, spec, () => rowDecoder(spec.columns));
    return lookups.map((lookup) => ({
      statement: {
        text,
        values: [...lookup.key, ...(continued ? [lookup.page?.after ?? null] : []), lookup.page?.limit ?? null].map(
          asText,
        ),
      },
      take: (rows) => [{ lookup, rows: rows.map(decode) }],
    }));
  }
}

/**
 * Resolves when the process has received what had arrived on its sockets by now. A session that has ended is then known
 * to have ended before COMMIT is sent; a COMMIT that fails on a broken socket may have been stored.
 */
async function socketsRead(): Promise<void> {
  // The sockets may have been read for the first turn already.
  await nextTurn();
  await nextTurn();
}

interface Read {
  readonly statement: Statement;
  readonly take: (rows: readonly Row[]) => Loaded[];
}

/** What is read for lookups, and what is in memory. */
interface Plan {
  readonly reads: readonly Read[];
  readonly known: readonly Lookup<"wallets">[];
}

function takeAll(statements: readonly Statement[], results: readonly (readonly Row[])[]): void {
  for (const [i, { take }] of statements.entries()) take?.(results[i] ?? []);
}

function isOneWallet(lookup: Lookup): lookup is Lookup<"wallets"> {
  return lookup.table === "wallets" && lookup.index !== "provider" && lookup.page === undefined;
}

function turn(accountId: number): Statement {
  return { text: TURN, values: [String(NAMESPACE), String(accountId)] };
}

const decoders = new Map<TableSpec, (values: readonly unknown[]) => object>();

/** The statement of a lookup by keys; `n` is the index, from 1, of the key that found the row. */
export function keysText({ spec, columns }: Pick<LookupGroup, "spec" | "columns">, more = ""): string {
  const keys = columns.map(({ kind }, i) => `$${i + 1}::${elementType(kind)}[]`).join(", ");
  const names = columns.map((_, i) => `k${i}`).join(", ");
  const on = columns.map(({ name }, i) => `t.${name} = k.k${i}`).join(" AND ");
  return (
    `SELECT ${selected(spec)}, k.n${more} FROM unnest(${keys}) WITH ORDINALITY AS k(${names}, n) ` +
    `JOIN ${spec.name} t ON ${on}`
  );
}

/** The statement of a page, with its key, the row that it begins after, and its limit as parameters. */
export function pageText({ spec, columns, order, continued }: LookupGroup): string {
  const by = order.map(({ name }) => `t.${name}`);
  const conditions = columns.map(({ name }, i) => `t.${name} = $${i + 1}`);
  if (continued) conditions.push(`${by[0]} > $${columns.length + 1}`);
  return (
    `SELECT ${selected(spec)} FROM ${spec.name} t WHERE ${conditions.join(" AND ")} ` +
    `ORDER BY ${by.join(", ")} LIMIT $${conditions.length + 1}`
  );
}

function asText(value: string | number | null): string | null {
  return value === null ? null : String(value);
}

function selected(spec: TableSpec): string {
  return spec.columns.map(({ name }) => `t.${name}`).join(", ");
}

function equal(columns: readonly Column[]): string {
  return columns.map(({ name }) => `t.${name} = k.${name}`).join(" AND ");
}

function bulkStatement({ at, accountId, endpointId }: BulkChange): Statement {
  return {
    text:
      "UPDATE deliveries SET status = 'skipped', next_attempt_at = NULL, completed_at = $1 " +
      "WHERE account_id = $2 AND endpoint_id = $3 AND status = 'pending'",
    values: [String(at), String(accountId), endpointId],
  };
}

/** A notice has at most 8,000 bytes, many times the length of our ids. */
function waitingNotices(events: readonly WaitingEvent[]): Statement {
  const providers = [...new Set(events.map(({ providerId }) => providerId))].map((id) => ({ id }));
  return {
    text: `SELECT pg_notify('${WAITING_CHANNEL}', left(id, 255)) FROM unnest($1::text[]) AS p(id)`,
    values: [binaryArray("text", providers, "id")],
  };
}

/** As `waitingNotices`: no key of ours is nearly as long. */
function rowNotices(rows: readonly RowChange[]): Statement {
  const texts = [...new Set(rows.map(rowChangeText))].map((text) => ({ text }));
  return {
    text: `SELECT pg_notify('${ROWS_CHANNEL}', left(text, 255)) FROM unnest($1::text[]) AS r(text)`,
    values: [binaryArray("text", texts, "text")],
  };
}

function removalText(spec: TableSpec): string {
  return `DELETE FROM ${spec.name} t USING ${unnested(spec.pk)} WHERE ${equal(spec.pk)}`;
}

function insertionText(spec: TableSpec): string {
  const names = spec.columns.map(({ name }) => name).join(", ");
  return `INSERT INTO ${spec.name} (${names}) SELECT * FROM ${unnested(spec.columns)}`;
}

function updateText(spec: TableSpec, source: readonly Column[], columns: readonly Column[]): string {
  const set = columns.map(({ name }) => `${name} = k.${name}`).join(", ");
  return `UPDATE ${spec.name} t SET ${set} FROM ${unnested(source)} WHERE ${equal(spec.pk)}`;
}

/** `unnest(…) AS k(…)` over parameters that are arrays, one for each column. */
function unnested(columns: readonly Column[]): string {
  const parameters = columns.map(({ kind }, i) => `$${i + 1}::${elementType(kind)}[]`);
  return `unnest(${parameters.join(", ")}) AS k(${columns.map(({ name }) => name).join(", ")})`;
}

function arrays(columns: readonly Column[], rows: readonly object[]): Buffer[] {
  return columns.map(({ kind, property }) => binaryArray(kind, rows, property));
}
