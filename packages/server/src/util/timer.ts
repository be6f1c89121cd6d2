/** Calls back once after `delayMs` milliseconds; the returned function cancels. */
export type SetTimer = (callback: () => void, delayMs: number) => () => void;

/**
 * It stays below the 2^31 ms that setTimeout accepts.
 * @limit Deliveries: longest single timer; a longer wait is made of several.
 */
const LONGEST_MS = 3_600_000;

export const systemTimer: SetTimer = (callback, delayMs) => {
  const timer = setTimeout(callback, Math.min(Math.max(Math.ceil(delayMs), 0), LONGEST_MS));
  return () => clearTimeout(timer);
};

/** One that keeps no process alive. */
const backgroundTimer: SetTimer = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timer);
};

/** Waits, or until the signal aborts, whichever is first. Keeps no process alive unless the timer given does. */
export function pause(delayMs: number, signal: AbortSignal, setTimer = backgroundTimer): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      cancel();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = setTimer(finish, delayMs);
    signal.addEventListener("abort", finish, { once: true });
  });
}
