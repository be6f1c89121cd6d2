import { AccountRing } from "../util/turns/account-ring.ts";

interface Waiting {
  readonly weight: 1;
  readonly accountId: number;
  readonly begin: () => void;
}

/**
 * Runs a bounded number of tasks at once. The others wait, accounts in turn, each in order of arrival. An account may
 * always run its share, so that another account's tasks delay none of its own, however long they take.
 */
export class Gate {
  readonly #places: number;
  readonly #share: number;
  readonly #waiting = new AccountRing<Waiting>();
  /** Tasks that are running, by account and in all. */
  readonly #running = new Map<number, number>();
  #total = 0;

  constructor(places: number, share: number) {
    this.#places = places;
    this.#share = share;
  }

  async run<T>(accountId: number, task: () => Promise<T>): Promise<T> {
    if (this.#hasRoom(accountId)) this.#enter(accountId);
    else await new Promise<void>((begin) => this.#waiting.push(accountId, { weight: 1, accountId, begin }));
    try {
      return await task();
    } finally {
      this.#leave(accountId);
    }
  }

  #hasRoom(accountId: number): boolean {
    return this.#total < this.#places || (this.#running.get(accountId) ?? 0) < this.#share;
  }

  #enter(accountId: number): void {
    this.#running.set(accountId, (this.#running.get(accountId) ?? 0) + 1);
    this.#total += 1;
  }

  #leave(accountId: number): void {
    const left = (this.#running.get(accountId) ?? 1) - 1;
    if (left === 0) this.#running.delete(accountId);
    else this.#running.set(accountId, left);
    this.#total -= 1;
    const [next] = this.#waiting.take(1, (waiting) => (this.#hasRoom(waiting) ? 1 : 0));
    if (next === undefined) return;
    this.#enter(next.accountId);
    next.begin();
  }
}
