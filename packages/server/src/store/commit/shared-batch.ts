import type { Command } from "@plimsoll/core";
import type { Committed } from "../port/store.ts";

/** @limit Commits: commands of several requests in one transaction. */
const MAX_SHARED_BATCH = 1_000;

/** The commands of one call. */
export interface HandedOver {
  readonly commands: readonly Command[];
  readonly now: number;
}

/** Takes the requests of the next batch off the queue: as many as fit into a transaction, and at least one. */
export function takeBatch<R extends HandedOver>(waiting: R[]): readonly R[] {
  let commands = 0;
  let count = 0;
  for (const request of waiting) {
    commands += request.commands.length;
    if (count > 0 && commands > MAX_SHARED_BATCH) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** As `takeBatch`, of requests that are about these accounts and no other; the rest keep their places. */
export function takeBatchOf<R extends HandedOver>(waiting: R[], accounts: ReadonlySet<number>): readonly R[] {
  const own = waiting.filter(({ commands }) => commands.every(({ accountId }) => accounts.has(accountId)));
  const batch = takeBatch(own);
  const taken = new Set(batch);
  waiting.splice(0, waiting.length, ...waiting.filter((request) => !taken.has(request)));
  return batch;
}

/** As `takeBatch`, of requests about the account of the first. */
export function takeAccountBatch<R extends HandedOver>(waiting: R[]): readonly R[] {
  return takeBatchOf(waiting, new Set(waiting[0]?.commands.map(({ accountId }) => accountId)));
}

export function commandsOf(requests: readonly HandedOver[]): readonly Command[] {
  const [only] = requests;
  return requests.length === 1 && only ? only.commands : requests.flatMap(({ commands }) => commands);
}

/** A batch has one time: the latest at which one of its requests was handed over. */
export function timeOf(requests: readonly HandedOver[]): number {
  return Math.max(...requests.map(({ now }) => now));
}

const NO_EFFECTS: Omit<Committed, "answers"> = { deliveries: [], behind: [], rows: [], transitions: [] };

/**
 * Each request's own results, in order. The first request gets all other effects, because it does not matter which one
 * passes them on.
 */
export function sharesOf(requests: readonly HandedOver[], { answers, ...effects }: Committed): Committed[] {
  let start = 0;
  return requests.map(({ commands }, index) => {
    const own = answers.slice(start, start + commands.length);
    start += commands.length;
    return { answers: own, ...(index === 0 ? effects : NO_EFFECTS) };
  });
}
