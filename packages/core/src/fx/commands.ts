import { row, type Handler } from "../command.ts";
import { type Violation, accepted, rejected, type Outcome } from "../outcome.ts";
import type { FxRate } from "../model/fx-rate.ts";
import { decimalOf } from "../money/decimal.ts";
import { tooLarge } from "../money/problem.ts";

interface FxRateInput {
  /** ISO 4217 codes the runtime knows. */
  readonly from: string;
  readonly to: string;
  /** As written in the request; null removes the pair. */
  readonly rate: unknown;
}

/** Stores the rates of these pairs, and leaves all others as they are. All of them or none. */
export interface PutFxRates {
  readonly type: "put_fx_rates";
  readonly accountId: number;
  /** No pair twice, because the last one would win. */
  readonly rates: readonly FxRateInput[];
  /** Whether the request was an array, and its fields are named by index. */
  readonly many: boolean;
}

export const putFxRates: Handler<PutFxRates, { readonly rates: readonly FxRate[] }> = {
  lookups: (command) => command.rates.map(({ from, to }) => row("fxRates", command.accountId, from, to)),

  apply: (draft, command): Outcome<{ rates: readonly FxRate[] }> => {
    const { accountId } = command;
    const parsed = command.rates.map(({ rate }) => (rate === null ? null : decimalOf(rate)));
    const violations = command.rates.flatMap(({ from, to, rate: given }, i): Violation[] => {
      const field = (name: string) => (command.many ? `${i}.${name}` : name);
      if (from === to) return [{ field: field("to"), message: `${field("to")} must be another currency than from` }];
      const rate = parsed[i];
      if (given === null || (rate && rate.value.units > 0n)) return [];
      const rule = `${field("rate")} must be a decimal greater than zero with at most 18 decimal places`;
      return [{ field: field("rate"), message: tooLarge(given, field("rate")) ?? rule }];
    });
    if (violations.length > 0) return rejected("invalid", violations);

    const rates: FxRate[] = [];
    for (const [i, { from, to }] of command.rates.entries()) {
      const before = draft.get("fxRates", accountId, from, to);
      const rate = parsed[i]?.text;
      if (rate === undefined) {
        if (before) draft.remove("fxRates", before);
      } else if (before) {
        const after = draft.edit("fxRates", before);
        after.rate = rate;
        after.updatedAt = draft.now;
        rates.push(after);
      } else {
        rates.push(
          draft.insert("fxRates", { accountId, fromCurrency: from, toCurrency: to, rate, updatedAt: draft.now }),
        );
      }
    }
    return accepted({ rates });
  },
};
