import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../../config.ts";
import { prune as pruneStore, type Cutoffs, type PruneCounts } from "../../store/maintenance/prune.ts";
import { locationOf, openMaintenance, requireStore } from "../../store/open.ts";
import { parseRetention, PRUNED, type Retention } from "../../util/retention.ts";
import type { Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";
import { migrated } from "./store-access.ts";

/**
 * The share of the time that prune leaves to the server: after each step it waits three times as long as the step took.
 */
const REST = 3;
/** @limit Lists and chores: longest wait between two steps of `prune`. */
const LONGEST_REST_MS = 500;
/** @limit Lists and chores: interval at which `prune` prints its progress. */
const PROGRESS_EVERY_MS = 2_000;

export interface PruneFlags {
  readonly olderThan: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Deletes old events, deliveries, attempts, notifications, hooks and idempotency keys beside a running server. Transactions, the alert
 * log and keys are never deleted. Resolves with the exit code.
 */
export async function prune(config: Config, { olderThan, dryRun, json }: PruneFlags, io: Io): Promise<number> {
  const retention = olderThan === undefined ? config.retention : retentionOf(olderThan);
  if (retention === null) throw new Error("say what is old: --older-than 90d, or PLIMSOLL_RETENTION");
  const location = locationOf(config);
  requireStore(location);
  await migrated(config);
  const now = Date.now();
  const cutoffs = Object.fromEntries(
    PRUNED.map((kind) => [kind, retention[kind] === undefined ? null : now - retention[kind]]),
  ) as Cutoffs;
  const signal = stopping();
  const maintenance = await openMaintenance(location);
  let began = performance.now();
  let shown = began;
  const step = async (counts: Readonly<PruneCounts>) => {
    const ended = performance.now();
    if (ended - shown > PROGRESS_EVERY_MS) {
      io.progress(described(counts, dryRun));
      shown = ended;
    }
    await delay(Math.min(LONGEST_REST_MS, REST * (ended - began)), undefined, { signal });
    began = performance.now();
  };
  try {
    const counts = await pruneStore(maintenance, { cutoffs, dryRun, step });
    io.print(json ? JSON.stringify({ dry_run: dryRun, ...counts }) : described(counts, dryRun));
  } catch (error) {
    if (!signal.aborted) throw error;
    io.progress("stopped; the next run continues");
  } finally {
    await maintenance.close();
  }
  return 0;
}

function retentionOf(olderThan: string): Retention {
  try {
    return parseRetention(olderThan);
  } catch (error) {
    throw new Error(`--older-than ${(error as Error).message}`, { cause: error });
  }
}

function described(counts: Readonly<PruneCounts>, dryRun: boolean): string {
  const parts = PRUNED.map((kind) => `${counts[kind]} ${kind.replace("_", " ")}`).join(", ");
  return dryRun ? `${parts} would be deleted` : `${parts} deleted`;
}
