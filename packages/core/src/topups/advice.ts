import type { AccountSettings } from "../account-settings.ts";
import { available as availableOf, type Wallet } from "../model/wallet.ts";
import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import { larger, smaller } from "../money/extremes.ts";
import { lastDaySpend } from "../spend/burn.ts";
import { emptiesAt, runwayHours, spentBetween } from "../spend/runway.ts";
import { arrival, latestStart, type Calendar } from "../time/calendar.ts";
import { roundedUp, type Rounding } from "./round-up.ts";
import { calendarOf, roundingOf, topupSettings } from "./settings.ts";

/** Money on its way. */
export interface InFlight {
  readonly amount: Amount;
  /** When it is expected; null when it is overdue: then it is deducted, but nothing relies on its arrival. */
  readonly expectedAt: number | null;
}

export interface AdviceFor {
  readonly available: Amount;
  /** Spend a day at the runway's pace; null or zero when nothing is known to be spent. */
  readonly pace: Amount | null;
  /**
   * Spend of a day: the usual day, or the last 24 hours without their largest order when they had more. The target is
   * counted by it, because neither a busy hour nor a bulk order goes on for days.
   */
  readonly daily: Amount | null;
  /** The amount that available has to be above at landing: the highest level that fires below it; null without one. */
  readonly above: Amount | null;
  readonly inFlight: readonly InFlight[];
  readonly scale: number;
  readonly targetDays: number;
  readonly rounding: Rounding;
  readonly calendar: Calendar;
  readonly leadTimeDays: number;
  readonly now: number;
}

/**
 * needed: send it by then. covered: nothing, because money in flight lands in time. enough: the balance lasts. late: it
 * cannot land before the wallet is empty. unknown: nothing is known to be spent.
 */
type AdviceReason = "needed" | "late" | "covered" | "enough" | "unknown";

export interface TopupAdvice {
  /** The amount to send now, in the wallet's units; 0 when none is needed. */
  readonly amount: Amount;
  /**
   * The latest time to send it, never in the past: before the balance runs out or, too late for that, as long as it lands
   * as soon as it can. Null when the balance does not run out.
   */
  readonly by: number | null;
  /** When it arrives if it is sent now. */
  readonly landsAt: number;
  /** Whether money in flight lands before the wallet is empty, and brings it past its levels. */
  readonly covered: boolean;
  readonly reason: AdviceReason;
  readonly parts: AdviceParts;
}

/** What the amount is made from: the target, less `available` and what lands, more what is spent until then, rounded up. */
interface AdviceParts {
  /** Spend of a day by which the target is counted; zero when none is known. */
  readonly daily: Amount;
  readonly targetDays: number;
  /** What is to be there at landing: the target days, or more to be past the levels. */
  readonly target: Amount;
  readonly leadTimeDays: number;
  /** Money in flight that lands by then, overdue top-ups included. */
  readonly landing: Amount;
  /** What is spent until then. */
  readonly spent: Amount;
}

/**
 * How much to wire and by when: what brings the wallet, at landing, to `targetDays` of its daily spend and past its
 * levels, rounded up. What is spent until then, at the runway's pace, is counted; a balance that is used up is not spent
 * further.
 */
export function topupAdvice(of: AdviceFor): TopupAdvice {
  const { available, inFlight, scale, calendar, leadTimeDays, now } = of;
  const pace = of.pace ?? 0n;
  const landsAt = arrival(calendar, now, leadTimeDays);
  const floor = of.above === null ? 0n : of.above + 1n;
  const daily = of.daily ?? 0n;
  const target = larger(daily * BigInt(of.targetDays), floor);
  const atLanding = balanceAt(of, landsAt, inFlight);
  const landing = landingBy(landsAt, inFlight);
  const parts: AdviceParts = {
    daily,
    targetDays: of.targetDays,
    target,
    leadTimeDays,
    landing,
    spent: available + landing - atLanding,
  };
  const missing = smaller(larger(target - atLanding, 0n), MAX_AMOUNT);
  const rounded = roundedUp(missing, scale, of.rounding);
  const empty = emptiesAt(now, runwayHours(available, pace === 0n ? null : pace));
  const timely = inFlight.filter(({ expectedAt }) => expectedAt !== null && (empty === null || expectedAt <= empty));
  const last = timely.reduce((latest, { expectedAt }) => Math.max(latest, expectedAt ?? now), now);
  const covered = timely.length > 0 && balanceAt(of, last, timely) >= floor && balanceAt(of, last, timely) > 0n;
  const until = runsOutAt(of, timely);
  const by = until === null ? null : latestSend(of, until, landsAt);
  if (pace === 0n && available >= floor) return { amount: 0n, by: null, landsAt, covered, reason: "unknown", parts };
  if (rounded === 0n) return { amount: 0n, by, landsAt, covered, reason: covered ? "covered" : "enough", parts };
  const late = until !== null && landsAt > until;
  return { amount: rounded, by, landsAt, covered, reason: late ? "late" : "needed", parts };
}

/** When to send it, so that it is there in time; too late for that, so that it lands no later than it would now. */
function latestSend({ calendar, leadTimeDays, now }: AdviceFor, until: number, landsAt: number): number {
  const inTime = latestStart(calendar, until, leadTimeDays);
  return inTime >= now ? inTime : Math.max(now, latestStart(calendar, landsAt, leadTimeDays));
}

/** The balance at a time, without the advice: spent at the pace, but not below what is there, and then what has landed. */
function balanceAt({ available, pace, now }: AdviceFor, at: number, inFlight: readonly InFlight[]): Amount {
  const left = available + landingBy(at, inFlight) - spentBetween(now, at, pace);
  const stop = smaller(available, 0n);
  return left < stop ? stop : left;
}

/** Money in flight that lands by a time; what is overdue may at any. */
function landingBy(at: number, inFlight: readonly InFlight[]): Amount {
  const landing = inFlight.filter(({ expectedAt }) => expectedAt === null || expectedAt <= at);
  return landing.reduce((sum, { amount }) => sum + amount, 0n);
}

/** When the balance and the money that lands in time are used up. */
function runsOutAt({ available, pace, now }: AdviceFor, timely: readonly InFlight[]): number | null {
  if (pace === null || pace === 0n) return null;
  const all = timely.reduce((sum, { amount }) => sum + amount, available);
  return emptiesAt(now, runwayHours(all, pace));
}

/** The advice for a wallet by its row and the account's settings. */
export function walletAdvice(
  account: AccountSettings,
  wallet: Readonly<Wallet>,
  { pace, usual, inFlight, now }: Pick<AdviceFor, "pace" | "inFlight" | "now"> & { readonly usual: Amount | null },
): TopupAdvice {
  const settings = topupSettings(account, wallet);
  return topupAdvice({
    available: availableOf(wallet),
    pace,
    daily: larger(usual ?? 0n, lastDaySpend(wallet, now)),
    above: wallet.highestLevel,
    inFlight,
    scale: wallet.assetScale,
    targetDays: settings.target_days,
    rounding: roundingOf(settings, wallet.assetScale),
    calendar: calendarOf(account),
    leadTimeDays: account.lead_time_business_days,
    now,
  });
}
