import type { Amount, Wallet } from "@plimsoll/core";
import { setImmediate } from "node:timers/promises";
import type { BalanceBucket } from "../port/series.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { positionsBelowEach } from "./walk.ts";

/** @limit Lists and chores: balances that a series reads; of more, some in even distances. */
const MAX_SERIES_ROWS = 50_000;
/** @limit Lists and chores: balances that a series reads before other requests get their turn. */
const ROWS_AT_ONCE = 2_000;
/** @limit Lists and chores: single rows that one query of a series names. */
const KEYS_AT_ONCE = 250;

export function seriesReads(db: Db): Pick<Reads, "balanceSeries" | "balancesBefore"> {
  return {
    async balanceSeries(accountId, wallet, { from, to, points }) {
      const at = (index: number) => from + Math.round(((to - from) * index) / points);
      const bounds = Array.from({ length: points + 1 }, (_, index) => at(index));
      const ends = await sequencesBefore(db, accountId, wallet, bounds);
      const lasts = await balancesAt(db, accountId, wallet.id, ends);
      const [first = 0] = ends;
      const length = (ends.at(-1) ?? 0) - first;
      const exact = length <= MAX_SERIES_ROWS;
      const between = exact
        ? await allBetween(db, accountId, wallet.id, first, length)
        : await someBetween(db, accountId, wallet.id, ends);
      const buckets: BalanceBucket[] = [];
      for (let index = 1; index < ends.length; index += 1) {
        const opening = lasts[index - 1] ?? 0n;
        const last = lasts[index] ?? 0n;
        let [min, max] = last < opening ? [last, opening] : [opening, last];
        for (const balance of between(ends[index - 1] ?? 0, ends[index] ?? 0)) {
          if (balance < min) min = balance;
          if (balance > max) max = balance;
        }
        buckets.push({ min, max, last });
      }
      return { buckets, exact };
    },

    async balancesBefore(accountId, wallet, times) {
      return balancesAt(db, accountId, wallet.id, await sequencesBefore(db, accountId, wallet, times));
    },
  };
}

/** How many of a wallet's transactions were before each time. */
function sequencesBefore(
  db: Db,
  accountId: number,
  wallet: Readonly<Wallet>,
  times: readonly number[],
): Promise<readonly number[]> {
  return positionsBelowEach(wallet.sequence, times, async (sequences) => {
    const rows = await rowsAt(db, accountId, wallet.id, sequences);
    return new Map(rows.map(({ sequence, createdAt }) => [sequence, createdAt]));
  });
}

/** The balance after each of these numbers of transactions. */
async function balancesAt(
  db: Db,
  accountId: number,
  walletId: number,
  sequences: readonly number[],
): Promise<readonly Amount[]> {
  const rows = await rowsAt(
    db,
    accountId,
    walletId,
    [...new Set(sequences)].filter((sequence) => sequence > 0),
  );
  const balances = new Map(rows.map(({ sequence, balance }) => [sequence, balance]));
  return sequences.map((sequence) => balances.get(sequence) ?? 0n);
}

interface BalanceRow {
  readonly sequence: number;
  readonly createdAt: number;
  readonly balance: Amount;
}

async function rowsAt(
  db: Db,
  accountId: number,
  walletId: number,
  sequences: readonly number[],
): Promise<readonly BalanceRow[]> {
  const found: BalanceRow[] = [];
  for (let start = 0; start < sequences.length; start += KEYS_AT_ONCE) {
    if (start > 0) await setImmediate();
    const rows = await db
      .selectFrom("transactions")
      .select(["sequence", "createdAt", "balanceAfter"])
      .where("accountId", "=", accountId)
      .where("walletId", "=", walletId)
      .where("sequence", "in", sequences.slice(start, start + KEYS_AT_ONCE))
      .execute();
    for (const row of rows) {
      const { sequence, createdAt, balanceAfter } = row;
      found.push({ sequence: Number(sequence), createdAt: Number(createdAt), balance: BigInt(balanceAfter) });
    }
  }
  return found;
}

/** The balances after the transactions behind one and up to another. */
type Between = (after: number, upTo: number) => Iterable<Amount>;

async function allBetween(
  db: Db,
  accountId: number,
  walletId: number,
  first: number,
  length: number,
): Promise<Between> {
  const balances: Amount[] = [];
  for (let at = first; at < first + length; at += ROWS_AT_ONCE) {
    await setImmediate();
    const rows = await db
      .selectFrom("transactions")
      .select("balanceAfter")
      .where("accountId", "=", accountId)
      .where("walletId", "=", walletId)
      .where("sequence", ">", at)
      .where("sequence", "<=", Math.min(at + ROWS_AT_ONCE, first + length))
      .orderBy("sequence")
      .execute();
    for (const { balanceAfter } of rows) balances.push(BigInt(balanceAfter));
  }
  return (after, upTo) => balances.slice(after - first, upTo - first);
}

/** As many for each part of the period. */
async function someBetween(db: Db, accountId: number, walletId: number, ends: readonly number[]): Promise<Between> {
  const each = Math.max(1, Math.floor(MAX_SERIES_ROWS / Math.max(1, ends.length - 1) / 10));
  const sequences = new Set<number>();
  for (let index = 1; index < ends.length; index += 1) {
    const [after, upTo] = [ends[index - 1] ?? 0, ends[index] ?? 0];
    const step = Math.max(1, Math.floor((upTo - after) / each));
    for (let sequence = after + step; sequence <= upTo; sequence += step) sequences.add(sequence);
  }
  const rows = await rowsAt(db, accountId, walletId, [...sequences]);
  const ordered = rows.toSorted((a, b) => a.sequence - b.sequence);
  return function* (after, upTo) {
    for (const { sequence, balance } of ordered) if (sequence > after && sequence <= upTo) yield balance;
  };
}
