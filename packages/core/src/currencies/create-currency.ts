import type { Handler } from "../command.ts";
import { currencyId } from "../money/currency.ts";
import { isCurrency } from "../money/currencies.ts";
import type { OwnCurrency } from "../model/own-currency.ts";
import { accepted, invalid, rejected, type Outcome } from "../outcome.ts";

/** @limit Domain: an account's own currencies. */
const MAX_OWN_CURRENCIES = 200;

export interface CreateCurrency {
  readonly type: "create_currency";
  readonly accountId: number;
  readonly currency: string;
  readonly name: string;
  readonly precision: number;
}

/** Guards in order: invalid (an ISO 4217 code, or an id that another has), currency_exists, too_many. It stays for ever: wallets count in it. */
export const createCurrency: Handler<CreateCurrency, { readonly currency: OwnCurrency }> = {
  lookups: ({ accountId }) => [{ table: "ownCurrencies", index: "account", key: [accountId] }],
  apply: (draft, { accountId, currency, name, precision }): Outcome<{ currency: OwnCurrency }> => {
    if (isCurrency(currency)) return invalid("currency", `currency must not be an ISO 4217 code; ${currency} is one`);
    const present = draft.find("ownCurrencies", "account", accountId);
    if (present.some((other) => other.currency === currency)) return rejected("currency_exists");
    if (present.some((other) => currencyId(other.currency) === currencyId(currency))) {
      return invalid("currency", `currency has the id of another; choose a code other than ${currency}`);
    }
    if (present.length >= MAX_OWN_CURRENCIES) {
      const message = `an account has at most ${MAX_OWN_CURRENCIES} currencies of its own`;
      return rejected("too_many", [{ field: "currency", message }]);
    }
    const own = draft.insert("ownCurrencies", { accountId, currency, name, precision, createdAt: draft.now });
    return accepted({ currency: own });
  },
};
