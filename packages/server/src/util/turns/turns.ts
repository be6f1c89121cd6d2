import { AccountRing } from "./account-ring.ts";

/** @limit Requests: time of one piece of a long request; between two pieces the event loop serves other requests. */
const PIECE_MS = 1;
/** @limit Requests: long requests of one account processed at once. */
const LONG_REQUESTS = 4;
/** @limit Requests: long requests of one account that may wait; further ones receive 429. */
const MAX_WAITING = 1_000;

/** An account has more long requests than may wait. */
export class TooManyLongRequests extends Error {
  constructor() {
    super("too many long requests of this account are waiting");
    this.name = "TooManyLongRequests";
  }
}

interface Turn {
  readonly weight: 1;
  readonly begin: () => void;
}

interface LongRequests {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Shares the server's thread between accounts. Longer work is done in pieces: one piece of one account in each round of
 * the event loop, account after account.
 */
export class Turns {
  readonly #ring = new AccountRing<Turn>();
  readonly #long = new Map<number, LongRequests>();
  #scheduled = false;

  /** Resolves when the account has the thread, for the time of one piece. */
  next(accountId: number): Promise<void> {
    return new Promise((resolve) => {
      this.#ring.push(accountId, { weight: 1, begin: resolve });
      this.#schedule();
    });
  }

  /** Maps each item, in order, in pieces. */
  async map<Item, Made>(
    accountId: number,
    items: readonly Item[],
    make: (item: Item, index: number) => Made,
  ): Promise<Made[]> {
    const made: Made[] = [];
    await this.next(accountId);
    let until = performance.now() + PIECE_MS;
    for (const [index, item] of items.entries()) {
      if (performance.now() >= until) {
        await this.next(accountId);
        until = performance.now() + PIECE_MS;
      }
      made.push(make(item, index));
    }
    return made;
  }

  /** Runs a long request, a few of an account at once. Rejects with `TooManyLongRequests`. */
  async long<T>(accountId: number, work: () => Promise<T>): Promise<T> {
    let own = this.#long.get(accountId);
    if (!own) this.#long.set(accountId, (own = { running: 0, waiting: [] }));
    if (own.running < LONG_REQUESTS) own.running += 1;
    else if (own.waiting.length >= MAX_WAITING) throw new TooManyLongRequests();
    else await new Promise<void>((resolve) => own.waiting.push(resolve));
    try {
      await this.next(accountId);
      return await work();
    } finally {
      const following = own.waiting.shift();
      if (following) following();
      else if ((own.running -= 1) === 0) this.#long.delete(accountId);
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#ring.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#ring.takeOne()?.begin();
      this.#schedule();
    });
  }
}
