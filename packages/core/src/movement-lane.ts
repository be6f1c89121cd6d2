import type { Command } from "./decide.ts";
import type { Change } from "./draft.ts";
import { FAN_OUT_AT_ONCE, queuedFor } from "./events/fan-out.ts";
import { movementType, type MovementType } from "./events/movement-event.ts";
import { nextDelivery } from "./events/queue-delivery.ts";
import { subscribersAmong } from "./events/subscribers.ts";
import { isPlain, movePlainly, spends, type Posting } from "./ledger/move.ts";
import { fits, postingRejection } from "./ledger/post.ts";
import type { PostTransaction } from "./ledger/post-transaction.ts";
import { movementAmount, movementPosting } from "./mirrors/apply-movement.ts";
import { placeOf, type ProviderEvent } from "./mirrors/provider-event.ts";
import type { Account } from "./model/account.ts";
import type { Delivery, Endpoint } from "./model/endpoint.ts";
import type { IdempotencyKey } from "./model/idempotency-key.ts";
import type { WalletSpend } from "./model/spend.ts";
import type { TableName } from "./model/tables.ts";
import type { Transaction } from "./model/transaction.ts";
import type { Wallet } from "./model/wallet.ts";
import { accepted, type Outcome } from "./outcome.ts";
import { askedAmount } from "./requests/asked-amount.ts";
import type { Idempotency } from "./requests/idempotency.ts";
import { isFirstSpend } from "./spend/count.ts";

/**
 * The rows that plain movements need. A call returns the same object for the same row until the batch ends, and the lane
 * changes it in place.
 */
export interface LaneRows {
  account(id: number): Account;
  endpoints(accountId: number): readonly Endpoint[];
  wallet(accountId: number, id: number): Wallet | null;
  mirror(accountId: number, providerId: string, externalId: string): Wallet | null;
  /** Stores a key; false when it is stored already. */
  claim(key: IdempotencyKey): boolean;
}

/** An account of the lane, with its endpoints by the type of movement that they get. */
interface LaneAccount {
  readonly row: Account;
  readonly endpoints: readonly Endpoint[];
  readonly subscribers: Map<string, readonly Endpoint[]>;
}

const APPLIED: Outcome<"applied"> = accepted("applied");

/**
 * The short way of plain movements: debits and credits from which nothing follows but their transaction, their event and
 * its deliveries. It decides as `decide` does, on typed rows that it changes in place, and returns null, with nothing
 * changed, for every command that may need more. Of a thousand movements, nine hundred and ninety-nine are plain.
 */
export class MovementLane {
  readonly transactions: Transaction[] = [];
  readonly deliveries: Delivery[] = [];
  /** Spend of days that are over. */
  readonly days: WalletSpend[] = [];
  /** Wallets of which only what every movement changes has changed. */
  readonly moved = new Set<Wallet>();
  /** Wallets of which more has changed: the movement was the first of an interval of spend. */
  readonly turned = new Set<Wallet>();
  readonly accounts = new Set<Account>();
  readonly endpoints = new Set<Endpoint>();
  readonly #rows: LaneRows;
  readonly #now: number;
  readonly #known = new Map<number, LaneAccount>();
  readonly #keepDay = (day: WalletSpend): void => void this.days.push(day);

  /** `now` as of `decide`. */
  constructor(rows: LaneRows, now: number) {
    this.#rows = rows;
    this.#now = now;
  }

  /** Whether a command is a movement, which may be plain. */
  static mayTake(command: Command | undefined): boolean {
    return command?.type === "provider_event" || command?.type === "post_transaction";
  }

  /** Carries out a plain movement; null, with nothing changed, for any other command. */
  take(command: Command): Outcome | null {
    if (command.actor !== undefined || command.condition !== undefined) return null;
    if (command.type === "provider_event") return this.#reported(command);
    return command.type === "post_transaction" ? this.#requested(command) : null;
  }

