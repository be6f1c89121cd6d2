/** A time in which balances are watched more closely: every provider's, or one's. */
export interface Campaign {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string | null;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdAt: number;
}
