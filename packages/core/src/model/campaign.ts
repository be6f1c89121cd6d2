/** A period in which providers are polled often, every provider or one, and more is spent than usual. */
export interface Campaign {
  readonly accountId: number;
  readonly id: string;
  /** Its name in a configuration file, unique among those of its kind that are not deleted. */
  key: string | null;
  readonly providerId: string | null;
  readonly name: string | null;
  readonly startsAt: number;
  endsAt: number;
  /** Decimal text: by how much a usual day is multiplied while it lasts; null when nothing is expected. */
  readonly expectedMultiplier: string | null;
  /** When its beginning or end has to reach the wallets; null when nothing is left to do. */
  dueAt: number | null;
  /** Cancelled while it ran, and removed once that has reached the wallets. */
  cancelled: boolean;
  readonly createdAt: number;
}
