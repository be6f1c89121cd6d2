import { ExpiringMap } from "../../util/expiring-map.ts";

/** @limit Sessions: wrong keys of one address within the time below; further sign-ins of it receive 429. */
const MAX_WRONG = 10;
/** @limit Sessions: time without a wrong key after which an address's wrong keys are forgotten. */
const FORGET_MS = 30_000;
/** @limit Sessions: addresses whose wrong keys are counted. */
const MAX_ADDRESSES = 10_000;

/** Counts wrong keys by address, to slow down guessing. */
export class WrongKeys {
  readonly #counts = new ExpiringMap<number>(MAX_ADDRESSES, FORGET_MS);

  /** Seconds after which the address may try again; null when it may now. */
  waitOf(address: string): number | null {
    const wrong = this.#counts.get(address, performance.now()) ?? 0;
    return wrong < MAX_WRONG ? null : FORGET_MS / 1_000;
  }

  note(address: string): void {
    const now = performance.now();
    this.#counts.set(address, (this.#counts.get(address, now) ?? 0) + 1, now);
  }
}
