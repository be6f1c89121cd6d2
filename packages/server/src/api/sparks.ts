import { setImmediate } from "node:timers/promises";
import { formatAmount, type Amount, type Wallet } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";

/** @nolimit The balances in a spark. */
const POINTS = 48;
/** @nolimit Seven days in as many parts; every spark uses the same times. */
const PART_MS = (7 * 86_400_000) / POINTS;
/** @limit Requests: wallets whose past balances are remembered for sparks. */
const MAX_REMEMBERED = 10_000;
/** @limit Requests: wallets whose sparks are read at once. */
const AT_ONCE = 4;
/** @nolimit Until then a commit under way, or one of a process whose clock is behind, may be of an earlier time. */
const SETTLED_MS = 60_000;

/** The end of each part of the last seven days, and the balances then. A balance of the past does not change. */
export class Sparks {
  readonly #remembered = new Map<string, ReadonlyMap<number, Amount>>();
  readonly #reads: Pick<Reads, "balancesBefore">;

  constructor(reads: Pick<Reads, "balancesBefore">) {
    this.#reads = reads;
  }

  /** By wallet: 48 balances, the oldest first, the last of them the present one. */
  async of(wallets: readonly Wallet[], now: number): Promise<ReadonlyMap<number, readonly string[]>> {
    const sparks = new Map<number, readonly string[]>();
    for (let start = 0; start < wallets.length; start += AT_ONCE) {
      const some = wallets.slice(start, start + AT_ONCE);
      // Other requests get their turn.
      await setImmediate();
      const read = await Promise.all(some.map((wallet) => this.#spark(wallet, now)));
      for (const [index, wallet] of some.entries()) sparks.set(wallet.id, read[index] ?? []);
    }
    return sparks;
  }

  async #spark(wallet: Wallet, now: number): Promise<readonly string[]> {
    const newest = Math.floor(now / PART_MS);
    const times = Array.from({ length: POINTS - 1 }, (_, index) => (newest - POINTS + 2 + index) * PART_MS);
    const name = `${wallet.accountId} ${wallet.id}`;
    const known = this.#remembered.get(name);
    const missing = times.filter((time) => known?.has(time) !== true);
    const read = missing.length === 0 ? [] : await this.#reads.balancesBefore(wallet.accountId, wallet, missing);
    const balances = new Map(times.map((time) => [time, known?.get(time) ?? read[missing.indexOf(time)] ?? 0n]));
    this.#remember(name, new Map([...balances].filter(([time]) => time <= now - SETTLED_MS)));
    return [...balances.values(), wallet.balance].map((balance) => formatAmount(balance, wallet.assetScale));
  }

  #remember(name: string, balances: ReadonlyMap<number, Amount>): void {
    this.#remembered.delete(name);
    this.#remembered.set(name, balances);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
  }
}
