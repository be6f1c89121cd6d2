/**
 * Something that happened, as reported to customers. Its payload never changes: retries and replays repeat it byte for
 * byte.
 */
export interface EventRow {
  readonly accountId: number;
  readonly position: number;
  readonly id: string;
  readonly type: string;
  /** The JSON text that is sent. */
  readonly payload: string;
  /** The only endpoint that receives it: a test; null for every other event. */
  readonly endpointId: string | null;
  readonly createdAt: number;
}

/**
 * An event that is not a movement. A movement's event is not stored, because its transaction says it all: a position of
 * which no event is stored is the transaction `position − ordinal` of the last stored event before it.
 */
export interface StoredEvent extends EventRow {
  /** The number of the account's stored events up to this one, itself included. */
  readonly ordinal: number;
}
