/**
 * The first response to a request with an idempotency key, for its repetitions. Movements need none: their response is
 * made from the transaction, which never changes. Stored in the transaction of the effect, with the idempotency key.
 */
export interface KeptAnswer {
  readonly accountId: number;
  /** As of the idempotency key. */
  readonly key: string;
  /** JSON text. */
  readonly body: string;
  readonly createdAt: number;
}
