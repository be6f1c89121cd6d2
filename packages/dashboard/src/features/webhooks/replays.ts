import type { WebhookEndpoint } from "@plimsoll/client";
import { api } from "../../data/client.ts";
import { serverNow } from "../../data/clock.ts";
import { refresh } from "../../data/queries.ts";
import { Store } from "../../data/store.ts";
import { toast, toastRefusal } from "../../parts/Toasts.tsx";
import { counted, numberText } from "../../words/count.ts";

/** @nolimit The time of the deliveries that an endpoint's rate counts. */
const SECOND_MS = 1_000;
/**
 * Each request is an entry of the audit log, and Stop waits for the one under way.
 * @limit Dashboard: seconds of an endpoint's rate that one request of a replay sends again.
 */
const PART_SECONDS = 5;
/** @limit Dashboard: deliveries that one request of a replay sends again. */
const AT_ONCE = 500;

/** A replay that this page runs, part by part at its endpoint's rate, so that it can be stopped. */
export interface Replay {
  readonly endpointId: string;
  readonly url: string;
  readonly done: number;
  readonly total: number;
  readonly isStopped: boolean;
}

export const replays = new Store<readonly Replay[]>([]);

/** Sends an endpoint's deliveries of a state again; those that fail meanwhile are not among them. */
export async function replayAll(endpoint: WebhookEndpoint, status: "failed" | "skipped", total: number): Promise<void> {
  const { id, url, rate_limit_per_second: rate } = endpoint;
  const until = new Date(serverNow()).toISOString();
  replays.set([...replays.value, { endpointId: id, url, done: 0, total, isStopped: false }]);
  let done = 0;
  let after: string | null = null;
  try {
    do {
      const began = performance.now();
      const part: { replayed: number; next: string | null } = await api.webhookEndpoints.replay(id, {
        status: [status],
        until,
        limit: Math.min(Math.max(1, Math.floor(rate * PART_SECONDS)), AT_ONCE),
        ...(after !== null && { after }),
      });
      done += part.replayed;
      after = part.next;
      change(id, { done });
      void refresh("deliveries");
      if (after !== null) await pause((part.replayed / rate) * SECOND_MS - (performance.now() - began));
    } while (after !== null && runningOf(id)?.isStopped === false);
    if (after === null) toast(`Replayed ${counted(done, "delivery", "deliveries")}.`);
    else toast(`Stopped after ${numberText(done)} of ${counted(total, "delivery", "deliveries")}.`);
  } catch (error) {
    toastRefusal(error, `Replayed ${numberText(done)} of ${numberText(total)}`);
  }
  replays.set(replays.value.filter(({ endpointId }) => endpointId !== id));
}

export function stopReplay(endpointId: string): void {
  change(endpointId, { isStopped: true });
}

function runningOf(id: string): Replay | undefined {
  return replays.value.find(({ endpointId }) => endpointId === id);
}

function change(id: string, to: Partial<Replay>): void {
  replays.set(replays.value.map((each) => (each.endpointId === id ? { ...each, ...to } : each)));
}

async function pause(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
