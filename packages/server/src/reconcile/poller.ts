import {
  accountSettings,
  cadenceMs,
  longestCadenceMs,
  settlesFrom,
  STALE_PAGE,
  type Campaign,
  type Provider,
  type SyncRecorded,
  type SyncResult,
} from "@plimsoll/core";
import type { Logger } from "pino";
import { CommandFailed, type Committer } from "../committer/committer.ts";
import { ProviderError, type Connector } from "../providers/connector.ts";
import type { Reads } from "../store/store.ts";
import { pause } from "../workers/role.ts";
import { investigate } from "./investigate.ts";
import { syncProvider, type Synced, type SyncParts } from "./sync-provider.ts";
import { retryDelayMs, syncFailure } from "./sync-error.ts";

/** How often the loop looks for what is due. */
const TICK_MS = 500;
/** Polls under way at once. */
const MAX_CONCURRENT_SYNCS = 8;
/** Late hooks get this long to explain a drift before the provider's list is asked. */
const DRIFT_GRACE_MS = 5_000;
/** Between two searches for one drift: a provider may list a transaction late. */
const SEARCH_AGAIN_MS = 10_000;
/** Wallets whose drifts are searched for in one look. */
const SEARCHES_PER_LOOK = 20;
/** From one early poll to the next: a busy wallet must not be polled all the time, nor its alerts wait long. */
const EARLY_AGAIN_MS = 4_000;
/** Before an early poll, for each request that the last poll took: one of many pages is no small thing for a provider. */
const EARLY_MS_PER_REQUEST = 500;
const STALE_EVERY_MS = 5_000;
/** A mirror is not called stale before this many polls were due. */
const STALE_CADENCES = 2;

export interface PollerOptions {
  readonly reads: SyncParts["reads"] &
    Pick<Reads, "account" | "provider" | "allProviders" | "currentCampaigns" | "driftingWallets" | "staleMirrors">;
  readonly committer: Pick<Committer, "submit">;
  /** Rejects with `ProviderError` when the provider lacks what it takes. */
  readonly connect: (provider: Provider) => Promise<Connector>;
  /** Whether there is something to poll, as far as the row tells. */
  readonly isPollable: (provider: Provider) => boolean;
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onSync: (outcome: string, milliseconds: number) => void;
  /** What follows each good poll with the same connection. */
  readonly afterSync: (provider: Provider, connector: Connector, signal: AbortSignal) => Promise<void>;
}

/** What the loop remembers of a provider. The rest stands in its row. */
interface Schedule {
  /** When the last poll ended; null before the first. */
  endedAt: number | null;
  /** After a failure: when to try again. */
  retryAt: number | null;
  /** An event waits for an early poll. */
  wanted: boolean;
  /** The last poll was such an early one. */
  early: boolean;
  /** What the last good poll took. */
  requests: number;
}

