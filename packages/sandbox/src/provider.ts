import { randomBytes } from "node:crypto";
import { formatAmount, parseAmount, defaultScale, isCurrency } from "@plimsoll/core";
import { stringify } from "lossless-json";
import { SandboxError } from "./error.ts";
import type { FaultDice } from "./faults.ts";
import { Ledger, type Entry, type NewMovement, type SandboxWallet, type WalletType } from "./ledger.ts";
import { delivered, ended, isOpen, MAX_ORDERS, placed, type Order } from "./orders.ts";
import { findProduct, quote, type Quote, type Rates } from "./products.ts";
import type { Webhooks } from "./webhooks.ts";
import { movementData, orderData, timeText, type TimePrecision } from "./wire.ts";

export interface NewWallet {
  /** The next free one by default. */
  readonly id?: number;
  readonly currency: string;
  /** Decimal text in the currency's usual places; "0" by default. */
  readonly balance?: string;
  readonly type?: WalletType;
}

/** A movement's data besides its amount. */
export interface MovementText {
  readonly reference?: string;
  readonly remarks?: string;
  readonly source?: string;
  /** The time by the provider's clock, for a history that is added afterwards; now by default. */
  readonly at?: number;
}

export interface NewOrder {
  readonly productId: unknown;
  readonly denomination: string;
  readonly quantity: number;
  /** Null for the wallet in the product's currency, else the first one. */
  readonly walletId: number | null;
  readonly reference: string;
}

export interface ProviderOptions {
  readonly dice: FaultDice;
  readonly webhooks: Webhooks;
  readonly rates: Rates;
  readonly precision: TimePrecision;
  readonly now: () => number;
  /** Unix milliseconds of the provider's clock. */
  readonly clock: () => number;
  /** Whether the webhooks of later protocol versions, `order.failed` and `order.cancelled`, are sent. */
  readonly orderEndEvents: boolean;
}

/**
 * The provider behind the protocol: moves money, keeps orders, reports by webhook. Every method is one indivisible
 * step.
 */
export class Provider {
  readonly ledger = new Ledger();
  readonly #orders: Order[] = [];
  readonly #byReference = new Map<string, number>();
  /** The time at which a transaction that the faults hide appears in lists; null is never. */
  readonly #listedAt = new Map<number, number | null>();
  readonly #options: ProviderOptions;
  /** A receiver that saw an earlier run must not take this run's events for repetitions. */
  readonly #run = randomBytes(4).toString("hex");
  #events = 0;
  #references = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** Opens a wallet with its balance; no transaction records it, as the history of a real one is incomplete too. */
  addWallet({ id, currency, balance = "0", type = "PREPAID" }: NewWallet): SandboxWallet {
    if (!isCurrency(currency)) throw new SandboxError("VALIDATION_FAILURE", "currency must be an ISO 4217 code");
    const scale = defaultScale(currency);
    const wallet = { currency, scale, type, balance: amountOf(balance, scale, "balance") };
    return this.ledger.add(id === undefined ? wallet : { ...wallet, id });
  }

  credit(walletId: number, amount: string, text: MovementText = {}): Entry {
    return this.#moveBy("CREDIT", walletId, amount, text);
  }

  debit(walletId: number, amount: string, text: MovementText = {}): Entry {
    return this.#moveBy("DEBIT", walletId, amount, text);
  }

