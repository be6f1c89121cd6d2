import {
  SNAPSHOT_PAGE,
  STALE_PAGE,
  type BegunReading,
  type Provider,
  type SnapshotProblem,
  type SnapshotReading,
  type SnapshotsApplied,
  defaultScale,
  isCurrency,
} from "@plimsoll/core";
import { applyWaitingWhole } from "../store/commit/apply-waiting.ts";
import type { CommandOf } from "../store/commit/command-of.ts";
import type { Committer } from "../store/commit/committer.ts";
import { submitWhole } from "../store/commit/submit-whole.ts";
import { withDeadline } from "../util/deadline.ts";
import type { BalanceReading, Connector, ProviderBalance } from "../providers/connector.ts";
import type { UnconfirmedMirror } from "../store/port/providers.ts";
import type { Reads } from "../store/port/reads.ts";
import { inTurns } from "../util/in-turns.ts";
import { pause } from "../util/timer.ts";

/**
 * In these breaks others use the store, so that a webhook waits for one command and not for the whole poll.
 * @limit Polling: length of the break between two commands of a poll, as a multiple of the time that the last command
 * took.
 */
const BREAKS = 3;
/** @limit Polling: longest break between two commands of a poll. */
const LONGEST_BREAK_MS = 250;
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

export interface SyncParts {
  readonly reads: Pick<Reads, "waitingExternalIds" | "waitingForKnown" | "mirrorsOf" | "unconfirmedMirrors">;
  readonly committer: Pick<Committer, "submit">;
}

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

/**
 * Reads every balance of a provider, one request for each page, and applies them. Movements during the reading are
 * settled by reading again. Rejects with `ProviderError`.
 */