/** Keeps every provider's mirrors right by polling: one process for all in a loop, and any process when somebody asks. */
export interface Poller {
  /** Polls now, or joins the poll under way. Rejects with `ProviderError`. */
  sync(provider: Provider): Promise<Synced>;
  /** Something came that only a poll can settle, to this provider or, when that is not known, to any. */
  soon(providerId: string | null): void;
  /** The loop, until the signal; then waits for what is under way. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export function createPoller(options: PollerOptions): Poller {
  const { reads, committer, now, logger } = options;
  const schedules = new Map<string, Schedule>();
  const underWay = new Map<string, Promise<Synced>>();
  const closing = new AbortController();
  let staleAt = 0;

  function sync(provider: Provider, signal: AbortSignal = closing.signal): Promise<Synced> {
    const joined = underWay.get(provider.id);
    if (joined) return joined;
    const work = poll(provider, AbortSignal.any([signal, closing.signal])).finally(() => underWay.delete(provider.id));
    underWay.set(provider.id, work);
    return work;
  }

  async function poll(provider: Provider, signal: AbortSignal): Promise<Synced> {
    const started = performance.now();
    const schedule = scheduleOf(provider.id);
    schedule.early = schedule.wanted;
    schedule.wanted = false;
    try {
      const connector = await options.connect(provider);
      const synced = await syncProvider(options, provider, connector, signal);
      const { moved, hooks, problems, readAt, requests } = synced;
      await record(provider, { ok: true, readAt, moved, hooks, problems });
      schedule.retryAt = null;
      schedule.requests = requests;
      if (problems.length > 0) logger.warn({ provider: provider.id, problems }, "balances that cannot be used");
      // Its trouble is its own: the balances are right.
      await options.afterSync(provider, connector, signal).catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ err: error, provider: provider.id }, "what follows a poll was interrupted");
      });
      options.onSync("ok", performance.now() - started);
      return synced;
    } catch (error) {
      const failure = signal.aborted ? null : syncFailure(error);
      if (failure) {
        const recorded = await record(provider, { ok: false, kind: failure.kind, message: failure.message });
        const failures = recorded?.failures ?? 1;
        schedule.retryAt = now() + retryDelayMs(failures, failure.retryAfterMs, options.random());
        if (failures === 1) logger.warn({ provider: provider.id, ...failure }, "a provider cannot be polled");
        options.onSync(failure.kind, performance.now() - started);
        throw error instanceof ProviderError
          ? error
          : new ProviderError(failure.kind, failure.message, { cause: error });
      }
      // The store is away, or the server stops: nothing to be held against the provider.
      schedule.retryAt = now() + retryDelayMs(1, null, options.random());
      throw error;
    } finally {
      schedule.endedAt = now();
    }
  }

  async function record(provider: Provider, result: SyncResult): Promise<SyncRecorded | null> {
    const { accountId, id } = provider;
    const answer = await committer.submit({ type: "record_sync", accountId, providerId: id, result });
    return answer.ok ? answer.value : null;
  }

  function scheduleOf(providerId: string): Schedule {
    let schedule = schedules.get(providerId);
    if (!schedule) {
      schedule = { endedAt: null, retryAt: null, wanted: false, early: false, requests: 0 };
      schedules.set(providerId, schedule);
    }
    return schedule;
  }

  function isDue(provider: Provider, campaigns: readonly Campaign[]): boolean {
    const { endedAt, retryAt, wanted, early, requests } = scheduleOf(provider.id);
    const time = now();
    // New, or its owner has changed something.
    if (endedAt === null || provider.updatedAt > endedAt) return true;
    if (retryAt !== null) return time >= retryAt;
    if (wanted) {
      const distance = Math.max(requests * EARLY_MS_PER_REQUEST, early ? EARLY_AGAIN_MS : 0);
      if (time >= Math.max(endedAt + distance, settlesFrom(provider))) return true;
    }
    // A campaign begins and ends by the clock, and the mode changes with a poll.
    if (provider.status !== "failing" && inCampaign(provider, campaigns) !== (provider.mode === "campaign"))
      return true;
    return time >= endedAt + cadenceMs(provider, time);
  }

  async function tick(signal: AbortSignal): Promise<void> {
    const providers = (await reads.allProviders()).filter(options.isPollable);
    const active = providers.filter(({ status }) => status !== "paused");
    const campaigns = await reads.currentCampaigns(now());
    for (const provider of active) {
      if (underWay.size >= MAX_CONCURRENT_SYNCS) break;
      if (underWay.has(provider.id) || !isDue(provider, campaigns)) continue;
      sync(provider, signal).catch((error: unknown) => {
        if (!(error instanceof ProviderError) && !signal.aborted) logger.warn({ err: error }, "a poll was interrupted");
      });
    }
    if (now() >= staleAt) {
      staleAt = now() + STALE_EVERY_MS;
      await markStale(providers);
    }
    await search(active, signal);
    const known = new Set(providers.map(({ id }) => id));
    for (const id of schedules.keys()) if (!known.has(id) && !underWay.has(id)) schedules.delete(id);
  }

  /** Looks for open drifts in the providers' lists, one wallet after another. One that fails for a bug of ours keeps no other waiting. */
  async function search(providers: readonly Provider[], signal: AbortSignal): Promise<void> {
    const time = now();
    const found = await reads.driftingWallets(
      { openedBefore: time - DRIFT_GRACE_MS, searchedBefore: time - SEARCH_AGAIN_MS },
      SEARCHES_PER_LOOK,
    );
    const refused = new Set<string>();
    const failed: CommandFailed[] = [];
    for (const wallet of found) {
      const provider = providers.find(({ id }) => id === wallet.providerId);
      if (!provider || signal.aborted || refused.has(provider.id)) continue;
      const { retryAt } = scheduleOf(provider.id);
      // A provider that does not answer is not asked for more.
      if (retryAt !== null) continue;
      try {
        await investigate(committer, provider, wallet, await options.connect(provider), signal);
      } catch (error) {
        if (error instanceof CommandFailed) {
          failed.push(error);
          continue;
        }
        if (signal.aborted || !syncFailure(error)) throw error;
        refused.add(provider.id);
        logger.debug({ err: error, provider: provider.id }, "a provider's transactions cannot be listed");
        const { accountId, walletId } = wallet;
        await committer.submit({ type: "investigate_drifts", accountId, walletId, transactions: "unavailable" });
      }
    }
    if (failed[0]) throw failed[0];
  }

  async function markStale(providers: readonly Provider[]): Promise<void> {
    for (const provider of providers) {
      // Before the first poll of this process nobody knows whether the provider answers.
      if (scheduleOf(provider.id).endedAt === null && provider.status !== "paused") continue;
      const account = await reads.account(provider.accountId);
      if (!account) continue;
      const after = Math.max(
        accountSettings(account).stale_after_seconds * 1_000,
        STALE_CADENCES * longestCadenceMs(provider),
      );
      const before = now() - after;
      const walletIds = await reads.staleMirrors(provider.accountId, provider.id, before, STALE_PAGE);
      if (walletIds.length > 0) {
        await committer.submit({ type: "mark_stale", accountId: provider.accountId, walletIds, before });
      }
    }
  }

  return {
    sync,

    soon(providerId) {
      for (const [id, schedule] of schedules) if (providerId === null || providerId === id) schedule.wanted = true;
    },

    async run(signal) {
      // Whoever had the loop before may have left long ago: everything is read anew.
      schedules.clear();
      let failing = false;
      while (!signal.aborted) {
        try {
          await tick(signal);
          failing = false;
        } catch (error) {
          if (!failing && !signal.aborted) logger.warn({ err: error }, "polling is interrupted");
          failing = true;
        }
        await pause(TICK_MS, signal);
      }
      await Promise.allSettled(underWay.values());
    },

    async close() {
      closing.abort();
      await Promise.allSettled(underWay.values());
    },
  };
}

function inCampaign(provider: Provider, campaigns: readonly Campaign[]): boolean {
  return campaigns.some(
    ({ accountId, providerId }) =>
      accountId === provider.accountId && (providerId === null || providerId === provider.id),
  );
}