  /** Newest first, as lists show them now. */
  listed(walletId: number | null): Entry[] {
    const now = this.#options.now();
    return this.ledger.entries
      .filter((entry) => (walletId === null || entry.walletId === walletId) && this.#isListed(entry, now))
      .toReversed();
  }

  quote(productId: unknown, denomination: string, quantity: number, walletId: number | null): Quote {
    const product = findProduct(productId);
    const wallet = walletId === null ? null : this.ledger.wallet(walletId);
    return quote(product, denomination, quantity, wallet?.currency ?? product.currency, this.#options.rates);
  }

  /** Debits the wallet at once. Throws INSUFFICIENT_FUNDS, BAD_REQUEST for a used reference. */
  placeOrder({ productId, denomination, quantity, walletId, reference }: NewOrder): Order {
    const wallet = this.#payingWallet(productId, walletId);
    const quoted = this.quote(productId, denomination, quantity, wallet.id);
    if (this.#byReference.has(reference)) {
      throw new SandboxError("BAD_REQUEST", `an order with the reference ${reference} exists`);
    }
    if (this.#orders.length >= MAX_ORDERS) throw new SandboxError("BAD_REQUEST", "the sandbox is full");
    const id = this.#orders.length + 1;
    this.#move({
      walletId: wallet.id,
      direction: "DEBIT",
      amount: quoted.payable,
      reference,
      remarks: `${wallet.currency} Wallet deducted by amount ${formatAmount(quoted.payable, wallet.scale)} for order reference code ${reference}`,
      source: "order",
      orderId: id,
    });
    const order = placed(id, { reference, walletId: wallet.id, quote: quoted }, this.#options.clock());
    this.#orders.push(order);
    this.#byReference.set(reference, id);
    if (order.status === "DELIVERED") this.#reportOrder(order, "order.delivered");
    return order;
  }

  /** Throws NOT_FOUND. */
  order(id: number): Order {
    const order = this.#orders[id - 1];
    if (!order) throw new SandboxError("NOT_FOUND", `there is no order ${id}`);
    return order;
  }

  /** Newest first. */
  orders(filter: { readonly reference?: string | null; readonly status?: string | null } = {}): Order[] {
    const { reference, status } = filter;
    return this.#orders
      .filter((order) => (!reference || order.reference === reference) && (!status || order.status === status))
      .toReversed();
  }

  get openOrders(): Order[] {
    return this.#orders.filter(isOpen);
  }

  /** Fulfils up to `quantity` more vouchers. Throws for an order that has ended. */
  deliver(id: number, quantity: number): Order {
    const before = this.order(id);
    const order = delivered(before, quantity, this.#options.clock());
    if (order === before) return order;
    this.#orders[id - 1] = order;
    this.#reportOrder(order, order.status === "DELIVERED" ? "order.delivered" : "order.partially_delivered");
    return order;
  }

  /** Ends the order and refunds the undelivered part. */
  end(id: number, status: "FAILED" | "CANCELLED"): Order {
    const { order, refund } = ended(this.order(id), status);
    this.#orders[id - 1] = order;
    const wallet = this.ledger.wallet(order.walletId);
    if (refund > 0n) {
      this.#move({
        walletId: wallet.id,
        direction: "CREDIT",
        amount: refund,
        reference: order.reference,
        remarks: `${wallet.currency} Wallet refunded by amount ${formatAmount(refund, wallet.scale)} for order reference code ${order.reference}`,
        source: "refund",
        orderId: id,
      });
    }
    if (this.#options.orderEndEvents) {
      this.#reportOrder(order, status === "FAILED" ? "order.failed" : "order.cancelled");
    }
    return order;
  }

  #payingWallet(productId: unknown, walletId: number | null): SandboxWallet {
    if (walletId !== null) return this.ledger.wallet(walletId);
    const { currency } = findProduct(productId);
    const { wallets } = this.ledger;
    const wallet = wallets.find((each) => each.currency === currency) ?? wallets[0];
    if (!wallet) throw new SandboxError("BAD_REQUEST", "there is no wallet to pay from");
    return wallet;
  }

  #moveBy(direction: "CREDIT" | "DEBIT", walletId: number, amount: string, text: MovementText): Entry {
    const wallet = this.ledger.wallet(walletId);
    const units = amountOf(amount, wallet.scale, "amount");
    this.#references += 1;
    const reference = text.reference ?? `${direction === "CREDIT" ? "TOPUP" : "ADJ"}_${this.#references}`;
    const verb = direction === "CREDIT" ? "credited" : "deducted";
    const movement = {
      walletId,
      direction,
      amount: units,
      reference,
      remarks:
        text.remarks ??
        `${wallet.currency} Wallet ${verb} by amount ${formatAmount(units, wallet.scale)}, ${reference}`,
      source: text.source ?? (direction === "CREDIT" ? "topup" : "adjustment"),
      orderId: null,
    };
    return this.#move(movement, text.at);
  }

  #move(movement: NewMovement, at = this.#options.clock()): Entry {
    const { dice, now } = this.#options;
    const entry = this.ledger.move(movement, at);
    const subject = { walletId: entry.walletId };
    const late = dice.strikes("list_late", now(), subject);
    if (late) this.#listedAt.set(entry.id, now() + (late.delayMs ?? 0));
    if (dice.strikes("list_missing", now(), subject)) this.#listedAt.set(entry.id, null);
    const type = entry.direction === "CREDIT" ? "wallet.credited" : "wallet.debited";
    this.#report(type, entry.at, movementData(entry, this.ledger.wallet(entry.walletId)), entry.walletId);
    return entry;
  }

  #isListed({ id }: Entry, now: number): boolean {
    const at = this.#listedAt.get(id);
    return at === undefined || (at !== null && at <= now);
  }

  #reportOrder(order: Order, type: string): void {
    this.#report(type, this.#options.clock(), orderData(order, this.#options.precision), order.walletId);
  }

  #report(type: string, at: number, data: unknown, walletId: number): void {
    this.#events += 1;
    const id = `evt_${this.#run}${String(this.#events).padStart(6, "0")}`;
    const event = { id, type, created_at: timeText(at, this.#options.precision), data };
    this.#options.webhooks.send({ id, type, walletId, body: stringify(event) ?? "" });
  }
}

function amountOf(text: string, scale: number, field: string): bigint {
  const parsed = parseAmount(text, scale);
  if (!parsed.ok) {
    throw new SandboxError("VALIDATION_FAILURE", `${field} must be a decimal of at most ${scale} decimal places`);
  }
  return parsed.value;
}
