import type { BegunReading, Provider, SnapshotProblem, SnapshotsApplied } from "@plimsoll/core";
import type { BalanceReading, Connector } from "../providers/connector.ts";
import { applyWaitingWhole } from "../store/commit/apply-waiting.ts";
import { withDeadline } from "../util/deadline.ts";
import { pause } from "../util/timer.ts";
import { applyReadings } from "./apply-readings.ts";
import { readingsOf } from "./balance-readings.ts";
import { missMirrors } from "./miss-mirrors.ts";
import type { Poll, SyncParts } from "./poll.ts";

/** @limit Polling: wait before balances are read again because something happened while they were read. */
const READ_AGAIN_MS = 1_000;
/** @limit Polling: times that one poll reads the balances. */
const MAX_READS = 4;
/** @limit Polling: requests of one poll above which it does not read the balances again. */
const REQUESTS_PER_POLL = 200;
/** @limit Polling: wallets whose remaining events one poll handles. */
const LEFTOVERS_PER_POLL = 100;
/** @limit Polling: time for all of a provider's balances to be read. */
const READ_TIMEOUT_MS = 60_000;

/** The result of one poll. */
export interface Synced {
  /** Wallets that were read and applied. */
  readonly wallets: number;
  /** Wallets whose balance a snapshot changed. */
  readonly changed: number;
  readonly drifts: number;
  /** Known wallets among those that changed. */
  readonly moved: number;
  readonly hooks: boolean;
  readonly problems: readonly SnapshotProblem[];
  /** The time of the last response. */
  readonly readAt: number;
  /** Number of responses with balances. */
  readonly requests: number;
  /** Wallets that an early reading would settle. */
  readonly open: number;
  /** Wallets that agree by a choice that another reading has to confirm. */
  readonly chosen: number;
}

const NOTHING: Synced = {
  wallets: 0,
  changed: 0,
  drifts: 0,
  moved: 0,
  hooks: false,
  problems: [],
  readAt: 0,
  requests: 0,
  open: 0,
  chosen: 0,
};

/**
 * Reads every balance of a provider, one request for each page, and applies them. Movements during the reading are
 * settled by reading again. Rejects with `ProviderError`.
 */
export async function syncProvider(
  parts: SyncParts,
  provider: Provider,
  connector: Connector,
  signal: AbortSignal,
): Promise<Synced> {
  const poll: Poll = { ...parts, provider, connector, signal };
  let total = NOTHING;
  /** The wallets to be read again; null for all. */
  let wanted: ReadonlySet<string> | null = null;
  let first: BegunReading | null = null;
  for (let read = 1; !signal.aborted; read += 1) {
    if (read > 1) await pause(READ_AGAIN_MS, signal);
    // Numbered and stored before anything is sent: the reading contains everything received before.
    const { accountId, id: providerId } = provider;
    const begun = await parts.committer.submit({ type: "begin_reading", accountId, providerId });
    if (!begun.ok) break;
    first ??= begun.value;
    const reading = await withDeadline(READ_TIMEOUT_MS, [signal], (limited) => connector.fetchBalances(limited));
    const { applied, problems } = await applyWanted(poll, reading, begun.value, wanted);
    total = withReading(total, reading, applied, problems);
    const unsure: readonly string[] = applied.flatMap((one) => one.unsure);
    wanted = new Set(unsure);
    if (unsure.length === 0) break;
    if (read >= MAX_READS || total.requests + requestsOf(reading) > REQUESTS_PER_POLL) {
      total = { ...total, open: total.open + unsure.length };
      break;
    }
  }
  if (first !== null && !signal.aborted) {
    const missed = await missMirrors(poll, first, total.problems, wanted ?? new Set());
    total = { ...total, problems: [...total.problems, ...missed] };
  }
  await applyLeftovers(poll);
  return total;
}

/** Applies the wanted balances of a response; all of them when `wanted` is null. */
async function applyWanted(
  poll: Poll,
  reading: BalanceReading,
  number: BegunReading,
  wanted: ReadonlySet<string> | null,
): Promise<{ applied: readonly SnapshotsApplied[]; problems: readonly SnapshotProblem[] }> {
  const isWanted = (externalId: string | null) => wanted === null || (externalId !== null && wanted.has(externalId));
  const { readings, problems } = await readingsOf(poll, reading);
  const chosen = readings.filter(({ externalId }) => isWanted(externalId));
  return {
    applied: await applyReadings(poll, chosen, reading, number),
    problems: problems.filter(({ externalId }) => isWanted(externalId)),
  };
}

function withReading(
  total: Synced,
  reading: BalanceReading,
  applied: readonly SnapshotsApplied[],
  problems: readonly SnapshotProblem[],
): Synced {
  const sum = (count: "wallets" | "changed" | "drifts" | "moved" | "open" | "chosen") =>
    applied.reduce((so, one) => so + one[count], total[count]);
  return {
    wallets: sum("wallets"),
    changed: sum("changed"),
    drifts: sum("drifts"),
    moved: sum("moved"),
    open: sum("open"),
    chosen: sum("chosen"),
    hooks: total.hooks || applied.some(({ hooks }) => hooks),
    problems: [...problems, ...total.problems, ...applied.flatMap((one) => one.problems)],
    readAt: reading.balances.reduce((latest, { window }) => Math.max(latest, window.to), total.readAt),
    requests: total.requests + requestsOf(reading),
  };
}

function requestsOf({ balances }: BalanceReading): number {
  return new Set(balances.map(({ window }) => window)).size;
}

/** Events that arrived for a wallet between the read of the waiting ones and its discovery. */
async function applyLeftovers({ reads, committer, provider, signal }: Poll): Promise<void> {
  for (const wallet of await reads.waitingForKnown(LEFTOVERS_PER_POLL)) {
    if (wallet.providerId === provider.id) await applyWaitingWhole(committer, { giveUp: false, ...wallet }, signal);
  }
}
