import type pg from "pg";
import { TABLES } from "../columns.ts";
import { StoreUnavailable } from "../port/unavailable.ts";
import { connectForSetup } from "./connection.ts";
import type { PostgresTarget } from "../postgres-target.ts";

/** How a Citus cluster keeps a table: distributed by a column, or, when that is null, whole on every node. */
export interface Placement {
  readonly name: string;
  readonly by: string | null;
}

/**
 * Each table is distributed by its account, so that an account's rows are on one node, except the one table whose keys are
 * unique in all accounts. The two tables about the store itself stay on the coordinator.
 */
export const PLACEMENTS: readonly Placement[] = Object.values(TABLES).map(({ table, name, pk }) => ({
  name,
  by: table === "directoryEntries" ? null : (pk[0]?.name ?? null),
}));

/** The table with which every other is colocated. */
const FIRST = TABLES.accounts.name;

/** An arbitrary number that only `distribute` locks. */
const LOCK = 7_450_911_234;

interface Placed extends Placement {
  /** Tables of one group have an account's rows on the same node. */
  readonly group: number;
}

type Cluster = ReadonlyMap<string, Placed>;

/**
 * The tables that a Citus cluster has distributed, by their names; null when this is a PostgreSQL without Citus. Rejects on a node
 * other than the coordinator: advisory locks and notices belong to one node.
 */
export async function clusterOf(client: pg.Client, { server }: PostgresTarget): Promise<Cluster | null> {
  const extension = await client.query("SELECT 1 FROM pg_extension WHERE extname = 'citus'");
  if (extension.rows.length === 0) return null;
  const node = await client.query<{ groupid: number }>("SELECT groupid FROM pg_dist_local_group");
  if (node.rows[0]?.groupid !== 0) {
    throw new StoreUnavailable(`PostgreSQL at ${server} is no coordinator, but a worker of its Citus cluster`);
  }
  // Of the tables without a column, those of two-phase commits are on every node.
  const { rows } = await client.query<Placed>(
    `SELECT c.relname AS name, column_to_column_name(p.logicalrelid, p.partkey) AS by, p.colocationid AS group
     FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND (p.partmethod = 'h' OR p.repmodel = 't')`,
  );
  return new Map(rows.map((placed) => [placed.name, placed]));
}

/** As `clusterOf`; rejects without Citus. */
export async function requireCitus(client: pg.Client, target: PostgresTarget): Promise<Cluster> {
  const cluster = await clusterOf(client, target);
  if (cluster) return cluster;
  throw new Error(`PostgreSQL at ${target.server} has no extension citus; run CREATE EXTENSION citus there`);
}

/** Whether accounts are on several nodes of a cluster. Rejects as `clusterOf`. */
export async function distributesAccounts(target: PostgresTarget): Promise<boolean> {
  const client = await connectForSetup(target);
  try {
    return isDistributed(await clusterOf(client, target));
  } finally {
    await client.end();
  }
}

export function isDistributed(cluster: Cluster | null): boolean {
  return cluster?.has(FIRST) ?? false;
}

/**
 * Distributes the tables that are not yet, each in a transaction of its own, and returns their names. Rejects when there is no
 * Citus, or a table is distributed otherwise than by its account.
 */
export async function distribute(client: pg.Client, target: PostgresTarget): Promise<readonly string[]> {
  await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
  const before = await requireCitus(client, target);
  const missing = PLACEMENTS.filter(({ name }) => !before.has(name));
  for (const placement of missing) await client.query(distribution(placement));
  requirePlacements(await clusterOf(client, target));
  await client.query("SELECT pg_advisory_unlock($1)", [LOCK]);
  return missing.map(({ name }) => name);
}

function distribution({ name, by }: Placement): string {
  if (by === null) return `SELECT create_reference_table('${name}')`;
  return `SELECT create_distributed_table('${name}', '${by}', colocate_with => '${name === FIRST ? "none" : FIRST}')`;
}

function requirePlacements(cluster: Cluster | null): void {
  const group = cluster?.get(FIRST)?.group;
  const wrong = PLACEMENTS.find(({ name, by }) => {
    const placed = cluster?.get(name);
    return placed?.by !== by || (by !== null && placed.group !== group);
  });
  if (!wrong) return;
  const wanted = wrong.by === null ? "a reference table" : `distributed by ${wrong.by} and colocated with ${FIRST}`;
  throw new Error(`the table ${wrong.name} is not ${wanted}; undistribute it, then run plimsoll migrate --citus`);
}