export async function syncProvider(
  { reads, committer }: SyncParts,
  provider: Provider,
  connector: Connector,
  signal: AbortSignal,
): Promise<Synced> {
  let total: Synced = {
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
  let wanted: ReadonlySet<string> | null = null;
  let first: BegunReading | null = null;
  for (let read = 1; !signal.aborted; read += 1) {
    if (read > 1) await pause(READ_AGAIN_MS, signal);
    // Numbered and stored before anything is sent: the reading contains everything received before.
    const begun = await committer.submit({
      type: "begin_reading",
      accountId: provider.accountId,
      providerId: provider.id,
    });
    if (!begun.ok) break;
    first ??= begun.value;
    const reading = await withDeadline(READ_TIMEOUT_MS, [signal], (limited) => connector.fetchBalances(limited));
    const { readings, problems } = await readingsOf(reads, provider, reading);
    const asked: ReadonlySet<string> | null = wanted;
    const chosen = asked === null ? readings : readings.filter(({ externalId }) => asked.has(externalId));
    const pages = new Set(reading.balances.map(({ window }) => window)).size;
    const isLast = read >= MAX_READS || total.requests + 2 * pages > REQUESTS_PER_POLL;
    const applied = await apply(chosen, reading, begun.value);
    const counted = applied.reduce(
      (sum, one) => ({
        ...sum,
        wallets: sum.wallets + one.wallets,
        changed: sum.changed + one.changed,
        drifts: sum.drifts + one.drifts,
        moved: sum.moved + one.moved,
        open: sum.open + one.open,
        chosen: sum.chosen + one.chosen,
        hooks: sum.hooks || one.hooks,
        problems: [...sum.problems, ...one.problems],
      }),
      total,
    );
    const readAt = reading.balances.reduce((latest, { window }) => Math.max(latest, window.to), total.readAt);
    const requests = total.requests + pages;
    total = {
      ...counted,
      problems: [
        ...problems.filter(({ externalId }) => asked === null || (externalId !== null && asked.has(externalId))),
        ...counted.problems,
      ],
      readAt,
      requests,
    };
    const unsure = applied.flatMap((one) => one.unsure);
    wanted = new Set(unsure);
    if (unsure.length === 0) break;
    if (isLast) {
      total = { ...total, open: total.open + unsure.length };
      break;
    }
  }
  if (first !== null && !signal.aborted) {
    total = { ...total, problems: [...total.problems, ...(await missed(first, total.problems, wanted ?? new Set()))] };
  }
  await applyLeftovers();
  return total;

  async function apply(all: readonly SnapshotReading[], { clock }: BalanceReading, number: BegunReading) {
    const waiting = await reads.waitingExternalIds(provider.accountId, provider.id, SNAPSHOT_PAGE);
    const awaited = new Set(waiting);
    const answers: SnapshotsApplied[] = [];
    for (let start = 0; start < all.length; start += SNAPSHOT_PAGE) {
      const page = all.slice(start, start + SNAPSHOT_PAGE);
      const startedAt = performance.now();
      const parts = await submitWhole(
        committer,
        {
          type: "apply_snapshots",
          accountId: provider.accountId,
          providerId: provider.id,
          reading: number,
          readings: page,
          clock,
          listsTransactions: connector.capabilities.transactions,
          balanceOnly: connector.capabilities.balanceOnly,
          waiting: page.map(({ externalId }) => externalId).filter((id) => awaited.has(id)),
        },
        ({ left }, before) => {
          if (left.length === 0) return null;
          const rest = new Set(left);
          return { ...before, readings: before.readings.filter(({ externalId }) => rest.has(externalId)) };
        },
        signal,
      );
      for (const answer of parts) if (answer.ok) answers.push(answer.value);
      if (start + SNAPSHOT_PAGE < all.length) {
        await pause(Math.min(LONGEST_BREAK_MS, BREAKS * (performance.now() - startedAt)), signal);
      }
    }
    return answers;
  }

  /**
   * Marks known mirrors that this poll did not confirm as stale, except those that the next reading settles. Returns a
   * problem for each of which none names the reason yet.
   */
  async function missed(
    reading: BegunReading,
    known: readonly SnapshotProblem[],
    unsure: ReadonlySet<string>,
  ): Promise<SnapshotProblem[]> {
    const reasons = new Map(known.map(({ externalId, message }) => [externalId, message]));
    const { accountId, id: providerId } = provider;
    const found: SnapshotProblem[] = [];
    let page: readonly UnconfirmedMirror[] = [];
    do {
      const after = page.at(-1)?.id ?? 0;
      page = await reads.unconfirmedMirrors(accountId, providerId, { reading, after }, STALE_PAGE);
      const lacking = page.filter(({ externalId }) => !unsure.has(externalId));
      const isNew = lacking.filter(({ externalId }) => !reasons.has(externalId));
      found.push(...isNew.map(({ externalId }) => ({ externalId, message: UNSEEN })));
      const fresh = lacking.filter(({ stale }) => !stale);
      if (fresh.length === 0) continue;
      await submitWhole<CommandOf<"miss_reading">>(
        committer,
        {
          type: "miss_reading",
          accountId,
          reading,
          missed: fresh.map(({ id, externalId }) => ({ walletId: id, message: reasons.get(externalId) ?? UNSEEN })),
        },
        ({ left }, before) => (left.length === 0 ? null : { ...before, missed: left }),
        signal,
      );
    } while (page.length === STALE_PAGE && !signal.aborted);
    return found;
  }

  /** Events that arrived for a wallet between the read of the waiting ones and its discovery. */
  async function applyLeftovers(): Promise<void> {
    for (const wallet of await reads.waitingForKnown(LEFTOVERS_PER_POLL)) {
      if (wallet.providerId === provider.id) await applyWaitingWhole(committer, { giveUp: false, ...wallet }, signal);
    }
  }
}

const UNSEEN = "the provider's answer does not show this wallet";

async function readingsOf(
  reads: SyncParts["reads"],
  provider: Provider,
  reading: BalanceReading,
): Promise<{ readings: readonly SnapshotReading[]; problems: readonly SnapshotProblem[] }> {
  const problems: SnapshotProblem[] = [...(reading.problems ?? [])];
  const readings: SnapshotReading[] = [];
  await inTurns(reading.balances, (balance) => {
    if (isCurrency(balance.currency)) readings.push(snapshotReading(provider, balance));
    else {
      problems.push({ externalId: balance.externalId, message: `${balance.currency} is no ISO 4217 currency` });
    }
  });
  // A problem without an id may be of any missing wallet.
  const isAnyUnknown = problems.some(({ externalId }) => externalId === null);
  if (reading.absentIsZero && !isAnyUnknown) {
    const told = new Set([...readings, ...problems].map(({ externalId }) => externalId));
    readings.push(...(await absentOnes(reads, provider, told, reading.absentIsZero)));
  }
  return { readings, problems };
}

function snapshotReading(provider: Provider, balance: ProviderBalance): SnapshotReading {
  return {
    externalId: balance.externalId,
    currency: balance.currency,
    available: balance.available,
    assetScale: balance.scale ?? defaultScale(balance.currency),
    walletType: balance.type,
    name: balance.name ?? `${provider.name} ${balance.currency}`,
    window: balance.window,
  };
}

/** Wallets that a provider leaves out because they are empty. */
async function absentOnes(
  reads: SyncParts["reads"],
  provider: Provider,
  told: ReadonlySet<string | null>,
  window: ProviderBalance["window"],
): Promise<SnapshotReading[]> {
  const known = await reads.mirrorsOf(provider.accountId, provider.id, SNAPSHOT_PAGE);
  return known
    .filter(({ externalId }) => externalId !== null && !told.has(externalId))
    .map(({ externalId, currency, assetScale, type, name }) => ({
      externalId: externalId ?? "",
      currency,
      available: "0",
      assetScale,
      walletType: type,
      name,
      window,
    }));
}
