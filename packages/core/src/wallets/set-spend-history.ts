import { measureNow } from "../alerts/measure-spend.ts";
import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { parseAmount, type Amount } from "../money/amount.ts";
import { amountMessage } from "../money/problem.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, rejected, type Outcome, type Violation } from "../outcome.ts";
import { dayOf, dayText, parseDay } from "../spend/day.ts";
import { setDaySpend } from "../spend/set-day.ts";

/** @limit Domain: days of spend that are set by hand at once. */
const MAX_HISTORY_DAYS = 90;

/** Spend of days before the wallet's first transaction, as its owner knows it. Days that are not named stay as they are. */
export interface SetSpendHistory {
  readonly type: "set_spend_history";
  readonly accountId: number;
  readonly walletId: number;
  /** As written in the request. */
  readonly days: readonly { readonly date: string; readonly amount: unknown }[];
}

interface GivenDay {
  readonly day: number;
  readonly spend: Amount;
}

/** Guards in order: wallet_not_found, wallet_closed, then every invalid day at once. */
export const setSpendHistory: Handler<SetSpendHistory, { readonly wallet: Wallet }> = {
  lookups: ({ accountId, walletId }) => [
    row("wallets", accountId, walletId),
    rows("transactions", "sequence", accountId, walletId, 1),
  ],

  apply: (draft, { accountId, walletId, days }): Outcome<{ wallet: Wallet }> => {
    const target = draft.get("wallets", accountId, walletId);
    if (!target) return rejected("wallet_not_found");
    if (target.status === "closed") return rejected("wallet_closed");
    const before = firstCountedDay(draft, target);
    const given: GivenDay[] = [];
    const violations: Violation[] = [];
    for (const [index, entry] of days.entries()) {
      const read = readDay(entry, target, before, given);
      if ("problem" in read) violations.push({ ...read.problem, field: `days.${index}.${read.problem.field}` });
      else given.push(read);
    }
    if (violations.length > 0) return rejected("invalid", violations);
    draft.require(given.map(({ day }) => row("walletSpend", accountId, walletId, day)));
    const wallet = draft.edit("wallets", target);
    for (const { day, spend } of given) {
      setDaySpend(draft, wallet, day, () => spend);
      if (wallet.spendSince === null || day < wallet.spendSince) wallet.spendSince = day;
    }
    measureNow(draft, wallet);
    return accepted({ wallet });
  },
};

/** The day of the wallet's first transaction, from which on spend is counted here; today before there is one. */
function firstCountedDay(draft: Draft, wallet: Readonly<Wallet>): number {
  const [first] = draft.find("transactions", "sequence", wallet.accountId, wallet.id, 1);
  return first ? Math.min(dayOf(first.occurredAt ?? first.createdAt), dayOf(draft.now)) : dayOf(draft.now);
}

function readDay(
  { date, amount }: SetSpendHistory["days"][number],
  { assetScale }: Readonly<Wallet>,
  before: number,
  earlier: readonly GivenDay[],
): GivenDay | { readonly problem: Violation } {
  const day = parseDay(date);
  const problem = (field: string, message: string) => ({ problem: { field, message } });
  if (day === null) return problem("date", `date must be a day such as 2026-05-15, not ${date}`);
  if (day >= before) return problem("date", `date must be before ${dayText(before)}: from then on spend is counted`);
  if (day < before - MAX_HISTORY_DAYS)
    return problem("date", `date must be within ${MAX_HISTORY_DAYS} days of ${dayText(before)}`);
  if (earlier.some((other) => other.day === day)) return problem("date", `${date} is given twice`);
  const spend = parseAmount(amount, assetScale);
  if (!spend.ok) return problem("amount", amountMessage(spend.problem, assetScale, "amount"));
  return spend.value < 0n ? problem("amount", "amount must not be negative") : { day, spend: spend.value };
}
