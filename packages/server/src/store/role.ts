import type { Logger } from "pino";
import { OutageLog } from "../util/outage-log.ts";
import { pause } from "../util/timer.ts";
import type { Store } from "./port/store.ts";

/** @limit Lists and chores: interval at which a process tries to take a role. */
const ASK_EVERY_MS = 2_000;

export interface RoleOptions {
  readonly store: Pick<Store, "takeRole">;
  readonly name: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** ASK_EVERY_MS by default. */
  readonly askEveryMs?: number;
  /**
   * Does the role's work until the signal, which fires when the process stops or the role is lost. `takenOver`: another
   * process had the role before.
   */
  readonly run: (signal: AbortSignal, takenOver: boolean) => Promise<void>;
}

/** Runs work that one process does for all, while this process has the role. Resolves after the signal. */
export async function holdRole(options: RoleOptions): Promise<void> {
  const { signal, logger, name } = options;
  const outage = new OutageLog(logger, `holding the role ${name}`);
  let waited = false;
  while (!signal.aborted) {
    try {
      const role = await options.store.takeRole(name);
      outage.recovered(name);
      if (role) {
        const over = new AbortController();
        const stop = () => over.abort();
        signal.addEventListener("abort", stop, { once: true });
        // The signal may have come while the role was being taken.
        if (signal.aborted) stop();
        void role.lost.then(stop);
        logger.debug({ role: name }, "role taken");
        try {
          await options.run(over.signal, waited);
        } finally {
          signal.removeEventListener("abort", stop);
          await role.release().catch(() => undefined);
        }
        continue;
      }
    } catch (error) {
      outage.failed(name, error);
    }
    waited = true;
    await pause(options.askEveryMs ?? ASK_EVERY_MS, signal);
  }
}
