import {
  cadenceMs,
  clockEstimates,
  freshForMs,
  longestCadenceMs,
  STALE_PAGE,
  type Campaign,
  type Provider,
  type SyncRecorded,
  type SyncResult,
} from "@plimsoll/core";
import type { Logger } from "pino";
import { applyWaitingWhole } from "../store/commit/apply-waiting.ts";
import type { Committer } from "../store/commit/committer.ts";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import { withDeadline } from "../util/deadline.ts";
import { ProviderError, type Connector } from "../providers/connector.ts";
import type { Reads } from "../store/port/reads.ts";
import { pause } from "../util/timer.ts";
import { Histories } from "./histories.ts";
import { DriftSearches } from "./searches.ts";
import type { SyncParts } from "./poll.ts";
import { syncProvider, type Synced } from "./sync-provider.ts";
import { retryDelayMs } from "../util/retry-delay.ts";
import { POLL_RETRIES, syncFailure } from "./sync-error.ts";

/** @limit Polling: interval at which the loop searches for providers that are due. */
const TICK_MS = 500;
/** @limit Polling: providers polled at once. */
const MAX_CONCURRENT_SYNCS = 8;
/**
 * A provider's replicas get this time to catch up.
 * @limit Polling: time from a waiting event to the early poll that settles it.
 */
const EARLY_AFTER_MS = 1_000;
/**
 * A busy wallet must not be polled all the time, and its alerts must not wait long.
 * @limit Polling: longest interval between consecutive early polls; each doubles it up to here.
 */
const EARLY_AGAIN_MS = 1_500;
/**
 * A poll of many pages is a considerable load for a provider.
 * @limit Polling: milliseconds before an early poll for each request of the last poll.
 */
const EARLY_MS_PER_REQUEST = 500;
/** @limit Polling: interval of searches for stale mirrors. */
const STALE_EVERY_MS = 5_000;
/**
 * @limit Polling: time for which events wait for a poll of a provider that does not respond; then they are applied by
 * their dates alone.
 */
const WAIT_AT_MOST_MS = 30_000;
/** @limit Polling: wallets whose waiting events are then applied at a time. */
const GIVEN_UP_PER_LOOK = 100;
/** @limit Polling: additional difference between our clock and the monotonic one at which our clock counts as set. */
const CLOCK_SET_MS = 2_000;
/** @limit Polling: precision of a provider's clock at which a poll no longer waits for the turn of its second. */
const CLOCK_KNOWN_MS = 60;

export interface PollerOptions {
  readonly reads: SyncParts["reads"] &
    Pick<
      Reads,
      "account" | "provider" | "historiesDue" | "allProviders" | "currentCampaigns" | "driftingWallets" | "staleMirrors"
    >;
  readonly committer: Pick<Committer, "submit">;
  /** Rejects with `ProviderError` when the provider lacks credentials or settings. */
  readonly connect: (provider: Provider) => Promise<Connector>;
  /** Whether the provider can be polled, by its row. */
  readonly isPollable: (provider: Provider) => boolean;
  /** Our clock, which may be set at any time: for stored and displayed times, never for what is due. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock; the process's own by default. */
  readonly monotonic?: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onSync: (provider: Provider, outcome: string, milliseconds: number) => void;
  /** Called after each good poll with the same connection. */
  readonly afterSync: (provider: Provider, connector: Connector, signal: AbortSignal) => Promise<void>;
}

/** The loop's data about a provider, by the monotonic clock. The rest is in its row. */
interface Schedule {
  /** When the last poll ended; null before the first, and when our clock was set. */
  endedAt: number | null;
  /** The last good poll, by both clocks. */
  good: { readonly at: number; readonly wallClock: number } | null;
  /** After a failure: when to try again. */
  retryAt: number | null;
  /** The time since which an early poll is needed. */
  wantedAt: number | null;
  /** Early polls in a row. */
  early: number;
  /** The time since which events have waited, whatever polls have failed since. */
  waitingSince: number | null;
  /** The requests of the last good poll. */
  requests: number;
  /** The last change of the row known here. */
  updatedAt: number | null;
}

