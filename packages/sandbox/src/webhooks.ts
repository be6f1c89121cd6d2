import { createHmac } from "node:crypto";
import type { FaultDice } from "./faults.ts";
import type { Timers } from "./timers.ts";

/** @limit Sandbox and demo: webhooks that wait for the receiver; further ones are dropped and counted. */
const MAX_WAITING = 50_000;
/** @limit Sandbox and demo: concurrent requests to the receiver. */
const CONCURRENCY = 16;
/** @limit Sandbox and demo: time for the receiver to return a 2xx. */
const ANSWER_WITHIN_MS = 30_000;
/** @limit Sandbox and demo: longest wait before a webhook is sent again. */
const LONGEST_BACKOFF_MS = 3_600_000;
/** @limit Sandbox and demo: time for which the sandbox holds back a webhook that it sends out of order. */
const HELD_FOR_MS = 1_000;

/** The target of webhooks, and the secret that signs them. */
export interface HookTarget {
  readonly url: string;
  readonly secret: string;
}

/** An event as it is sent: `body` byte for byte. */
export interface SandboxEvent {
  readonly id: string;
  readonly type: string;
  readonly body: string;
  readonly walletId?: number;
}

/** The outcomes of the events so far. */
export interface WebhookCounts {
  readonly events: number;
  readonly delivered: number;
  readonly attempts: number;
  readonly dropped: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly reordered: number;
  /** Given up after the last attempt. */
  readonly exhausted: number;
  /** There was no target. */
  readonly unaddressed: number;
  readonly overflowed: number;
}

export interface WebhookOptions {
  readonly dice: FaultDice;
  readonly timers: Timers;
  readonly now: () => number;
  /** Unix milliseconds of the provider's clock. */
  readonly clock: () => number;
  /** Before the second attempt; every further wait is twice as long. */
  readonly retryBaseMs: number;
  readonly maxAttempts: number;
}

/** Sends signed webhooks at least once, with exponential backoff, in no particular order, and with the drawn faults. */
export class Webhooks {
  target: HookTarget | null = null;
  readonly #options: WebhookOptions;
  readonly #ready: { readonly event: SandboxEvent; readonly attempt: number }[] = [];
  readonly #held: (() => void)[] = [];
  readonly #idlers: (() => void)[] = [];
  readonly #counts = {
    events: 0,
    delivered: 0,
    attempts: 0,
    dropped: 0,
    duplicated: 0,
    delayed: 0,
    reordered: 0,
    exhausted: 0,
    unaddressed: 0,
    overflowed: 0,
  };
  #waiting = 0;
  #sending = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  get counts(): WebhookCounts {
    return { ...this.#counts };
  }

  /** Resolves when every event so far has been accepted, dropped or given up. */
  async idle(): Promise<void> {
    if (this.#waiting === 0 || this.#options.timers.signal.aborted) return;
    await new Promise<void>((resolve) => this.#idlers.push(resolve));
  }

  send(event: SandboxEvent): void {
    const { dice, now } = this.#options;
    const subject = { name: event.type, ...(event.walletId === undefined ? {} : { walletId: event.walletId }) };
    this.#counts.events += 1;
    if (this.target === null) this.#counts.unaddressed += 1;
    else if (dice.strikes("drop_webhook", now(), subject)) this.#counts.dropped += 1;
    else {
      const duplicate = dice.strikes("duplicate_webhook", now(), subject);
      const delay = dice.strikes("delay_webhook", now(), subject);
      const reorder = dice.strikes("reorder_webhook", now(), subject);
      if (duplicate) this.#counts.duplicated += 1;
      if (delay) this.#counts.delayed += 1;
      const after = delay?.delayMs ?? 0;
      if (reorder) {
        this.#counts.reordered += 1;
        this.#hold(event, reorder.delayMs ?? HELD_FOR_MS);
      } else this.#enqueue(event, after);
      if (duplicate) this.#enqueue(event, after + (duplicate.delayMs ?? 0));
    }
  }

  stop(): void {
    this.#ready.length = 0;
    for (const resolve of this.#idlers.splice(0)) resolve();
  }

  /** Holds the event until another one is under way, or the time is over. */
  #hold(event: SandboxEvent, ms: number): void {
    if (!this.#admit()) return;
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.#queue(event, 1);
    };
    this.#held.push(release);
    void this.#options.timers.pause(ms).then(release);
  }

  #enqueue(event: SandboxEvent, delayMs: number): void {
    if (!this.#admit()) return;
    if (delayMs <= 0) {
      this.#queue(event, 1);
      for (const release of this.#held.splice(0)) release();
    } else void this.#options.timers.pause(delayMs).then(() => this.#queue(event, 1));
  }

  #admit(): boolean {
    if (this.#waiting < MAX_WAITING) {
      this.#waiting += 1;
      return true;
    }
    this.#counts.overflowed += 1;
    return false;
  }

  #queue(event: SandboxEvent, attempt: number): void {
    this.#ready.push({ event, attempt });
    this.#next();
  }

  #next(): void {
    while (this.#sending < CONCURRENCY && !this.#options.timers.signal.aborted) {
      const next = this.#ready.shift();
      if (!next) return;
      this.#sending += 1;
      void this.#attempt(next.event, next.attempt).finally(() => {
        this.#sending -= 1;
        this.#next();
      });
    }
  }

  async #attempt(event: SandboxEvent, attempt: number): Promise<void> {
    this.#counts.attempts += 1;
    if (await this.#post(event)) {
      this.#counts.delivered += 1;
      this.#done();
    } else if (attempt >= this.#options.maxAttempts) {
      this.#counts.exhausted += 1;
      this.#done();
    } else {
      // Not awaited, so that the wait takes no place among the requests under way.
      const wait = Math.min(LONGEST_BACKOFF_MS, this.#options.retryBaseMs * 2 ** (attempt - 1));
      void this.#options.timers.pause(wait).then(() => this.#queue(event, attempt + 1));
    }
  }

  async #post(event: SandboxEvent): Promise<boolean> {
    const { target } = this;
    if (target === null) return false;
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), ANSWER_WITHIN_MS);
    try {
      const response = await fetch(target.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-signature": createHmac("sha256", target.secret).update(event.body).digest("hex"),
          "x-event-id": event.id,
          "x-event-type": event.type,
          "x-timestamp": String(Math.floor(this.#options.clock() / 1_000)),
          "x-webhook-id": "wh_sandbox",
          "x-octopus-webhook-token": target.secret,
        },
        body: event.body,
        redirect: "manual",
        signal: over.signal,
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  #done(): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) for (const resolve of this.#idlers.splice(0)) resolve();
  }
}
