import type { Logger } from "pino";
import type { Reads } from "../store/port/reads.ts";
import type { ChoreOptions } from "./chore.ts";
import { chores, sweep, type SweepResult } from "./sweep.ts";
import { turnCampaigns } from "./campaigns.ts";
import { measureBurns } from "./burn.ts";
import { turnDays } from "./day-turn.ts";
import { markOverdue } from "./overdue.ts";
import { Heartbeats, type HeartbeatOptions } from "./heartbeats.ts";
import { notifyDue } from "./notify-due.ts";
import { pause } from "../util/timer.ts";

/** @limit Lists and chores: interval of the chores: expired holds, reminders and re-evaluations. */
const CHORES_EVERY_MS = 1_000;

export interface ChoresOptions extends ChoreOptions<keyof Reads> {
  readonly outbound: HeartbeatOptions["outbound"];
  readonly unseal: HeartbeatOptions["unseal"];
  readonly isHeld: HeartbeatOptions["isHeld"];
  readonly signal: AbortSignal;
  readonly intervalMs: number;
  /** Milliseconds on a monotonic clock, so that a step of the wall clock delays no sweep; `performance.now` by default. */
  readonly monotonic?: () => number;
  readonly logger: Logger;
  readonly onSweep: (result: SweepResult, milliseconds: number) => void;
}

/**
 * Sweeps at every interval and does the chores between, until the signal. It continues after a failure of the store.
 */
export async function runChores(options: ChoresOptions): Promise<void> {
  const { signal, logger, intervalMs, monotonic = () => performance.now() } = options;
  const heartbeats = new Heartbeats({ ...options, monotonic });
  let nextSweep = monotonic();
  let failing = false;
  while (!signal.aborted) {
    try {
      const started = monotonic();
      if (started >= nextSweep) {
        const result = await sweep(options);
        nextSweep = monotonic() + intervalMs;
        options.onSweep(result, monotonic() - started);
        if (result.found > 0) logger.warn(result, "the sweep corrected alert states");
      }
      await chores(options);
      await turnCampaigns(options);
      await turnDays(options);
      await measureBurns(options);
      await markOverdue(options);
      await notifyDue(options);
      await heartbeats.tick();
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, "the chores are interrupted");
      failing = true;
    }
    await pause(Math.min(CHORES_EVERY_MS, Math.max(1, nextSweep - monotonic())), signal);
  }
}