/** Keeps every provider's mirrors right by polling: one process for all in a loop, and any process on request. */
export interface Poller {
  /** Polls now, or joins the poll under way. Rejects with `ProviderError`. */
  sync(provider: Provider): Promise<Synced>;
  /** An event that only a poll can settle arrived for this provider or, for null, for any. */
  soon(providerId: string | null): void;
  /** Runs the loop until the signal; then waits for the polls under way. */
  run(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export function createPoller(options: PollerOptions): Poller {
  const { reads, committer, now, logger } = options;
  const schedules = new Map<string, Schedule>();
  const underWay = new Map<string, Promise<Synced>>();
  const closing = new AbortController();
  const searches = new DriftSearches(options);
  const monotonic = options.monotonic ?? (() => performance.now());
  const histories = new Histories(options);
  let staleAt = 0;
  let skew = now() - monotonic();

  function sync(provider: Provider, signal: AbortSignal = closing.signal): Promise<Synced> {
    const joined = underWay.get(provider.id);
    if (joined) return joined;
    const work = withDeadline(null, [signal, closing.signal], (either) => poll(provider, either)).finally(() =>
      underWay.delete(provider.id),
    );
    underWay.set(provider.id, work);
    return work;
  }

  async function poll(provider: Provider, signal: AbortSignal): Promise<Synced> {
    const started = performance.now();
    const schedule = scheduleOf(provider.id);
    const { wantedAt } = schedule;
    const inARow = wantedAt !== null && wantedAt - (schedule.endedAt ?? wantedAt) < EARLY_AGAIN_MS;
    schedule.early = wantedAt === null ? 0 : inARow ? schedule.early + 1 : 1;
    schedule.wantedAt = null;
    schedule.updatedAt = provider.updatedAt;
    try {
      const connector = await options.connect(provider);
      const synced = await syncProvider(options, provider, connector, signal);
      const { wallets, moved, hooks, problems, requests, open, chosen } = synced;
      // A response without wallets has no time.
      const readAt = synced.readAt === 0 ? now() : synced.readAt;
      const recorded = await record(provider, { ok: true, wallets, readAt, moved, hooks, problems });
      schedule.updatedAt = recorded?.updatedAt ?? schedule.updatedAt;
      schedule.retryAt = null;
      schedule.requests = requests;
      schedule.good = { at: monotonic(), wallClock: now() };
      schedule.waitingSince = schedule.wantedAt;
      // The choice of an early poll is accepted: a busy wallet always leaves one.
      if (open > 0 || (chosen > 0 && schedule.early === 0)) want(schedule);
      const kept = recorded?.problems ?? [];
      if (kept.length > 0) logger.warn({ provider: provider.id, problems: kept }, "balances that cannot be used");
      histories.begin(provider, connector, closing.signal);
      // Its failure is its own: the balances are right.
      await options.afterSync(provider, connector, signal).catch((error: unknown) => {
        if (!signal.aborted) logger.warn({ err: error, provider: provider.id }, "what follows a poll was interrupted");
      });
      options.onSync(provider, "ok", performance.now() - started);
      return { ...synced, problems: kept };
    } catch (error) {
      schedule.wantedAt ??= wantedAt;
      schedule.waitingSince ??= monotonic();
      const failure = signal.aborted ? null : syncFailure(error);
      if (failure) {
        const recorded = await record(provider, { ok: false, kind: failure.kind, message: failure.message });
        schedule.updatedAt = recorded?.updatedAt ?? schedule.updatedAt;
        const failures = recorded?.failures ?? 1;
        schedule.retryAt = monotonic() + retryDelayMs(POLL_RETRIES, failures, failure.retryAfterMs, options.random());
        if (failures === 1) logger.warn({ provider: provider.id, ...failure }, "a provider cannot be polled");
        options.onSync(provider, failure.kind, performance.now() - started);
        throw error instanceof ProviderError
          ? error
          : new ProviderError(failure.kind, failure.message, { cause: error });
      }
      // The store is unavailable, or the server stops: that does not count against the provider.
      schedule.retryAt = monotonic() + retryDelayMs(POLL_RETRIES, 1, null, options.random());
      throw error;
    } finally {
      schedule.endedAt = monotonic();
    }
  }

  function want(schedule: Schedule): void {
    schedule.wantedAt ??= monotonic();
    schedule.waitingSince ??= schedule.wantedAt;
  }

  async function record(provider: Provider, result: SyncResult): Promise<SyncRecorded | null> {
    const { accountId, id } = provider;
    const answer = await committer.submit({ type: "record_sync", accountId, providerId: id, result });
    return answer.ok ? answer.value : null;
  }

  function scheduleOf(providerId: string): Schedule {
    let schedule = schedules.get(providerId);
    if (!schedule) {
      schedule = {
        endedAt: null,
        good: null,
        retryAt: null,
        wantedAt: null,
        early: 0,
        waitingSince: null,
        requests: 0,
        updatedAt: null,
      };
      schedules.set(providerId, schedule);
    }
    return schedule;
  }

  /** Milliseconds until a provider is to be polled; 0 or less when it is due. */
  function dueIn(provider: Provider, campaigns: readonly Campaign[]): number {
    const { endedAt, retryAt, wantedAt, early, requests, updatedAt } = scheduleOf(provider.id);
    // New, changed by its owner, or our clock was set.
    if (endedAt === null || provider.updatedAt !== updatedAt) return 0;
    const time = monotonic();
    if (retryAt !== null) return retryAt - time;
    // A campaign begins and ends by the clock, and the mode changes with a poll.
    if (provider.status !== "failing" && inCampaign(provider, campaigns) !== (provider.mode === "campaign")) return 0;
    const regular = endedAt + cadenceMs(provider, now()) - time;
    const due = regular + untilTurnOfSecond(provider, now() + regular);
    if (wantedAt === null) return due;
    const distance = Math.max(requests * EARLY_MS_PER_REQUEST, Math.min(EARLY_AGAIN_MS, EARLY_AFTER_MS * 2 ** early));
    return Math.min(due, Math.max(wantedAt + EARLY_AFTER_MS, endedAt + distance) - time);
  }

  /** One round; returns milliseconds until the next. */
  async function tick(signal: AbortSignal): Promise<number> {
    noticeClockSet();
    const providers = (await reads.allProviders()).filter(options.isPollable);
    const active = providers.filter(({ status }) => status !== "paused");
    const campaigns = active.length === 0 ? [] : await reads.currentCampaigns(now());
    for (const provider of active) {
      if (underWay.size >= MAX_CONCURRENT_SYNCS) break;
      if (underWay.has(provider.id) || dueIn(provider, campaigns) > 0) continue;
      sync(provider, signal).catch((error: unknown) => {
        if (!(error instanceof ProviderError) && !signal.aborted) logger.warn({ err: error }, "a poll was interrupted");
      });
    }
    if (monotonic() >= staleAt) {
      staleAt = monotonic() + STALE_EVERY_MS;
      await markStale(providers);
    }
    await giveUpWaiting(active);
    // A provider that does not respond gets no further requests.
    await searches.look(
      active.filter(({ id }) => scheduleOf(id).retryAt === null),
      signal,
    );
    const known = new Set(providers.map(({ id }) => id));
    for (const id of schedules.keys()) if (!known.has(id) && !underWay.has(id)) schedules.delete(id);
    const idle = active.filter(({ id }) => !underWay.has(id));
    return Math.max(1, Math.min(TICK_MS, ...idle.map((provider) => dueIn(provider, campaigns))));
  }

  /** After our clock was set, every balance is read again, because until then its age is not known. */
  function noticeClockSet(): void {
    const present = now() - monotonic();
    if (Math.abs(present - skew) > CLOCK_SET_MS) {
      logger.warn({ milliseconds: Math.round(present - skew) }, "this machine's clock was set");
      for (const schedule of schedules.values()) schedule.endedAt = null;
    }
    skew = present;
  }

  /** For a provider that does not respond, events that have waited too long are applied by their dates alone. */
  async function giveUpWaiting(providers: readonly Provider[]): Promise<void> {
    for (const { accountId, id } of providers) {
      const schedule = scheduleOf(id);
      const { retryAt, waitingSince } = schedule;
      if (retryAt === null || waitingSince === null || monotonic() < waitingSince + WAIT_AT_MOST_MS) continue;
      schedule.waitingSince = monotonic();
      for (const externalId of await reads.waitingExternalIds(accountId, id, GIVEN_UP_PER_LOOK)) {
        await applyWaitingWhole(committer, { accountId, providerId: id, externalId, giveUp: true });
      }
    }
  }

  async function markStale(providers: readonly Provider[]): Promise<void> {
    for (const provider of providers) {
      const { endedAt, good } = scheduleOf(provider.id);
      // Before the first poll, and the first after our clock was set, it is not known whether the provider responds.
      if (endedAt === null && provider.status !== "paused") continue;
      const account = await reads.account(provider.accountId);
      if (!account) continue;
      const after = freshForMs(account, longestCadenceMs(provider));
      // Our clock may have been set back since: an event older than the last good poll is old by the monotonic clock
      // too.
      const isOld = good !== null && monotonic() - good.at > after;
      const before = Math.max(now() - after, isOld ? good.wallClock : 0);
      const walletIds = await reads.staleMirrors(provider.accountId, provider.id, before, STALE_PAGE);
      if (walletIds.length > 0) {
        const { accountId } = provider;
        await submitWhole(
          committer,
          { type: "mark_stale" as const, accountId, walletIds, before },
          leftIn("walletIds"),
        );
      }
    }
  }

  return {
    sync,

    soon(providerId) {
      for (const [id, schedule] of schedules) if (providerId === null || providerId === id) want(schedule);
    },

    async run(signal) {
      // An earlier owner of the loop may have left long ago: everything is read again.
      schedules.clear();
      let failing = false;
      while (!signal.aborted) {
        let wait = TICK_MS;
        try {
          wait = await tick(signal);
          failing = false;
        } catch (error) {
          if (!failing && !signal.aborted) logger.warn({ err: error }, "polling is interrupted");
          failing = true;
        }
        await pause(wait, signal);
      }
      await Promise.allSettled([...underWay.values(), searches.settled()]);
    },

    async close() {
      closing.abort();
      await Promise.allSettled([...underWay.values(), histories.settled()]);
    },
  };
}

/**
 * A poll is sent at the start of the provider's second, by the middle of its clock's estimate: whether its response is
 * dated by the old second or the new one then halves the uncertainty. Milliseconds from `at`, our clock.
 */
function untilTurnOfSecond({ clocks }: Provider, at: number): number {
  const [latest] = clockEstimates(clocks);
  if (!latest || latest.high - latest.low <= CLOCK_KNOWN_MS) return 0;
  const theirs = at + (latest.low + latest.high) / 2;
  return (1_000 - (((theirs % 1_000) + 1_000) % 1_000)) % 1_000;
}

function inCampaign(provider: Provider, campaigns: readonly Campaign[]): boolean {
  return campaigns.some(
    ({ accountId, providerId }) =>
      accountId === provider.accountId && (providerId === null || providerId === provider.id),
  );
}
