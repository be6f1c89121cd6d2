/** Registers a callback for the case that the caller gives up, and returns a function that removes it. */
export type OnEnd = (giveUp: (reason: Error) => void) => () => void;

/** Bounds the work under way for each owner; further work of that owner waits in order of arrival. */
export class Places {
  readonly #max: number;
  readonly #owners = new Map<string, { taken: number; readonly waiting: Set<() => void> }>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Does the work when its owner has a free place; rejects when the caller gives up before. */
  async run<T>(owner: string, work: () => Promise<T>, onEnd?: OnEnd): Promise<T> {
    await this.#take(owner, onEnd);
    try {
      return await work();
    } finally {
      this.#leave(owner);
    }
  }

  async #take(owner: string, onEnd: OnEnd | undefined): Promise<void> {
    const state = this.#owners.get(owner) ?? { taken: 0, waiting: new Set<() => void>() };
    this.#owners.set(owner, state);
    if (state.taken < this.#max) {
      state.taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      let forget = (): void => {};
      const enter = (): void => {
        forget();
        resolve();
      };
      state.waiting.add(enter);
      if (onEnd === undefined) return;
      forget = onEnd((reason) => {
        state.waiting.delete(enter);
        reject(reason);
      });
    });
  }

  /** The place goes to the next one of the same owner. */
  #leave(owner: string): void {
    const state = this.#owners.get(owner);
    if (state === undefined) return;
    for (const enter of state.waiting) {
      state.waiting.delete(enter);
      return enter();
    }
    state.taken -= 1;
    if (state.taken === 0) this.#owners.delete(owner);
  }
}