  /** A movement that a provider reports. */
  #reported({ accountId, providerId, eventId, key, occurredAt, movement }: ProviderEvent): Outcome | null {
    const wallet = this.#rows.mirror(accountId, providerId, movement.externalWalletId);
    if (!wallet || placeOf(wallet, occurredAt, this.#now) !== "after") return null;
    // By its reference, a credit may be the refund of an order or of a debit, and a debit may pay an order whose price is held.
    if (movement.referenceNumber && (movement.direction === "CREDIT" || wallet.held !== 0n)) return null;
    const amount = movementAmount(wallet, movement);
    if (!amount.ok || !fits(wallet, amount.value)) return null;
    const posting = movementPosting(amount.value, movement, occurredAt, eventId);
    const transaction = this.#post(wallet, posting, { key, fingerprint: "" });
    if (!transaction) return null;
    wallet.eventAt = this.#now;
    return APPLIED;
  }

  /** A credit or debit of a ledger wallet. */
  #requested(command: PostTransaction): Outcome | null {
    const wallet = this.#rows.wallet(command.accountId, command.walletId);
    if (!wallet || wallet.source === "mirror" || wallet.status !== "active" || command.orderId !== null) return null;
    const amount = askedAmount(command.amount, wallet.assetScale);
    if (!amount.ok) return null;
    const signed = command.direction === "DEBIT" ? -amount.value : amount.value;
    if (postingRejection(wallet, signed) !== null) return null;
    const { kind, source, referenceNumber, remarks, idempotency } = command;
    const posting = { amount: signed, kind, source, referenceNumber, remarks };
    const transaction = this.#post(wallet, posting, idempotency);
    if (!transaction) return null;
    return accepted({ transaction, denomination: { currency: wallet.currency, assetScale: wallet.assetScale } });
  }

  /** Its rows as changes, with nothing of how the changed ones were before. */
  get changes(): readonly Change[] {
    return [
      inserted("transactions", this.transactions),
      inserted("deliveries", this.deliveries),
      inserted("walletSpend", this.days),
      changed("wallets", new Set([...this.moved, ...this.turned])),
      changed("accounts", this.accounts),
      changed("endpoints", this.endpoints),
    ].filter(({ inserts, updates }) => inserts.length + updates.length > 0);
  }

  #post(wallet: Wallet, posting: Posting, idempotency: Idempotency | null): Transaction | null {
    if (!isPlain(wallet, posting, this.#now)) return null;
    const owner = this.#account(wallet.accountId);
    const { row } = owner;
    if (idempotency !== null) {
      const { key, fingerprint } = idempotency;
      const transactionId = row.transactionCount + 1;
      const entry = { accountId: row.id, key, fingerprint, transactionId, createdAt: this.#now };
      if (!this.#rows.claim(entry)) return null;
    }
    if (spends(posting) && isFirstSpend(wallet, this.#now)) this.turned.add(wallet);
    else this.moved.add(wallet);
    const transaction = movePlainly(row, wallet, posting, this.#now, this.#keepDay);
    this.accounts.add(row);
    this.transactions.push(transaction);
    this.#deliver(owner, movementType(transaction.amount));
    return transaction;
  }

  /** As `deliverNow`. */
  #deliver(owner: LaneAccount, type: MovementType): void {
    const { row } = owner;
    const position = row.eventCount;
    if (row.fannedOut !== position - 1) return;
    const subscribers = subscribersOf(owner, type);
    if (subscribers.length > FAN_OUT_AT_ONCE) return;
    for (const endpoint of subscribers) {
      this.deliveries.push(nextDelivery(endpoint, queuedFor(endpoint, position), this.#now));
      this.endpoints.add(endpoint);
    }
    row.fannedOut = position;
  }

  #account(id: number): LaneAccount {
    let known = this.#known.get(id);
    if (!known) {
      known = { row: this.#rows.account(id), endpoints: this.#rows.endpoints(id), subscribers: new Map() };
      this.#known.set(id, known);
    }
    return known;
  }
}

function inserted(table: TableName, inserts: readonly object[]): Change {
  return { table, inserts, updates: [], deletes: [] };
}

function changed(table: TableName, rows: ReadonlySet<object>): Change {
  return { table, inserts: [], updates: [...rows].map((row) => ({ before: row, after: row })), deletes: [] };
}

function subscribersOf({ endpoints, subscribers }: LaneAccount, type: string): readonly Endpoint[] {
  let known = subscribers.get(type);
  if (!known) subscribers.set(type, (known = subscribersAmong(endpoints, type)));
  return known;
}
