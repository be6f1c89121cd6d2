/**
 * Something that happened, as reported to customers. The payload is frozen when written: retries and replays repeat it
 * byte for byte.
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
