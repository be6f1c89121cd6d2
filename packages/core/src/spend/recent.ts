import type { Amount } from "../money/amount.ts";
import { larger, smaller } from "../money/extremes.ts";
import type { Wallet } from "../model/wallet.ts";

/** @limit Domain: length of the interval in which the spend of the last hour is counted. */
export const SLOT_MS = 300_000;
/** @nolimit One hour. */
export const HOUR_MS = 3_600_000;
/** @nolimit Follows from the length of an interval. */
export const SLOTS_AN_HOUR = HOUR_MS / SLOT_MS;
/** @limit Domain: hours for which a wallet's hourly spend is kept. */
export const KEPT_HOURS = 48;
/** The last hour begins within an interval, so one more than an hour's are kept. */
const KEPT_SLOTS = SLOTS_AN_HOUR + 1;
/** @nolimit The hours of the last day, and the one that counts with a share. */
const LARGEST_HOURS = 25;
/** @limit Domain: hours of the longer of the two periods by which the present burn is measured. */
export const BURN_HOURS = 6;

/** Spend of an interval or an hour, and the largest single debit in it. */
export interface Bucket {
  readonly spend: Amount;
  readonly largest: Amount;
}

/** A wallet's spend of the last hours: the last hour in intervals of `SLOT_MS`, the last `KEPT_HOURS` hours in hours. */
export interface RecentSpend {
  /** By the number of the interval since 1970. */
  readonly slots: Map<number, Bucket>;
  /** By the number of the hour since 1970. Complete: what the intervals have is in it. */
  readonly hours: Map<number, Bucket>;
}

/** The number of the interval that a time belongs to. */
export function slotOf(ms: number): number {
  return Math.floor(ms / SLOT_MS);
}

/** The number of the hour that a time belongs to. */
export function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}

function hourOfSlot(slot: number): number {
  return Math.floor(slot / SLOTS_AN_HOUR);
}

/** What a wallet's row counts of its recent spend. */
export type Counted = Pick<Wallet, "recentSpend" | "spendSlot" | "slotBase" | "slotLargest" | "spendToday">;

/** A wallet's recent spend, the interval that is being counted included. */
export function recentSpend(wallet: Readonly<Counted>): RecentSpend {
  const recent = parseRecent(wallet.recentSpend);
  const open = openBucket(wallet);
  if (open.spend > 0n) addTo(recent, wallet.spendSlot, open);
  return recent;
}

/** The interval that the row counts: the day's spend above what it was at the interval's beginning. */
export function openBucket(wallet: Readonly<Counted>): Bucket {
  const spend = wallet.spendToday > wallet.slotBase ? wallet.spendToday - wallet.slotBase : 0n;
  return { spend, largest: smaller(wallet.slotLargest, spend) };
}

export function addTo({ slots, hours }: RecentSpend, slot: number, bucket: Bucket): void {
  slots.set(slot, joined(slots.get(slot), bucket));
  const hour = hourOfSlot(slot);
  hours.set(hour, joined(hours.get(hour), bucket));
}

/** Takes spend back from the interval and the hour in which it happened; neither falls below zero. */
export function takeFrom({ slots, hours }: RecentSpend, slot: number, amount: Amount): void {
  lower(slots, slot, amount);
  lower(hours, hourOfSlot(slot), amount);
}

function joined(before: Bucket | undefined, { spend, largest }: Bucket): Bucket {
  if (!before) return { spend, largest };
  return { spend: before.spend + spend, largest: larger(largest, before.largest) };
}

function lower(buckets: Map<number, Bucket>, key: number, amount: Amount): void {
  const before = buckets.get(key);
  if (!before) return;
  const spend = before.spend > amount ? before.spend - amount : 0n;
  if (spend === 0n) buckets.delete(key);
  else buckets.set(key, { spend, largest: smaller(before.largest, spend) });
}

/**
 * The stored text: `slots|hours`, each a list of `number:spend/largest`, those that are too old by `slot` left out. The
 * largest debit of an hour is kept as long as anything is measured without it.
 */
export function recentText({ slots, hours }: RecentSpend, slot: number): string {
  const hour = hourOfSlot(slot);
  const kept = [...slots].filter(([number]) => number > slot - KEPT_SLOTS);
  const old = [...hours].filter(([number]) => number > hour - KEPT_HOURS);
  const inSlots = kept.map(([number, bucket]) => `${number}:${bucket.spend}/${bucket.largest}`);
  const inHours = old.map(([number, { spend, largest }]) =>
    number > hour - LARGEST_HOURS ? `${number}:${spend}/${largest}` : `${number}:${spend}`,
  );
  return inSlots.length + inHours.length === 0 ? "" : `${inSlots.join(" ")}|${inHours.join(" ")}`;
}

export function parseRecent(text: string): RecentSpend {
  const [slots = "", hours = ""] = text.split("|");
  return { slots: bucketsOf(slots), hours: bucketsOf(hours) };
}

function bucketsOf(text: string): Map<number, Bucket> {
  const buckets = new Map<number, Bucket>();
  for (const entry of text.split(" ")) {
    const [number, amounts] = entry.split(":");
    if (number === undefined || amounts === undefined) continue;
    const [spend = "0", largest = "0"] = amounts.split("/");
    buckets.set(Number(number), { spend: BigInt(spend), largest: BigInt(largest) });
  }
  return buckets;
}
