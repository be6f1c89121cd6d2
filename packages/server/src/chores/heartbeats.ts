import type { Heartbeat } from "@plimsoll/core";
import type { Logger } from "pino";
import { failureOf } from "../net/failure.ts";
import type { Outbound } from "../net/outbound.ts";
import type { Reads } from "../store/port/reads.ts";
import { Deadline } from "../util/deadline.ts";
import { heartbeatPlace, type Sealer } from "../util/sealer.ts";

/** @limit Channels: time of one call of a heartbeat's URL. */
const BEAT_TIMEOUT_MS = 10_000;
/** @limit Channels: heartbeats that are called at once. */
const BEATS_AT_ONCE = 16;
/** @limit Channels: interval at which the heartbeats' settings are read. */
const READ_EVERY_MS = 5_000;
/** @limit Channels: age of a delivery that is due, or of a poll, at which the server no longer counts as healthy. */
const LATE_MS = 120_000;

export interface HeartbeatOptions {
  readonly reads: Pick<Reads, "heartbeats" | "isWorking">;
  readonly outbound: Pick<Outbound, "request">;
  readonly unseal: Sealer["unseal"];
  /** Whether nothing may be sent. */
  readonly isHeld: () => boolean;
  readonly now: () => number;
  /** Milliseconds on a monotonic clock, by which the intervals are kept. */
  readonly monotonic: () => number;
  readonly logger: Logger;
  readonly signal?: AbortSignal;
}

/**
 * Calls the accounts' URLs while the server works. It runs behind the sweep and the chores, so that it stops with them;
 * whether polls and deliveries are on time is read from the store, because other processes may do them.
 */
export class Heartbeats {
  readonly #options: HeartbeatOptions;
  /** When each account's URL was last called. */
  #beaten = new Map<number, number>();
  #known: readonly Heartbeat[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Calls the URLs that are due. Rejects when the store fails. */
  async tick(): Promise<void> {
    const { reads, isHeld, now, monotonic } = this.#options;
    if (isHeld()) return;
    const at = monotonic();
    if (at - this.#readAt >= READ_EVERY_MS) {
      this.#known = await reads.heartbeats();
      this.#readAt = at;
    }
    const due = this.#known.filter(({ accountId, everySeconds }) => {
      const before = this.#beaten.get(accountId);
      return before === undefined || at - before >= everySeconds * 1_000;
    });
    if (due.length === 0 || !(await reads.isWorking(now() - LATE_MS))) return;
    const present = new Set(this.#known.map(({ accountId }) => accountId));
    this.#beaten = new Map([...this.#beaten].filter(([accountId]) => present.has(accountId)));
    for (const { accountId } of due) this.#beaten.set(accountId, at);
    for (let start = 0; start < due.length; start += BEATS_AT_ONCE) {
      await Promise.all(due.slice(start, start + BEATS_AT_ONCE).map((heartbeat) => this.#beat(heartbeat)));
    }
  }

  async #beat({ accountId, url: sealed }: Heartbeat): Promise<void> {
    const { outbound, unseal, logger, signal } = this.#options;
    const url = new URL(unseal(sealed, heartbeatPlace(accountId)));
    const deadline = new Deadline(BEAT_TIMEOUT_MS, signal);
    try {
      const request = {
        method: "POST",
        url,
        headers: {},
        body: "",
        owner: String(accountId),
        repeatable: true,
      } as const;
      const answer = await outbound.request(request, deadline);
      answer.body().destroy();
    } catch (error) {
      const { words } = failureOf(error, url.host);
      logger.warn({ accountId, error: words }, "the heartbeat's URL could not be called");
    } finally {
      deadline.clear();
    }
  }
}
