import type { PostgresPool } from "kysely";
import type pg from "pg";
import type { PostgresTarget } from "../postgres-target.ts";
import { connectForSetup, destroy, end } from "./connection.ts";

/** @limit PostgreSQL: time between two checks of a process that commits whether tables have outgrown their statistics. */
const CHECK_EVERY_MS = 1_000;
/** @nolimit Fewer rows are read fast whatever the plan. */
const FEW_ROWS = 50;

const OUTGROWN = `
  SELECT quote_ident(relname) AS name, pg_stat_get_live_tuples(oid)::int8 AS rows FROM pg_class
  WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_stat_get_live_tuples(oid) > $1 AND (
    pg_stat_get_live_tuples(oid) > $1 + 2 * greatest(reltuples, 0)
    OR coalesce(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)) IS NULL
  )`;

interface Grown {
  readonly name: string;
  readonly rows: number;
}

/**
 * Which tables to analyse: each once for each doubling, because PostgreSQL does not analyse a table of another owner, and
 * leaves out one that is locked. `requested` has the rows of each when that was requested last.
 */
export function tablesToAnalyse(grown: readonly Grown[], requested: Map<string, number>): readonly string[] {
  const tables = grown.filter(({ name, rows }) => rows > 2 * (requested.get(name) ?? 0));
  for (const { name, rows } of tables) requested.set(name, rows);
  return tables.map(({ name }) => name);
}

/**
 * Analyses tables that have doubled since they were analysed last. Without statistics every index whose first columns fit
 * costs the planner the same, so the read of a wallet by its provider's id may read all of the provider's wallets; and a
 * batch's plans stay until their tables are analysed, which PostgreSQL itself begins only after up to a minute.
 */
export class Statistics {
  readonly #target: PostgresTarget;
  readonly #pool: PostgresPool;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #analysing: pg.Client | null = null;
  #isClosed = false;
  readonly #requested = new Map<string, number>();

  constructor(target: PostgresTarget, pool: PostgresPool) {
    this.#target = target;
    this.#pool = pool;
  }

  /** A batch is being stored. */
  note(): void {
    if (this.#working !== null || this.#isClosed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // What fails is left to PostgreSQL's own analysis.
      this.#working = this.#check()
        .catch(() => undefined)
        .finally(() => (this.#working = null));
    }, CHECK_EVERY_MS).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#analysing) destroy(this.#analysing);
    await this.#working;
  }

  async #check(): Promise<void> {
    const tables = tablesToAnalyse(await this.#outgrown(), this.#requested);
    if (tables.length === 0 || this.#isClosed) return;
    const client = await connectForSetup(this.#target);
    this.#analysing = client;
    try {
      if (!this.#isClosed) await client.query(`ANALYZE (SKIP_LOCKED) ${tables.join(", ")}`);
    } finally {
      this.#analysing = null;
      await end(client);
    }
  }

  async #outgrown(): Promise<readonly Grown[]> {
    const client = await this.#pool.connect();
    try {
      const { rows: tables } = await client.query<{ readonly name: string; readonly rows: string }>(OUTGROWN, [
        FEW_ROWS,
      ]);
      return tables.map(({ name, rows }) => ({ name, rows: Number(rows) }));
    } finally {
      client.release();
    }
  }
}
