/**
 * A request or provider event that has taken effect. `key` is a digest of the caller's key or of the provider and its event's
 * id, or a text with a slash, which no digest has. `fingerprint` is a digest of the request, which distinguishes the same
 * key with another body. Stored in the transaction of its effect.
 */
export interface IdempotencyKey {
  readonly accountId: number;
  readonly key: string;
  readonly fingerprint: string;
  /** The transaction it made; null when the effect is not a transaction (an event that waits or is only kept). */
  readonly transactionId: number | null;
  readonly createdAt: number;
}
