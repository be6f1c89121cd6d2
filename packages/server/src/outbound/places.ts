import { AccountRing } from "../util/turns/account-ring.ts";

/** @limit Deliveries: concurrent requests of one account; beyond it each endpoint has its share. */
const ACCOUNT_REQUESTS = 256;
/** @limit Deliveries: concurrent requests that an endpoint may always have, however many its account has. */
const ENDPOINT_SHARE = 2;
/** @limit Deliveries: concurrent requests of all accounts; beyond it each account has its share. */
const TOTAL_REQUESTS = 4_096;
/** @limit Deliveries: concurrent requests that an account may always have, however many the others have. */
const ACCOUNT_SHARE = 16;
/**
 * An idle server's rounds are short, so that this bounds no rate there. A busy server's rounds are long, and sending gets a fixed share of each.
 * @limit Deliveries: requests that begin in one round of the event loop.
 */
const STARTS_PER_ROUND = 2;
/** @limit Deliveries: length of a round of the event loop, in which the thread had other work, after which only one request of an account begins. */
const LONG_ROUND_MS = 4;

/** A lane that wants to send. */
export interface Sending {
  readonly accountId: number;
  /** Requests of its endpoint that are under way, and those whose results are not stored. */
  readonly underWay: number;
  /** Called when it may try again. */
  pump(): void;
}

interface Turn {
  readonly weight: 1;
  readonly lane: Sending;
}

/** Calls back in the next round of the event loop. */
export type NextRound = (callback: () => void) => void;

/**
 * Bounds the requests under way for each account and in all, so that one account's hanging receivers do not use up the
 * connections of others; and the requests that begin in one round of the event loop, accounts in turn, so that sending
 * leaves most of a busy server's thread to its requests.
 */
export class SendingPlaces {
  readonly #nextRound: NextRound;
  readonly #monotonic: () => number;
  readonly #accounts = new Map<number, number>();
  /** Lanes without room. */
  readonly #waiting = new Set<Sending>();
  /** Lanes with room that wait for their account's turn. */
  readonly #turns = new AccountRing<Turn>();
  readonly #inTurn = new Set<Sending>();
  /** The lane whose turn it is. */
  #granted: Sending | null = null;
  #startsLeft = STARTS_PER_ROUND;
  #isScheduled = false;
  #total = 0;

  constructor(nextRound: NextRound = setImmediate, monotonic: () => number = () => performance.now()) {
    this.#nextRound = nextRound;
    this.#monotonic = monotonic;
  }

  /** Takes a place; without one, the lane is pumped when there may be one. */
  tryTake(lane: Sending): boolean {
    if (!this.#hasRoom(lane)) {
      this.#waiting.add(lane);
      return false;
    }
    this.#waiting.delete(lane);
    if (!this.#mayBegin(lane)) {
      this.#awaitTurn(lane);
      return false;
    }
    this.#granted = null;
    this.#startsLeft -= 1;
    this.#schedule();
    this.#accounts.set(lane.accountId, (this.#accounts.get(lane.accountId) ?? 0) + 1);
    this.#total += 1;
    return true;
  }

  leave({ accountId }: Pick<Sending, "accountId">): void {
    const left = (this.#accounts.get(accountId) ?? 1) - 1;
    if (left === 0) this.#accounts.delete(accountId);
    else this.#accounts.set(accountId, left);
    this.#total -= 1;
    // The first that has room and takes it; it goes behind the others when it has more to send.
    const waiting = [...this.#waiting];
    for (const lane of waiting) {
      if (!this.#hasRoom(lane)) continue;
      this.#waiting.delete(lane);
      const before = this.#total;
      lane.pump();
      if (this.#total > before || this.#inTurn.has(lane)) return;
    }
  }

  /** The lane has nothing more to send. */
  forget(lane: Sending): void {
    this.#waiting.delete(lane);
    this.#inTurn.delete(lane);
  }

  #hasRoom({ accountId, underWay }: Sending): boolean {
    const ofAccount = this.#accounts.get(accountId) ?? 0;
    if (this.#total >= TOTAL_REQUESTS && ofAccount >= ACCOUNT_SHARE) return false;
    return ofAccount < ACCOUNT_REQUESTS || underWay < ENDPOINT_SHARE;
  }

  #mayBegin(lane: Sending): boolean {
    return this.#granted === lane || (this.#startsLeft > 0 && this.#turns.length === 0);
  }

  #awaitTurn(lane: Sending): void {
    if (!this.#inTurn.has(lane)) {
      this.#inTurn.add(lane);
      this.#turns.push(lane.accountId, { weight: 1, lane });
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    const scheduledAt = this.#monotonic();
    this.#isScheduled = true;
    this.#nextRound(() => {
      this.#isScheduled = false;
      this.#round(this.#monotonic() - scheduledAt);
    });
  }

  #round(lengthMs: number): void {
    // An account that sends little would otherwise wait for every second round beside one that sends much.
    const accounts = Math.max(1, this.#turns.accounts);
    this.#startsLeft = lengthMs < LONG_ROUND_MS ? STARTS_PER_ROUND : Math.min(STARTS_PER_ROUND, accounts);
    // As many as are waiting now: a lane with more to send waits for the next round.
    for (let waiting = this.#turns.length; waiting > 0 && this.#startsLeft > 0; waiting -= 1) {
      const turn = this.#turns.takeOne();
      if (turn === undefined || !this.#inTurn.delete(turn.lane)) continue;
      this.#granted = turn.lane;
      turn.lane.pump();
      this.#granted = null;
    }
    if (this.#turns.length > 0) this.#schedule();
  }
}
