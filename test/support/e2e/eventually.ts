import { setTimeout as pause } from "node:timers/promises";

/** The longest wait for a condition without another bound. */
export const DEADLINE_MS = 10_000;
const POLL_MS = 10;
/** A condition that has not held for long is checked less often: ten tests that wait leave a machine to the others. */
const POLL_SHARE = 0.1;
const MAX_POLL_MS = 250;

/**
 * Resolves with the first value of `condition` that is neither false, null nor undefined. A condition may also assert:
 * an error counts as "not yet". Rejects with the last error, or a message, when the deadline has passed.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  deadlineMs: number = DEADLINE_MS,
): Promise<Exclude<Awaited<T>, false | null | undefined>> {
  const from = performance.now();
  const until = from + deadlineMs;
  let failure: unknown = new Error(`${String(condition)} did not hold`);
  for (;;) {
    try {
      const value = await condition();
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<Awaited<T>, false | null | undefined>;
      }
      failure = new Error(`not within ${deadlineMs} ms: ${String(condition)}`);
    } catch (error) {
      failure = error;
    }
    const now = performance.now();
    if (now >= until) throw failure;
    await pause(Math.min(MAX_POLL_MS, Math.max(POLL_MS, (now - from) * POLL_SHARE), Math.max(1, until - now)));
  }
}

/** Checks a condition for a whole period, to prove that something does not happen. */
export async function steadily(condition: () => void | Promise<void>, ms: number): Promise<void> {
  const until = performance.now() + ms;
  do {
    await condition();
    await pause(POLL_MS);
  } while (performance.now() < until);
}
