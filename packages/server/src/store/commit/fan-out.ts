import { FAN_OUT_AT_ONCE, type Command } from "@plimsoll/core";
import type { PendingDelivery } from "../port/deliveries.ts";
import { weightOf } from "./weight.ts";

/** @limit Commits: deliveries that weigh as much as a command. */
const DELIVERIES_PER_WEIGHT = 2;
/** Assumed of a command before its account's first batch is stored: the most that one event makes. */
const ASSUMED_DELIVERIES = FAN_OUT_AT_ONCE;
/** @limit Commits: accounts whose fan-out is remembered; beyond it all are learned again. */
const MAX_ACCOUNTS = 10_000;
/** The most that an estimate falls with one batch, so that a batch without deliveries does not hide a large fan-out. */
const FADE = 0.9;

/** Commands after which an account's fan-out is unknown again. */
const SUBSCRIBING: ReadonlySet<Command["type"]> = new Set(["create_endpoint", "update_endpoint"]);

/**
 * Estimates how many deliveries an account's commands make. A debit that is delivered to eight endpoints weighs more in
 * a batch than one without deliveries, which bounds the deliveries of one commit.
 */
export class FanOut {
  readonly #perCommand = new Map<number, number>();

  /** The factor by which a command weighs more for its deliveries; at least 1. */
  weightOf({ accountId, type }: Command): number {
    if (!emits(type)) return 1;
    return 1 + Math.floor((this.#perCommand.get(accountId) ?? ASSUMED_DELIVERIES) / DELIVERIES_PER_WEIGHT);
  }

  /** Notes that these commands were stored with these deliveries. A command that concerns many things counts as many. */
  learn(commands: readonly Command[], deliveries: readonly PendingDelivery[]): void {
    const made = countBy(deliveries, () => 1);
    const emitting = commands.filter(({ type }) => emits(type));
    for (const [accountId, count] of countBy(emitting, weightOf)) {
      const now = (made.get(accountId) ?? 0) / count;
      const before = this.#perCommand.get(accountId) ?? 0;
      if (this.#perCommand.size >= MAX_ACCOUNTS) this.#perCommand.clear();
      this.#perCommand.set(accountId, Math.max(now, before * FADE));
    }
    for (const { accountId, type } of commands) if (SUBSCRIBING.has(type)) this.#perCommand.delete(accountId);
  }
}

function countBy<T extends { readonly accountId: number }>(
  items: readonly T[],
  countOf: (item: T) => number,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (const item of items) counts.set(item.accountId, (counts.get(item.accountId) ?? 0) + countOf(item));
  return counts;
}

/** Whether the command makes deliveries of its own events; recording an attempt makes none. */
function emits(type: Command["type"]): boolean {
  return type !== "record_attempts" && type !== "fan_out";
}
