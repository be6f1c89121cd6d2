import { stopping } from "./stop-signal.ts";

/** Does the work of a command that a signal ends as it should: the exit code is then 0. */
export async function followed(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const signal = stopping();
  try {
    return await work(signal);
  } catch (error) {
    if (signal.aborted) return 0;
    throw error;
  }
}
