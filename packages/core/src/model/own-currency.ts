/** A unit of the account's own, beside the currencies of ISO 4217: credits, points, minutes, a stablecoin. */
export interface OwnCurrency {
  readonly accountId: number;
  /** 3 to 12 of A–Z and 0–9, no ISO 4217 code. */
  readonly currency: string;
  readonly name: string;
  /** Decimal places: a wallet's asset scale by default. */
  readonly precision: number;
  readonly createdAt: number;
}
