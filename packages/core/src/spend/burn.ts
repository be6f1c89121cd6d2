import type { Amount } from "../money/amount.ts";
import { larger } from "../money/extremes.ts";
import { divideRounded } from "../money/rounding.ts";
import {
  BURN_HOURS,
  HOUR_MS,
  hourOf,
  recentSpend,
  SLOT_MS,
  SLOTS_AN_HOUR,
  type Bucket,
  type Counted,
} from "./recent.ts";

const HOURS_A_DAY = 24;

/** Spend an hour, in the wallet's units. */
export interface Burn {
  /** The larger of the last hour's spend and a sixth of the last six hours'. */
  readonly present: Amount;
  /** The same without the largest single debit of each period: what is left when one bulk order is left out. */
  readonly steady: Amount;
}

/**
 * A wallet's present burn at `now`. Both periods slide: the oldest interval, or hour, counts with the share of it that
 * is still in the period, rounded to the nearest unit.
 */
export function burnOf(wallet: Readonly<Counted>, now: number): Burn {
  if (wallet.recentSpend === "" && wallet.spendToday <= wallet.slotBase) return { present: 0n, steady: 0n };
  const { slots, hours } = recentSpend(wallet);
  const hour = within(slots, now, SLOT_MS, HOUR_MS / SLOT_MS);
  const longer = within(hours, now, HOUR_MS, BURN_HOURS);
  const sixth = (amount: Amount) => divideRounded(amount, BigInt(BURN_HOURS), "half_even");
  return {
    present: larger(hour.spend, sixth(longer.spend)),
    steady: larger(hour.spend - hour.largest, sixth(longer.spend - longer.largest)),
  };
}

/** The first interval whose spend may still be part of the present burn: a wallet that has counted none since has no such burn. */
export function burningSince(now: number): number {
  return (hourOf(now) - BURN_HOURS) * SLOTS_AN_HOUR;
}

/** Spend of the last 24 hours without the largest single debit, counted in the same way. */
export function lastDaySpend(wallet: Readonly<Counted>, now: number): Amount {
  const { spend, largest } = within(recentSpend(wallet).hours, now, HOUR_MS, HOURS_A_DAY);
  return spend - largest;
}

/** The last `count` times `length` milliseconds before `now`. */
function within(buckets: ReadonlyMap<number, Bucket>, now: number, length: number, count: number): Bucket {
  const newest = Math.floor(now / length);
  const left = BigInt(length - (now - newest * length));
  let spend = 0n;
  let largest = 0n;
  for (const [number, bucket] of buckets) {
    if (number < newest - count) continue;
    const isOldest = number === newest - count;
    const share = (amount: Amount) => (isOldest ? divideRounded(amount * left, BigInt(length), "half_even") : amount);
    spend += share(bucket.spend);
    largest = larger(largest, share(bucket.largest));
  }
  return { spend, largest };
}
