import type { Clock } from "../util/clock.ts";
import type { Logger } from "pino";
import { runChores } from "../chores/run-chores.ts";
import type { Config } from "../config.ts";
import type { OrderPlacer } from "../mirrors/orders/order-placer.ts";
import type { Poller } from "../mirrors/poller.ts";
import type { Outbound } from "../net/outbound.ts";
import { createChannelSender } from "../outbound/channel-sender.ts";
import { createDispatcher, type Dispatcher } from "../outbound/dispatcher.ts";
import { createSender } from "../outbound/signed-webhook/sender.ts";
import { storeOutbox } from "../outbound/store-outbox.ts";
import type { Committer } from "../store/commit/committer.ts";
import { holdRole } from "../store/role.ts";
import type { Store } from "../store/port/store.ts";
import type { Tracing } from "../tracing/tracing.ts";
import type { Metrics } from "../util/metrics.ts";
import type { Sealer } from "../util/sealer.ts";
import type { Hold } from "./hold.ts";

export interface WorkerParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Store;
  readonly sealer: Sealer;
  readonly committer: Committer;
  readonly metrics: Metrics;
  readonly tracing: Tracing | null;
  readonly outbound: Outbound;
  readonly orderPlacer: OrderPlacer;
  readonly poller: Poller;
  readonly hold: Hold;
  readonly signal: AbortSignal;
  /** Called with the dispatcher while this process is the one that sends; with null when it no longer is. */
  readonly onDispatcher: (dispatcher: Dispatcher | null) => void;
}

/** Does the work that one process does for all that share the store. Resolves after the signal, when all of it has ended. */
export function runWorkers(parts: WorkerParts): Promise<unknown> {
  const { store, logger, signal, hold } = parts;
  const work: Readonly<Record<string, (held: AbortSignal, takenOver: boolean) => Promise<void>>> = {
    dispatch: (held, takenOver) => dispatch(held, takenOver, parts),
    orders: (held) => parts.orderPlacer.run(held),
    poll: (held) => parts.poller.run(held),
    sweep: (held) => sweep(held, parts),
  };
  const released = hold.wait();
  return Promise.all(
    Object.entries(work).map(async ([name, run]) => {
      // The sweep sends nothing but heartbeats, which wait by themselves.
      if (name !== "sweep") await released;
      return holdRole({ store, name, logger, signal, run });
    }),
  );
}

/** Sends webhooks until the signal, then waits for attempts under way. */
async function dispatch(signal: AbortSignal, takenOver: boolean, parts: WorkerParts): Promise<void> {
  const { config, clock, store, committer, sealer, logger, metrics, tracing, onDispatcher } = parts;
  const dispatcher = createDispatcher({
    outbox: storeOutbox({
      reads: store.reads,
      committer,
      unseal: sealer.unseal,
      retryBaseMs: config.retryBaseMs,
      now: clock.now,
    }),
    sender: createSender(parts.outbound),
    channels: createChannelSender({ outbound: parts.outbound, publicUrl: config.publicUrl }),
    logger,
    now: clock.now,
    random: Math.random,
    takenOver,
    around: tracing && ((delivery, send) => tracing.attempt(delivery, send)),
    onAttempt: (outcome) => {
      const kind = outcome.status === null ? (outcome.error ?? "other") : `${Math.floor(outcome.status / 100)}xx`;
      metrics.attempts.inc({ outcome: kind });
      metrics.attemptSeconds.observe(outcome.latencyMs / 1_000);
    },
  });
  dispatcher.start();
  onDispatcher(dispatcher);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  onDispatcher(null);
  await dispatcher.stop(config.drainMs);
}

function sweep(
  signal: AbortSignal,
  { config, clock, store, committer, sealer, outbound, hold, logger, metrics }: WorkerParts,
): Promise<void> {
  return runChores({
    reads: store.reads,
    committer,
    outbound,
    unseal: sealer.unseal,
    isHeld: () => hold.held,
    now: clock.now,
    monotonic: clock.monotonic,
    signal,
    intervalMs: config.sweepIntervalMs,
    logger,
    onSweep: ({ found }, milliseconds) => {
      metrics.sweepSeconds.observe(milliseconds / 1_000);
      metrics.sweepCorrections.inc(found);
    },
  });
}
