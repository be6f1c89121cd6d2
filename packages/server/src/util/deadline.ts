import { setMaxListeners } from "node:events";
import { Members } from "./members.ts";

/** How a deadline was reached: by its time, or because the caller aborted. */
type Ended = "timeout" | "aborted";

/** What is called when a signal aborts, by signal. Thousands of deadlines share the one listener of each. */
const hubs = new WeakMap<AbortSignal, Members<() => void>>();

/** Those that are called when the signal aborts. */
function hubOf(source: AbortSignal): Members<() => void> {
  let hub = hubs.get(source);
  if (hub === undefined) {
    const created = (hub = new Members<() => void>());
    hubs.set(source, created);
    setMaxListeners(0, source);
    source.addEventListener("abort", () => created.all().forEach((call) => call()), { once: true });
  }
  return hub;
}

/**
 * The end of a piece of work by time or by a caller's signal. It has a timer of its own and leaves its signals: on
 * Node.js 20, the next garbage collection removes a timeout in `AbortSignal.any` that nothing else references, and a
 * source that lives as long as the process keeps every combined signal forever. Call `clear()` when the work is done.
 */
export class Deadline {
  ended: Ended | null = null;
  /** Why it ended: a `TimeoutError`, or the reason of the caller's signal. */
  reason: Error | null = null;
  #controller: AbortController | null = null;
  readonly #timer: NodeJS.Timeout | null;
  readonly #sources: readonly AbortSignal[];
  readonly #listeners = new Set<(reason: Error) => void>();
  #leaveSources: (() => void)[] = [];

  /** @param timeoutMs null for no timeout */
  constructor(timeoutMs: number | null, ...sources: readonly (AbortSignal | undefined)[]) {
    this.#timer = timeoutMs === null ? null : setTimeout(() => this.#timedOut(timeoutMs), timeoutMs);
    this.#sources = sources.filter((source) => source !== undefined);
    for (const source of this.#sources) {
      if (source.aborted) this.#aborted();
      else this.#leaveSources.push(hubOf(source).add(() => this.#aborted()));
    }
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.reason !== null) this.#controller.abort(this.reason);
    }
    return this.#controller.signal;
  }

  /** Calls back once when it ends, or at once when it has ended; the returned function removes the listener. */
  onEnd(listener: (reason: Error) => void): () => void {
    if (this.reason !== null) {
      listener(this.reason);
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The work's outcome, or a rejection with the reason as soon as the deadline ends. */
  async race<T>(work: Promise<T>): Promise<T> {
    let forget = (): void => {};
    const ended = new Promise<never>((_, reject) => {
      forget = this.onEnd(reject);
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      forget();
    }
  }

  /** Ends the deadline's effect: the work is done. */
  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const leave of this.#leaveSources) leave();
    this.#listeners.clear();
  }

  #timedOut(timeoutMs: number): void {
    const reason = new Error(`not done within ${timeoutMs} ms`);
    reason.name = "TimeoutError";
    this.#end("timeout", reason);
  }

  #aborted(): void {
    const reason: unknown = this.#sources.find(({ aborted }) => aborted)?.reason;
    this.#end("aborted", reason instanceof Error ? reason : new Error(String(reason)));
  }

  #end(how: Ended, reason: Error): void {
    if (this.ended !== null) return;
    this.ended = how;
    this.reason = reason;
    this.#controller?.abort(reason);
    const listeners = [...this.#listeners];
    this.clear();
    for (const listener of listeners) listener(reason);
  }
}

/** Does a piece of work with a signal that aborts after `timeoutMs` (null: no timeout), or with any of the sources. */
export async function withDeadline<T>(
  timeoutMs: number | null,
  sources: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new Deadline(timeoutMs, ...sources);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.clear();
  }
}
