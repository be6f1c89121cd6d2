import { seededDraw, type Draw } from "./random.ts";

/**
 * The faults and when each is drawn: for each event (webhooks), each request (the next group), each new transaction
 * (`list_…`), or each wallet of each list (`wallet_absent`).
 */
export const FAULTS = [
  /** The webhook is never sent. */
  "drop_webhook",
  /** It is first sent after `delayMs`. */
  "delay_webhook",
  /** It is sent again after `delayMs`, though it was accepted. */
  "duplicate_webhook",
  /** It is held back until the next one has been sent, or for `delayMs`. */
  "reorder_webhook",
  /** 429 with `Retry-After: retryAfterSeconds`. */
  "too_many_requests",
  /** 500, without an effect. */
  "server_error",
  /** The request waits `delayMs` before it has its effect. */
  "slow_request",
  /** The response waits `delayMs` after the effect. */
  "slow_answer",
  /** The connection is reset before the effect. */
  "reset_before",
  /** The connection is reset in place of the response; the effect stays. */
  "reset_after",
  /** The request's token, though valid until now, is revoked: 401. */
  "expire_token",
  /** The transaction appears in the list only `delayMs` after it happened. */
  "list_late",
  /** The transaction never appears in the list. */
  "list_missing",
  /** The wallet is left out of this response. */
  "wallet_absent",
  /** A lagging replica responds: the wallets are shown as they were `delayMs` ago. */
  "stale_wallets",
] as const;

export type Fault = (typeof FAULTS)[number];

/** When a fault occurs. An empty rule applies always. */
export interface FaultRule {
  /** 0 to 1; 1 by default. */
  readonly probability?: number;
  /** The most times it occurs. */
  readonly count?: number;
  /** Not before this many milliseconds from when the rule was set. */
  readonly afterMs?: number;
  /** Not longer than this many milliseconds from then on. */
  readonly forMs?: number;
  /** For the kinds that wait. */
  readonly delayMs?: number;
  readonly retryAfterSeconds?: number;
  /** Only for these operations (requests) or event types (webhooks). */
  readonly only?: readonly string[];
  /** Only for this wallet, where there is one. */
  readonly walletId?: number;
}

/** The subject of a possible fault. */
export interface FaultSubject {
  /** The request's operation or the event's type. */
  readonly name?: string;
  readonly walletId?: number;
}

interface Armed {
  readonly rule: FaultRule;
  readonly setAt: number;
  left: number;
}

/** Draws faults. The same seed, rules and order of calls give the same results; each kind has a stream of its own. */
export class FaultDice {
  readonly #armed = new Map<Fault, Armed>();
  readonly #streams: ReadonlyMap<Fault, Draw>;
  readonly #struck = new Map<Fault, number>();

  constructor(seed: number) {
    this.#streams = new Map(FAULTS.map((fault) => [fault, seededDraw(seed, fault)]));
  }

  /** Sets the rules of the named faults; null ends one. */
  set(rules: Readonly<Partial<Record<Fault, FaultRule | null>>>, now: number): void {
    for (const fault of FAULTS) {
      const rule = rules[fault];
      if (rule === null) this.#armed.delete(fault);
      else if (rule !== undefined) {
        this.#armed.set(fault, { rule, setAt: now, left: rule.count ?? Number.POSITIVE_INFINITY });
      }
    }
  }

  clear(): void {
    this.#armed.clear();
  }

  /** The rule if the fault occurs now; null otherwise. */
  strikes(fault: Fault, now: number, subject: FaultSubject = {}): FaultRule | null {
    const armed = this.#armed.get(fault);
    if (!armed || armed.left <= 0 || !concerns(armed.rule, subject) || !isDue(armed, now)) return null;
    const probability = armed.rule.probability ?? 1;
    if (probability < 1 && (this.#streams.get(fault)?.() ?? 1) >= probability) return null;
    armed.left -= 1;
    this.#struck.set(fault, (this.#struck.get(fault) ?? 0) + 1);
    return armed.rule;
  }

  /** The rules in force. */
  get rules(): Partial<Record<Fault, FaultRule>> {
    return Object.fromEntries([...this.#armed].map(([fault, { rule }]) => [fault, rule]));
  }

  /** The number of times each fault has occurred. */
  get struck(): Partial<Record<Fault, number>> {
    return Object.fromEntries(this.#struck);
  }
}

function concerns({ only, walletId }: FaultRule, subject: FaultSubject): boolean {
  if (only && (subject.name === undefined || !only.includes(subject.name))) return false;
  return walletId === undefined || walletId === subject.walletId;
}

function isDue({ rule: { afterMs = 0, forMs }, setAt }: Armed, now: number): boolean {
  const since = now - setAt;
  return since >= afterMs && (forMs === undefined || since < afterMs + forMs);
}
