import { convert } from "../fx/rate.ts";
import type { Amount } from "../money/amount.ts";
import { MAX_DECIMAL_SCALE, type Decimal } from "../money/decimal.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";
import { grouped, type Position } from "./groups.ts";

/** A wallet that spends. Amounts are in its own scale. */
export interface Spender {
  readonly id: number;
  readonly currency: string;
  readonly assetScale: number;
  readonly available: Amount;
  /** Typical daily spend, greater than zero. */
  readonly spend: Amount;
  /** The value of one unit of its currency in the plan's. */
  readonly worth: Decimal;
}

export interface PlannedTransfer {
  readonly from: number;
  readonly to: number;
  /** In the sender's scale. */
  readonly amount: Amount;
  readonly fee: Amount;
  readonly rate: Decimal;
  /** In the receiver's scale. */
  readonly received: Amount;
}

export interface PlanOptions {
  /** Percent of the common runway by which a wallet's may differ and still be level. */
  readonly tolerance: Decimal;
  /** Percent of every transfer's amount that the sender pays in addition. */
  readonly fee: Decimal;
  /** The account's own rate between two currencies, when it has one; else it follows from both worths. */
  readonly rate: (from: string, to: string) => Decimal | null;
}

export interface Plan {
  readonly transfers: readonly PlannedTransfer[];
  /** Available balances after the transfers, in the order of the wallets. */
  readonly after: readonly Amount[];
  /** The common runway in days: `value` ÷ `spend`, both in the plan's currency. */
  readonly level: { readonly value: bigint; readonly spend: bigint };
}

/** Fine enough for every amount times every worth. */
const VALUE_SCALE = 9 + MAX_DECIMAL_SCALE;

/**
 * The fewest transfers after which every wallet lasts equally long, within the tolerance. The common runway is that of
 * all balances together at the spend of all together, valued in one currency. Without money, or with one wallet, there
 * is nothing to plan. The tolerance applies to balances valued at the wallets' worths; a spread between rates, fees and
 * the smallest unit come in addition, and are in `after`.
 */
export function rebalancingPlan(wallets: readonly Spender[], options: PlanOptions): Plan {
  const values = wallets.map((wallet) => valueOf(wallet, wallet.available));
  const spends = wallets.map((wallet) => valueOf(wallet, wallet.spend));
  const level = { value: sum(values), spend: sum(spends) };
  const after = wallets.map(({ available }) => available);
  if (level.value <= 0n || wallets.length < 2) return { transfers: [], after, level };

  // All in units of value × the spend of all, times the tolerance's denominator: whole numbers, so the surpluses sum to
  // zero exactly.
  const denominator = powerOfTen(options.tolerance.scale + 2);
  const positions = wallets.map((_, i): Position => {
    const share = level.value * (spends[i] as bigint);
    return {
      surplus: ((values[i] as bigint) * level.spend - share) * denominator,
      slack: share * options.tolerance.units,
    };
  });
  const transfers: PlannedTransfer[] = [];
  for (const group of grouped(positions)) {
    for (const { from, to, value } of settle(positions, group)) {
      const transfer = transferOf(wallets, after, from, to, value / (level.spend * denominator), options);
      if (transfer) transfers.push(transfer);
    }
  }
  return { transfers, after, level };
}

/** An amount's worth in the plan's currency, in units of 10^-VALUE_SCALE. */
function valueOf({ worth, assetScale }: Spender, amount: Amount): bigint {
  return amount * worth.units * powerOfTen(VALUE_SCALE - worth.scale - assetScale);
}

interface Settlement {
  readonly from: number;
  readonly to: number;
  readonly value: bigint;
}

/** At most one transfer fewer than the group has members: each brings at least one of them to its place. */
function settle(positions: readonly Position[], group: readonly number[]): Settlement[] {
  const left = offPlace(positions, group);
  const settlements: Settlement[] = [];
  for (;;) {
    let giver = left[0];
    let taker = left[0];
    for (const entry of left) {
      if (giver === undefined || entry.surplus > giver.surplus) giver = entry;
      if (taker === undefined || entry.surplus < taker.surplus) taker = entry;
    }
    if (!giver || !taker || giver.surplus <= 0n || taker.surplus >= 0n) return settlements;
    const value = giver.surplus < -taker.surplus ? giver.surplus : -taker.surplus;
    giver.surplus -= value;
    taker.surplus += value;
    settlements.push({ from: giver.index, to: taker.index, value });
  }
}

/**
 * The distance of each member from its final place. The group's excess or lack is spread in proportion to the slacks.
 */
function offPlace(positions: readonly Position[], group: readonly number[]): { index: number; surplus: bigint }[] {
  const members = group.map((index) => positions[index] as Position);
  const excess = sum(members.map(({ surplus }) => surplus));
  const slack = sum(members.map((member) => member.slack));
  const kept = members.map((member) => (slack === 0n ? 0n : (excess * member.slack) / slack));
  // Division leaves a rest of less than one unit a member.
  const rest = excess - sum(kept);
  return group.map((index, i) => ({
    index,
    surplus: (members[i] as Position).surplus - (kept[i] as bigint) - (i === 0 ? rest : 0n),
  }));
}

function transferOf(
  wallets: readonly Spender[],
  after: Amount[],
  from: number,
  to: number,
  value: bigint,
  options: PlanOptions,
): PlannedTransfer | null {
  const sender = wallets[from] as Spender;
  const receiver = wallets[to] as Spender;
  const unit = sender.worth.units * powerOfTen(VALUE_SCALE - sender.worth.scale - sender.assetScale);
  const amount = affordable(after[from] as Amount, divideRounded(value, unit, "half_up"), options.fee);
  const rate =
    sender.currency === receiver.currency
      ? { units: 1n, scale: 0 }
      : (options.rate(sender.currency, receiver.currency) ?? ratio(sender.worth, receiver.worth));
  const received = convert(amount, sender.assetScale, rate, receiver.assetScale);
  if (amount <= 0n || received <= 0n) return null;
  const fee = percentOf(amount, options.fee);
  after[from] = (after[from] as Amount) - amount - fee;
  after[to] = (after[to] as Amount) + received;
  return { from: sender.id, to: receiver.id, amount, fee, rate, received };
}

/** The amount, or as much of it as the balance covers together with its fee. */
function affordable(available: Amount, amount: Amount, fee: Decimal): Amount {
  if (amount + percentOf(amount, fee) <= available) return amount;
  const hundred = powerOfTen(fee.scale + 2);
  return divideRounded(available * hundred, hundred + fee.units, "floor");
}

function percentOf(amount: Amount, percent: Decimal): Amount {
  return divideRounded(amount * percent.units, powerOfTen(percent.scale + 2), "half_up");
}

function ratio(a: Decimal, b: Decimal): Decimal {
  const dividend = a.units * powerOfTen(MAX_DECIMAL_SCALE + b.scale);
  return { units: divideRounded(dividend, b.units * powerOfTen(a.scale), "half_up"), scale: MAX_DECIMAL_SCALE };
}

function sum(numbers: readonly bigint[]): bigint {
  return numbers.reduce((total, number) => total + number, 0n);
}
