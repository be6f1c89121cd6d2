import { AccountRing } from "../util/turns/account-ring.ts";

interface Waiting {
  readonly weight: 1;
  readonly begin: () => void;
}

/** Runs a bounded number of tasks at once. The others wait, accounts in turn, each in order of arrival. */
export class Gate {
  #free: number;
  readonly #waiting = new AccountRing<Waiting>();

  constructor(places: number) {
    this.#free = places;
  }

  async run<T>(accountId: number, task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((begin) => this.#waiting.push(accountId, { weight: 1, begin }));
    try {
      return await task();
    } finally {
      const next = this.#waiting.takeOne();
      if (next === undefined) this.#free += 1;
      else next.begin();
    }
  }
}
