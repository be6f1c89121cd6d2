import { join } from "node:path";
import type { Reads } from "@plimsoll/server/store/port/reads";
import { connectForSetup } from "@plimsoll/server/store/postgres/connection";
import { postgresTarget } from "@plimsoll/server/store/postgres-target";
import { createReads } from "@plimsoll/server/store/queries/reads";
import { openReader } from "@plimsoll/server/store/sqlite/connection";
import { kyselyDatabase } from "@plimsoll/server/store/sqlite/kysely-database";
import { PostgresDialect, SqliteDialect, type Dialect } from "kysely";
import type { TestDatabase } from "./database.ts";
import { SCALE } from "./scale.ts";

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Read models whose queries are kept, so that their plans can be checked. */
export interface PlannedReads {
  readonly reads: Reads;
  /** What a read's queries do that grows with the length of a table, in words; empty when nothing does. */
  offences(read: () => Promise<unknown>): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Tables that grow with every movement, alert or wallet. */
const LARGE = [
  "transactions",
  "events",
  "wallets",
  "deliveries",
  "alert_log",
  "attempts",
  "wallet_spend",
  "episodes",
  "notifications",
  "holds",
  "topups",
  "orders",
  "audit_log",
];

export async function plannedReads({ location }: TestDatabase): Promise<PlannedReads> {
  const kept: Query[] = [];
  const open =
    location.engine === "sqlite" ? sqliteReads(location.dataDir, kept) : await postgresReads(location.url, kept);
  const created = createReads(
    open.dialect,
    (work) => work,
    { walletsPerScan: null },
    async () => null,
  );
  return {
    reads: created.reads,
    offences: async (read) => {
      kept.length = 0;
      await read();
      const seen = new Map(kept.map((query) => [query.text, query]));
      const found: string[] = [];
      for (const query of seen.values()) {
        for (const offence of await open.explain(query)) found.push(`${offence}\n  in ${query.text}`);
      }
      return found;
    },
    close: async () => {
      await created.close();
      await open.close();
    },
  };
}

interface Open {
  readonly dialect: Dialect;
  explain(query: Query): Promise<readonly string[]>;
  close(): Promise<void>;
}

function sqliteReads(dataDir: string, kept: Query[]): Open {
  const path = join(dataDir, "plimsoll.db");
  const database = kyselyDatabase(openReader(path));
  const plans = openReader(path);
  return {
    dialect: new SqliteDialect({
      database: {
        ...database,
        prepare: (text) => {
          const statement = database.prepare(text);
          return {
            ...statement,
            all: (values: readonly unknown[]) => {
              kept.push({ text, values });
              return statement.all(values);
            },
          };
        },
      },
    }),
    explain: async ({ text, values }) => {
      const plan = plans.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values);
      const lines = plan.map((row) => String(row.at(-1)));
      const unused = PARTIAL.filter(
        ([predicate, index]) => text.includes(predicate) && !lines.some((line) => line.includes(index)),
      );
      return [
        ...lines.flatMap(sqliteOffence),
        ...unused.map(([, index]) => `${index} is not used: ${lines.join(" | ")}`),
      ];
    },
    close: async () => plans.close(),
  };
}

/** What a query has of a partial index's predicate when it is meant to use it. SQLite may prefer a range of the primary key, which reads every row. */
const PARTIAL: readonly (readonly [predicate: string, index: string])[] = [
  ["amount > 0 OR (kind <>", "transactions_unusual"],
  // Not partial, but the primary key would have every event read.
  [`"entries"."type" = `, "events_of_type"],
  ["currency = ? and status <> 'closed'", "wallets_by_currency"],
  ["alert_state <> 'ok'", "wallets_not_ok"],
  ["status <> 'active'", "wallets_not_active"],
  ["stale = 1", "wallets_stale"],
  // Not partial, but as good as unused when SQLite reads the rows beside it.
  [`"wallets"."name" LIKE`, "COVERING INDEX wallets_text"],
  [`"entries"."status" = 'open'`, "holds_open"],
];

/** A line of SQLite's plan: `SEARCH transactions USING INDEX … (account_id=? AND id>?)`. */
function sqliteOffence(line: string): string[] {
  const table = /^(?:SCAN|SEARCH) (\w+)/.exec(line.replace("entries", "transactions"))?.[1];
  const isScan = line.startsWith("SCAN ") && table !== undefined && LARGE.includes(table);
  // What reads entries reads an index of a filter; the primary key has every row.
  const isEveryEntry = line.startsWith("SEARCH entries USING INDEX sqlite_autoindex");
  const byAccountOnly = line.endsWith("(account_id=?)") && table !== undefined && LARGE.includes(table);
  // All that an endpoint was ever sent, or all of it up to some point.
  const isWholeHistory = /^SEARCH deliveries .*\(account_id=\? AND endpoint_id=\?( AND sequence<\?)?\)$/.test(line);
  return isScan || isEveryEntry || byAccountOnly || isWholeHistory || line.startsWith("USE TEMP B-TREE FOR ORDER BY")
    ? [line]
    : [];
}

async function postgresReads(url: string, kept: Query[]): Promise<Open> {
  const client = await connectForSetup(postgresTarget(url));
  let before: Promise<unknown> = Promise.resolve();
  const connection = {
    // One after the other, as on a connection of a pool.
    query: (text: string, values: readonly unknown[] = []) => {
      kept.push({ text, values });
      const result = before.then(() => client.query(text, [...values]));
      before = result.catch(() => undefined);
      return result;
    },
    release: () => undefined,
  };
  const pool = { connect: async () => connection, end: async () => undefined };
  return {
    dialect: new PostgresDialect({ pool: pool as never }),
    explain: async ({ text, values }) => {
      const { rows } = await client.query<{ "QUERY PLAN": readonly { readonly Plan: Node }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        [...values],
      );
      return (rows[0]?.["QUERY PLAN"] ?? []).flatMap(({ Plan }) => postgresOffences(Plan));
    },
    close: () => client.end(),
  };
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly Node[];
}

/**
 * Rows that one query may read of a table: a piece of a walk, or a page and its neighbours. In a large table PostgreSQL
 * prefers a stretch of some thousand entries of an index to a thousand lookups in it.
 */
const MAX_ROWS = SCALE > 1 ? 20_000 : 3_000;

function postgresOffences(node: Node): string[] {
  const relation = node["Relation Name"] ?? "";
  const once = node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0);
  // A table of a few rows is scanned for each row of another.
  const read = node["Node Type"] === "Seq Scan" ? once : once * node["Actual Loops"];
  const own =
    LARGE.includes(relation) && read > MAX_ROWS ? [`${node["Node Type"]} reads ${read} rows of ${relation}`] : [];
  return [...own, ...(node.Plans ?? []).flatMap(postgresOffences)];
}
