/** @limit Deliveries: concurrent requests of one account; beyond it each endpoint has its share. */
const ACCOUNT_REQUESTS = 256;
/** @limit Deliveries: concurrent requests that an endpoint may always have, however many its account has. */
const ENDPOINT_SHARE = 2;
/** @limit Deliveries: concurrent requests of all accounts; beyond it each account has its share. */
const TOTAL_REQUESTS = 4_096;
/** @limit Deliveries: concurrent requests that an account may always have, however many the others have. */
const ACCOUNT_SHARE = 16;

/** A lane that wants to send. */
export interface Sending {
  readonly accountId: number;
  /** Requests of its endpoint that are under way. */
  readonly underWay: number;
  /** Called when it may try again. */
  pump(): void;
}

/** How many requests may be under way for each account and in all, so that nobody's hanging receivers take the connections of others. */
export class SendingPlaces {
  readonly #accounts = new Map<number, number>();
  readonly #waiting = new Set<Sending>();
  #total = 0;

  /** Takes a place; without one, the lane is pumped when there may be one. */
  tryTake(lane: Sending): boolean {
    if (!this.#hasRoom(lane)) {
      this.#waiting.add(lane);
      return false;
    }
    this.#waiting.delete(lane);
    this.#accounts.set(lane.accountId, (this.#accounts.get(lane.accountId) ?? 0) + 1);
    this.#total += 1;
    return true;
  }

  leave({ accountId }: Pick<Sending, "accountId">): void {
    const left = (this.#accounts.get(accountId) ?? 1) - 1;
    if (left === 0) this.#accounts.delete(accountId);
    else this.#accounts.set(accountId, left);
    this.#total -= 1;
    // The first that has room and takes it; it goes behind the others when it wants more.
    const waiting = [...this.#waiting];
    for (const lane of waiting) {
      if (!this.#hasRoom(lane)) continue;
      this.#waiting.delete(lane);
      const before = this.#total;
      lane.pump();
      if (this.#total > before) return;
    }
  }

  /** The lane wants nothing any more. */
  forget(lane: Sending): void {
    this.#waiting.delete(lane);
  }

  #hasRoom({ accountId, underWay }: Sending): boolean {
    const ofAccount = this.#accounts.get(accountId) ?? 0;
    if (this.#total >= TOTAL_REQUESTS && ofAccount >= ACCOUNT_SHARE) return false;
    return ofAccount < ACCOUNT_REQUESTS || underWay < ENDPOINT_SHARE;
  }
}
