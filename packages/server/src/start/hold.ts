import type { Logger } from "pino";
import type { Reads } from "../store/port/reads.ts";
import { pause } from "../util/timer.ts";

/** @limit Process: interval at which a held server checks whether it has been released. */
const CHECK_EVERY_MS = 500;

/** Whether the server waits to be released before it polls or sends anything. */
export interface Hold {
  readonly held: boolean;
  /** Waits until the store has been released, or the server stops. Called once. */
  wait(): Promise<void>;
}

export function createHold(
  held: boolean,
  options: { readonly reads: Pick<Reads, "isHeld">; readonly logger: Logger; readonly stopping: AbortSignal },
): Hold {
  const { reads, logger, stopping } = options;
  let isHeld = held;
  return {
    get held() {
      return isHeld;
    },
    async wait() {
      if (!isHeld) return;
      logger.warn("held: nothing is polled or sent until `plimsoll release`");
      while (isHeld) {
        await pause(CHECK_EVERY_MS, stopping);
        if (stopping.aborted) return;
        // An outage of the store leaves it held.
        isHeld = await reads.isHeld().catch(() => true);
      }
      logger.info("released: polling and sending begin");
    },
  };
}
