import type { OwnCurrency } from "@plimsoll/core";

/** An account's own currencies. */
export interface CurrencyReads {
  ownCurrency(accountId: number, currency: string): Promise<OwnCurrency | null>;
  /** All, by code. */
  ownCurrencies(accountId: number): Promise<readonly OwnCurrency[]>;
}
