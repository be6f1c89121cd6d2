import type { PRUNED } from "../../util/retention.ts";
import type { Maintenance, MaintainedValue, Sql } from "./maintenance.ts";

/** @limit Lists and chores: rows that one transaction of `prune` deletes, a delivery with its attempts. */
const ROWS_PER_STEP = 500;

type PrunedKind = (typeof PRUNED)[number];

/** The time before which rows of a kind are deleted; null keeps all of them. */
export type Cutoffs = Readonly<Record<PrunedKind, number | null>>;
export type PruneCounts = Record<PrunedKind, number>;

export interface PruneOptions {
  readonly cutoffs: Cutoffs;
  /** Counts and deletes nothing. */
  readonly dryRun: boolean;
  /** Called after each step with the counts so far; pauses, and rejects to stop. */
  readonly step: (counts: Readonly<PruneCounts>) => Promise<void>;
}

/**
 * Deletes what is older than its cutoff, in short transactions. Whatever still has to be sent stays, and so does an
 * event that a delivery still names. Events, deliveries and notifications go from their lowest positions up, so that
 * their lists stay without gaps. A run that is stopped has deleted whole steps; the next continues.
 */
export async function prune(maintenance: Maintenance, options: PruneOptions): Promise<PruneCounts> {
  const counts: PruneCounts = {
    events: 0,
    deliveries: 0,
    attempts: 0,
    notifications: 0,
    hooks: 0,
    idempotency_keys: 0,
  };
  const accounts = await maintenance.transaction((sql) => sql.rows("SELECT id FROM accounts ORDER BY id"));
  for (const [id] of accounts) await new AccountPruning(maintenance, options, counts, Number(id)).run();
  return counts;
}

class AccountPruning {
  readonly #maintenance: Maintenance;
  readonly #options: PruneOptions;
  readonly #counts: PruneCounts;
  readonly #account: number;

  constructor(maintenance: Maintenance, options: PruneOptions, counts: PruneCounts, account: number) {
    this.#maintenance = maintenance;
    this.#options = options;
    this.#counts = counts;
    this.#account = account;
  }

  async run(): Promise<void> {
    const { events, deliveries, attempts, notifications, hooks, idempotency_keys: keys } = this.#options.cutoffs;
    // Before the deliveries, so that those of every event up to this place are there when they are read.
    const fannedOut = events === null ? 0 : await this.#fannedOut();
    const lastOfChannels =
      notifications === null ? new Map<string, number>() : await this.#notifications(notifications);
    const endpoints = await this.#read(
      "SELECT id, CASE WHEN kind = 'signed-webhook' THEN 1 ELSE 0 END FROM endpoints WHERE account_id = ? ORDER BY id",
      this.#account,
    );
    const firstNamed: number[] = [];
    for (const [id, isWebhook] of endpoints) {
      const endpoint = String(id);
      if (Number(isWebhook) !== 1) {
        await this.#deliveries(endpoint, attempts, null, lastOfChannels.get(endpoint));
        continue;
      }
      const last = await this.#deliveries(endpoint, attempts, deliveries);
      if (events !== null) firstNamed.push(await this.#firstEventOf(endpoint, last));
    }
    if (events !== null) await this.#events(events, Math.min(fannedOut + 1, ...firstNamed));
    if (hooks !== null) {
      await this.#walk("hooks", "kept_hooks", ["id"], "received_at", hooks);
      // The drifts stay; the provider's lines are evidence like its hooks.
      await this.#walk(null, "drift_listings", ["drift_id"], "read_at", hooks);
    }
    if (keys === null) return;
    await this.#walk("idempotency_keys", "gateway_events", ["connection_id", "event_id"], "created_at", keys);
    // A key without its answer would be repeated wrongly, so the keys go first.
    await this.#walk("idempotency_keys", "idempotency_keys", ["key"], "created_at", keys);
    await this.#walk(null, "kept_answers", ["key"], "created_at", keys);
  }

