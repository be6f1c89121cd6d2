import { AccountRing } from "../util/turns/account-ring.ts";

/**
 * Few, because a request's commit contains up to this number of them. @limit Deliveries: results of attempts that are
 * being stored at once; further ones wait for their account's turn.
 */
const RECORDS = 32;

interface Waiting {
  readonly weight: 1;
  readonly begin: () => void;
}

/** Bounds the results being stored at once; accounts take turns. */
export class RecordTurns {
  readonly #ring = new AccountRing<Waiting>();
  #running = 0;

  async run<T>(accountId: number, work: () => Promise<T>): Promise<T> {
    if (this.#running < RECORDS) this.#running += 1;
    else await new Promise<void>((begin) => this.#ring.push(accountId, { weight: 1, begin }));
    try {
      return await work();
    } finally {
      const [next] = this.#ring.take(1, () => 1);
      if (next === undefined) this.#running -= 1;
      else next.begin();
    }
  }
}
