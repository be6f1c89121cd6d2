import { parseDecimal, type AlertState } from "@plimsoll/core";
import { safeText } from "../terminal/safe-text.ts";
import { levelOf, type Thresholds, type WatchLevel } from "./thresholds.ts";

/** A wallet in the host's response. */
export interface SeenWallet {
  readonly id: string;
  readonly currency: string | null;
  /** PREPAID, POSTPAID, or another word of the host. */
  readonly type: string | null;
  /** Decimal text. */
  readonly balance: string;
}

/** A change of a wallet's state, as it is printed and posted. */
export interface Crossing {
  readonly wallet_id: string;
  readonly currency: string | null;
  readonly type: string | null;
  readonly balance: string;
  readonly previous_state: AlertState;
  readonly state: AlertState;
  /** Null when the state is ok. */
  readonly level: WatchLevel | null;
  readonly threshold: string | null;
  readonly at: string;
}

const STATES = { block: "blocked", critical: "in_alarm", warning: "warning" } as const satisfies Readonly<
  Record<WatchLevel, AlertState>
>;

/** @limit Watch: wallets whose state is remembered. */
const MAX_WALLETS = 100_000;

/**
 * Remembers each wallet's state, so that a crossing is reported once. A wallet that is ok when first seen is not
 * reported.
 */
export class Crossings {
  readonly #thresholds: Thresholds;
  readonly #states = new Map<string, AlertState>();

  constructor(thresholds: Thresholds) {
    this.#thresholds = thresholds;
  }

  /** A wallet that is not among these keeps its state: absence is not recovery. */
  observe(wallets: readonly SeenWallet[], at: Date): Crossing[] {
    return wallets.flatMap((wallet) => this.#crossing(wallet, at) ?? []);
  }

  /** Whether any wallet's state is not ok. */
  get anyUnder(): boolean {
    return [...this.#states.values()].some((state) => state !== "ok");
  }

  #crossing({ id, currency, type, balance }: SeenWallet, at: Date): Crossing | null {
    const amount = parseDecimal(balance);
    if (!amount.ok) return null;
    const held = levelOf(this.#thresholds, amount.value, currency);
    const previous = this.#states.get(id) ?? "ok";
    const state = held === null ? "ok" : STATES[held.level];
    if (this.#states.has(id) || this.#states.size < MAX_WALLETS) this.#states.set(id, state);
    if (state === previous) return null;
    return {
      wallet_id: id,
      currency,
      type,
      balance,
      previous_state: previous,
      state,
      level: held?.level ?? null,
      threshold: held?.threshold ?? null,
      at: at.toISOString(),
    };
  }
}

/** A crossing as a line for people. */
export function crossingLine(crossing: Crossing): string {
  const { at, level, wallet_id, currency, balance, threshold, previous_state } = crossing;
  const amount = `${balance}${currency === null ? "" : ` ${currency}`}`;
  const what = threshold === null ? `is back to ok at ${amount}` : `is at ${amount}, at or below ${threshold}`;
  return `${at} ${(level ?? "ok").toUpperCase()} wallet ${safeText(wallet_id)} ${what} (was ${previous_state})`;
}