  /**
   * Deletes the account's notifications from the lowest position up, each with its delivery. Resolves with the last
   * sequence that went, by channel.
   */
  async #notifications(cutoff: number): Promise<Map<string, number>> {
    const last = new Map<string, number>();
    let after = 0;
    for (;;) {
      const more = await this.#step(async (sql) => {
        const rows = await sql.rows(
          `SELECT n.position, n.endpoint_id, n.sequence, n.created_at, d.status FROM notifications n
           JOIN deliveries d ON d.account_id = n.account_id AND d.endpoint_id = n.endpoint_id AND d.sequence = n.sequence
           WHERE n.account_id = ? AND n.position > ? ORDER BY n.position LIMIT ${ROWS_PER_STEP}`,
          this.#account,
          after,
        );
        const gone = leading(rows, ([, , , createdAt, status]) => status !== "pending" && Number(createdAt) < cutoff);
        const first = after + 1;
        after = Number(gone.at(-1)?.[0] ?? after);
        // Every delivery of a channel is that of a notification, in the same order.
        for (const [channel, sequences] of rangesOf(gone)) {
          await this.#deleteDeliveries(sql, [this.#account, channel], ...sequences);
          last.set(channel, sequences[1]);
        }
        const where = "account_id = ? AND position BETWEEN ? AND ?";
        if (gone.length > 0) {
          this.#counts.notifications += await this.#delete(sql, "notifications", where, this.#account, first, after);
        }
        return gone.length === ROWS_PER_STEP;
      });
      if (!more) return last;
    }
  }

  /**
   * Deletes an endpoint's deliveries behind a sequence from the lowest up, and older attempts of the next ones. Resolves
   * with the last sequence that went.
   */
  async #deliveries(endpoint: string, attempts: number | null, deliveries: number | null, start = 0): Promise<number> {
    if (attempts === null && deliveries === null) return start;
    const of = [this.#account, endpoint] as const;
    let after = start;
    let last = start;
    let isLowest = deliveries !== null;
    for (;;) {
      const more = await this.#step(async (sql) => {
        const rows = await sql.rows(
          `SELECT sequence, status, created_at FROM deliveries
           WHERE account_id = ? AND endpoint_id = ? AND sequence > ? ORDER BY sequence LIMIT ${ROWS_PER_STEP}`,
          ...of,
          after,
        );
        const isOld = (createdAt: unknown, cutoff: number | null) => cutoff !== null && Number(createdAt) < cutoff;
        const gone = isLowest
          ? leading(rows, ([, status, createdAt]) => status !== "pending" && isOld(createdAt, deliveries))
          : [];
        isLowest &&= gone.length === rows.length;
        if (gone.length > 0) {
          last = Number(gone.at(-1)?.[0]);
          this.#counts.deliveries += await this.#deleteDeliveries(sql, of, after + 1, last);
          after = last;
        }
        const old = leading(rows.slice(gone.length), ([, , createdAt]) => isOld(createdAt, attempts));
        if (old.length > 0 && attempts !== null) {
          const end = Number(old.at(-1)?.[0]);
          await this.#deleteAttempts(sql, of, [after + 1, end], attempts);
          after = end;
        }
        return gone.length + old.length === ROWS_PER_STEP;
      });
      if (!more) return last;
    }
  }

  /** Resolves with the number of deliveries. */
  async #deleteDeliveries(sql: Sql, of: readonly [number, string], first: number, last: number): Promise<number> {
    const where = (sequence: string) => `account_id = ? AND endpoint_id = ? AND ${sequence} BETWEEN ? AND ?`;
    this.#counts.attempts += await this.#delete(sql, "attempts", where("delivery_sequence"), ...of, first, last);
    return this.#delete(sql, "deliveries", where("sequence"), ...of, first, last);
  }

  /** Deletes the old attempts of deliveries that stay. */
  async #deleteAttempts(
    sql: Sql,
    of: readonly [number, string],
    sequences: readonly [number, number],
    cutoff: number,
  ): Promise<void> {
    this.#counts.attempts += await this.#delete(
      sql,
      "attempts",
      `account_id = ? AND endpoint_id = ? AND delivery_sequence BETWEEN ? AND ? AND at < ?
       AND EXISTS (SELECT 1 FROM deliveries d WHERE d.account_id = attempts.account_id AND d.endpoint_id = attempts.endpoint_id
         AND d.sequence = attempts.delivery_sequence AND d.status <> 'pending')`,
      ...of,
      ...sequences,
      cutoff,
    );
  }

  /** The position of the last event that has all of its deliveries: those behind it may still get some. */
  async #fannedOut(): Promise<number> {
    const [[position = 0] = []] = await this.#read("SELECT fanned_out FROM accounts WHERE id = ?", this.#account);
    return Number(position);
  }

  /** The position of the first event that a delivery behind this one names: positions rise with the sequence. */
  async #firstEventOf(endpoint: string, last: number): Promise<number> {
    const [[position = null] = []] = await this.#read(
      `SELECT event_position FROM deliveries WHERE account_id = ? AND endpoint_id = ? AND sequence > ?
       ORDER BY sequence LIMIT 1`,
      this.#account,
      endpoint,
      last,
    );
    return position === null ? Number.MAX_SAFE_INTEGER : Number(position);
  }

  /**
   * Removes events from the lowest position up, below a position. A movement's event is not stored and goes with the
   * account's mark alone.
   */
  async #events(cutoff: number, below: number): Promise<void> {
    let after: number | null = null;
    for (;;) {
      const more = await this.#step(async (sql) => {
        const [[pruned = 0, newest = 0] = []] = await sql.rows(
          "SELECT events_pruned, event_count FROM accounts WHERE id = ?",
          this.#account,
        );
        const start: number = after ?? Number(pruned);
        const last = Math.min(start + ROWS_PER_STEP, below - 1, Number(newest));
        const old = leading(await this.#eventTimes(sql, start, last), (createdAt) => createdAt < cutoff);
        after = start + old.length;
        this.#counts.events += old.length;
        if (old.length > 0 && !this.#options.dryRun) await this.#removeEvents(sql, after);
        return old.length === ROWS_PER_STEP;
      });
      if (!more) return;
    }
  }

  /** The times of the events behind a position, in order. */
  async #eventTimes(sql: Sql, after: number, last: number): Promise<readonly number[]> {
    if (last <= after) return [];
    const [[before = 0] = []] = await sql.rows(
      "SELECT ordinal FROM events WHERE account_id = ? AND position <= ? ORDER BY position DESC LIMIT 1",
      this.#account,
      after,
    );
    const stored = await sql.rows(
      "SELECT position, created_at FROM events WHERE account_id = ? AND position > ? AND position <= ?",
      this.#account,
      after,
      last,
    );
    const times = new Map(stored.map(([position, createdAt]) => [Number(position), Number(createdAt)]));
    const first = after + 1 - Number(before);
    const moved = await sql.rows(
      "SELECT created_at FROM transactions WHERE account_id = ? AND id >= ? AND id < ? ORDER BY id",
      this.#account,
      first,
      first + last - after - times.size,
    );
    const movements = moved.map(([createdAt]) => Number(createdAt)).values();
    return Array.from({ length: last - after }, (_, index): number => {
      const createdAt = times.get(after + 1 + index) ?? movements.next().value;
      if (createdAt === undefined) throw new Error(`account ${this.#account} has no event ${after + 1 + index}`);
      return createdAt;
    });
  }

  /** Of the stored events up to there, the last one stays: the movements behind it are numbered from it. */
  async #removeEvents(sql: Sql, upTo: number): Promise<void> {
    await sql.run(
      `DELETE FROM events WHERE account_id = ? AND position < (
         SELECT max(e.position) FROM events e WHERE e.account_id = ? AND e.position <= ?)`,
      this.#account,
      this.#account,
      upTo,
    );
    await sql.run("UPDATE accounts SET events_pruned = ? WHERE id = ?", upTo, this.#account);
  }

  /** Goes through a table by its key, and deletes what is old. */
  async #walk(
    kind: PrunedKind | null,
    table: string,
    key: readonly string[],
    time: string,
    cutoff: number,
  ): Promise<void> {
    const columns = key.length === 1 ? String(key[0]) : `(${key.join(", ")})`;
    const marks = key.length === 1 ? "?" : `(${key.map(() => "?").join(", ")})`;
    let after: readonly MaintainedValue[] = key.map(() => "");
    for (;;) {
      const more = await this.#step(async (sql) => {
        const rows = await sql.rows(
          `SELECT ${key.join(", ")} FROM ${table} WHERE account_id = ? AND ${columns} > ${marks}
           ORDER BY ${key.join(", ")} LIMIT ${ROWS_PER_STEP}`,
          this.#account,
          ...after,
        );
        const last = rows.at(-1);
        if (!last) return false;
        const where = `account_id = ? AND ${columns} > ${marks} AND ${columns} <= ${marks} AND ${time} < ?`;
        const count = await this.#delete(sql, table, where, this.#account, ...after, ...last, cutoff);
        if (kind !== null) this.#counts[kind] += count;
        after = last;
        return rows.length === ROWS_PER_STEP;
      });
      if (!more) return;
    }
  }

  async #delete(sql: Sql, table: string, where: string, ...values: readonly MaintainedValue[]): Promise<number> {
    if (!this.#options.dryRun) return sql.run(`DELETE FROM ${table} WHERE ${where}`, ...values);
    const [[count] = []] = await sql.rows(`SELECT count(*) FROM ${table} WHERE ${where}`, ...values);
    return Number(count ?? 0);
  }

  #read(text: string, ...values: readonly MaintainedValue[]): Promise<(readonly MaintainedValue[])[]> {
    return this.#maintenance.transaction((sql) => sql.rows(text, ...values));
  }

  async #step(work: (sql: Sql) => Promise<boolean>): Promise<boolean> {
    const more = await this.#maintenance.alone(this.#account, work);
    await this.#options.step(this.#counts);
    return more;
  }
}

function leading<T>(rows: readonly T[], test: (row: T) => boolean): readonly T[] {
  const end = rows.findIndex((row) => !test(row));
  return end === -1 ? rows : rows.slice(0, end);
}

/** The first and the last sequence of each channel; rows are position, channel, sequence, …, in order. */
function rangesOf(rows: readonly (readonly MaintainedValue[])[]): Map<string, readonly [number, number]> {
  const ranges = new Map<string, readonly [number, number]>();
  for (const [, channel, sequence] of rows) {
    const [first = Number(sequence)] = ranges.get(String(channel)) ?? [];
    ranges.set(String(channel), [first, Number(sequence)]);
  }
  return ranges;
}
