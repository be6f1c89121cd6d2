import { setTimeout as delay } from "node:timers/promises";
import type { ReceiverApi } from "../children/receiver.ts";
import type { Child } from "./child.ts";
import { ascending, percentile } from "./stats.ts";

/** Alerts that are still missing after this are reported as lost. */
const PATIENCE_MS = 10_000;

export interface AlertLatency {
  readonly p50: number;
  readonly p99: number;
}

/** Waits until every alert has been received; milliseconds from the sending of its hook. Throws when one is missing. */
export async function alertLatency(
  receiver: Child<ReceiverApi>,
  sentAt: ReadonlyMap<number, number>,
): Promise<AlertLatency> {
  const patience = performance.now() + PATIENCE_MS;
  while ((await receiver.call("count")) < sentAt.size && performance.now() < patience) await delay(20);
  const received = await receiver.call("take");
  const took: number[] = [];
  for (const [wallet, sent] of sentAt) {
    const at = received.get(wallet);
    if (at === undefined) throw new Error(`the alert of wallet ${wallet} was not received (${received.size} were)`);
    took.push(at - sent);
  }
  const sorted = ascending(took);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}
