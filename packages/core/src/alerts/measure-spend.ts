import { evaluateWallet } from "./evaluate.ts";
import { evaluationLookups } from "./owners.ts";
import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import type { Amount } from "../money/amount.ts";
import { accepted } from "../outcome.ts";
import { walk } from "../walk.ts";
import type { Wallet } from "../model/wallet.ts";
import { turnedDay } from "../spend/count.ts";
import { dayOf } from "../spend/day.ts";
import { multiplierOf } from "../campaigns/multiplier.ts";
import { KNOWN_DAYS, usualDay } from "../spend/forecast.ts";
import { baselineDays, spendFigures } from "../spend/figures.ts";

/** @limit Domain: wallets whose spend one command measures. */
export const MEASURE_PAGE = 500;

/**
 * The day has turned for these wallets, or spend of an earlier day has changed: their typical daily spend is measured
 * again.
 */
export interface MeasureSpend {
  readonly type: "measure_spend";
  readonly accountId: number;
  /** At most `MEASURE_PAGE` ids. */
  readonly walletIds: readonly number[];
}

/**
 * Skips wallets that are not due, so that repeated commands and several processes measure once. A change of the typical
 * spend moves relative levels, so the wallet is evaluated in the same transaction.
 */
export const measureSpend: Handler<MeasureSpend, { readonly measured: number; readonly left: readonly number[] }> = {
  lookups: (command) => command.walletIds.map((id) => row("wallets", command.accountId, id)),
  apply: (draft, { accountId, walletIds }) => {
    const due = walletIds
      .map((id) => draft.get("wallets", accountId, id))
      .filter((wallet) => wallet !== null)
      .filter((wallet) => isDue(draft, wallet));
    if (due.length > 0) draft.require(measuringLookups(draft, accountId, due));
    const left = walk(draft, due, (wallet) => measure(draft, draft.edit("wallets", wallet)));
    return accepted({ measured: due.length - left.length, left: left.map(({ id }) => id) });
  },
};

function isDue(draft: Draft, wallet: Readonly<Wallet>): boolean {
  return wallet.typicalDue !== null && wallet.typicalDue <= dayOf(draft.now);
}

/** Everything that measuring an account's wallets reads, once the days of their spend are set. */
function measuringLookups(draft: Draft, accountId: number, wallets: readonly Readonly<Wallet>[]): Lookup[] {
  const today = dayOf(draft.now);
  return [
    ...wallets.flatMap((wallet) =>
      baselineDays(wallet, today).map((day) => row("walletSpend", accountId, wallet.id, day)),
    ),
    ...evaluationLookups(wallets),
    rows("campaigns", "account", accountId),
  ];
}

/** Measures a wallet whose past or expected spend its owner has just set, so that whatever is read next has its typical spend. */
export function measureNow(draft: Draft, wallet: Wallet): void {
  draft.require(measuringLookups(draft, wallet.accountId, [wallet]));
  measure(draft, wallet);
}

function measure(draft: Draft, wallet: Wallet): void {
  const today = turnedDay(draft, wallet);
  const spend = new Map<number, Amount>();
  for (const day of baselineDays(wallet, today)) {
    const entry = draft.get("walletSpend", wallet.accountId, wallet.id, day);
    if (entry && entry.spend > 0n) spend.set(day, entry.spend);
  }
  // A wallet without spend in this period stays at zero until it spends again.
  const figures = spendFigures(wallet, spend, today);
  const accumulates = wallet.expectedSpend !== null && wallet.spendSince !== null && figures.days < KNOWN_DAYS;
  wallet.typicalDue = spend.size > 0 || wallet.spendToday > 0n || accumulates ? today + 1 : null;
  const { daily } = usualDay(figures, {
    expected: wallet.expectedSpend,
    multiplier: multiplierOf(draft.find("campaigns", "account", wallet.accountId), wallet, draft.now),
  });
  if (daily === wallet.typicalSpend) return;
  wallet.typicalSpend = daily;
  evaluateWallet(draft, wallet, { type: "spend" });
}
