/** A period in which providers are polled often: every provider, or one. */
export interface Campaign {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string | null;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdAt: number;
}
