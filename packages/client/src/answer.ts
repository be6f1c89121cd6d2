/** A successful response of the server. */
export interface Answer {
  /** JSON; undefined where there is none. */
  readonly body: unknown;
  readonly headers: Headers;
}
