/** The value of one unit of `fromCurrency` in `toCurrency`, as the account decided it. */
export interface FxRate {
  readonly accountId: number;
  readonly fromCurrency: string;
  readonly toCurrency: string;
  /** Decimal text, greater than zero. */
  rate: string;
  updatedAt: number;
}
