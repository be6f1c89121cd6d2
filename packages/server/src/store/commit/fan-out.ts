import type { Command } from "@plimsoll/core";
import type { PendingDelivery } from "../port/deliveries.ts";

/** @limit Commits: deliveries that weigh as much as a command. */
const DELIVERIES_PER_WEIGHT = 4;
/** @limit Commits: deliveries that a command of an account is assumed to make before its first batch is stored: one for each endpoint. */
const ASSUMED_DELIVERIES = 100;
/** @limit Commits: accounts whose fan-out is remembered; beyond it all are learned again. */
const MAX_ACCOUNTS = 10_000;
/** Batches differ: a large fan-out counts for some batches more. */
const FADE = 0.9;

/** What may change how many deliveries an account's commands make. */
const SUBSCRIBING: ReadonlySet<Command["type"]> = new Set(["create_endpoint", "update_endpoint"]);

/**
 * How many deliveries an account's commands make. A debit for 100 endpoints writes a hundred times as much as one for none, and weighs accordingly
 * in a batch, so that the deliveries of one commit are bounded too.
 */
export class FanOut {
  readonly #perCommand = new Map<number, number>();

  /** What a command of the account weighs by its deliveries, 1 at least. */
  weightOf({ accountId, type }: Command): number {
    if (!emits(type)) return 1;
    return 1 + Math.floor((this.#perCommand.get(accountId) ?? ASSUMED_DELIVERIES) / DELIVERIES_PER_WEIGHT);
  }

  /** The commands have been stored with these deliveries. */
  learn(commands: readonly Command[], deliveries: readonly PendingDelivery[]): void {
    const made = countBy(deliveries);
    for (const [accountId, count] of countBy(commands.filter(({ type }) => emits(type)))) {
      const now = (made.get(accountId) ?? 0) / count;
      const before = this.#perCommand.get(accountId) ?? 0;
      if (this.#perCommand.size >= MAX_ACCOUNTS) this.#perCommand.clear();
      this.#perCommand.set(accountId, Math.max(now, before * FADE));
    }
    for (const { accountId, type } of commands) if (SUBSCRIBING.has(type)) this.#perCommand.delete(accountId);
  }
}

function countBy(items: readonly { readonly accountId: number }[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { accountId } of items) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  return counts;
}

/** The result of an attempt is no event of its own. */
function emits(type: Command["type"]): boolean {
  return type !== "record_attempt";
}
