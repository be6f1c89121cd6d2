import { parseAmount, defaultScale } from "@plimsoll/core";
import { SandboxError } from "../error.ts";
import type { Sandbox } from "../port.ts";
import { PRODUCTS } from "../products.ts";
import { seededDraw, type Draw } from "../random.ts";
import { nextBasket } from "./basket.ts";
import { plannedSpend, type SpendingPlan } from "./plan.ts";

/**
 * @limit Sandbox and demo: orders that the demo's shop places for one wallet in one round, however far it is behind its
 * plan.
 */
const MAX_PER_ROUND = 20;

export interface Counter {
  /** The wallet's id at the provider. */
  readonly walletId: number;
  readonly currency: string;
  /** The currency of its products. */
  readonly sells: string;
  readonly plan: SpendingPlan;
}

/**
 * The company's shop: buys vouchers from the provider for customers who arrive as planned, except from blocked wallets.
 */
export class Shop {
  readonly #sandbox: Sandbox;
  readonly #seed: number;
  readonly #customers = new Map<number, Draw>();
  readonly #spent = new Map<number, bigint>();
  readonly #closed = new Set<number>();
  #orders = 0;

  /**
   * Each wallet has its own random stream of customers, so that one purchase does not depend on the time of another.
   */
  constructor(sandbox: Sandbox, seed: number) {
    this.#sandbox = sandbox;
    this.#seed = seed;
  }

  get orders(): number {
    return this.#orders;
  }

  close(walletId: number): void {
    this.#closed.add(walletId);
  }

  open(walletId: number): void {
    this.#closed.delete(walletId);
  }

  isClosed(walletId: number): boolean {
    return this.#closed.has(walletId);
  }

  /** Places the orders due by this share of the day. */
  serve(counters: readonly Counter[], share: number): void {
    for (const counter of counters) {
      const due = plannedSpend(counter.plan, share);
      for (let round = 0; round < MAX_PER_ROUND && (this.#spent.get(counter.walletId) ?? 0n) < due; round += 1) {
        if (!this.#order(counter)) break;
      }
    }
  }

  #order({ walletId, currency, sells }: Counter): boolean {
    if (this.#closed.has(walletId)) return false;
    const customers = this.#customers.get(walletId) ?? seededDraw(this.#seed, `customers ${walletId}`);
    this.#customers.set(walletId, customers);
    const basket = nextBasket(
      PRODUCTS.filter((product) => product.currency === sells),
      customers,
    );
    if (!basket) return false;
    const before = this.#balance(walletId, currency);
    try {
      this.#sandbox.placeOrder({ ...basket, walletId, reference: `ORDER-${this.#orders + 1}` });
    } catch (error) {
      if (error instanceof SandboxError && error.code === "INSUFFICIENT_FUNDS") return false;
      throw error;
    }
    this.#orders += 1;
    const paid = before - this.#balance(walletId, currency);
    this.#spent.set(walletId, (this.#spent.get(walletId) ?? 0n) + paid);
    return true;
  }

  #balance(walletId: number, currency: string): bigint {
    const parsed = parseAmount(this.#sandbox.balance(walletId), defaultScale(currency));
    return parsed.ok ? parsed.value : 0n;
  }
}
