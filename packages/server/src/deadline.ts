/**
 * The end of a request by time or by the caller. undici only looks at a signal once a connection is there, so waiting
 * goes through `race`.
 */
export class Deadline {
  ended: "timeout" | "aborted" | null = null;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  readonly #onOuterAbort = (): void => this.#end("aborted", "the request was stopped");

  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    this.#timer = setTimeout(() => this.#end("timeout", `no answer within ${timeoutMs} ms`), timeoutMs);
    this.#outer = outer;
    if (outer?.aborted === true) this.#onOuterAbort();
    outer?.addEventListener("abort", this.#onOuterAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async race<T>(work: Promise<T>): Promise<T> {
    let stopWaiting = (): void => {};
    const ended = new Promise<never>((_, reject) => {
      stopWaiting = () => reject(this.signal.reason as Error);
      if (this.signal.aborted) stopWaiting();
      else this.signal.addEventListener("abort", stopWaiting, { once: true });
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      this.signal.removeEventListener("abort", stopWaiting);
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#onOuterAbort);
  }

  #end(how: "timeout" | "aborted", message: string): void {
    if (this.ended !== null) return;
    this.ended = how;
    this.#controller.abort(new Error(message));
  }
}
