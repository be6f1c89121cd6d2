/** What the server answered, when it went well. */
export interface Answer {
  /** JSON; undefined where there is none. */
  readonly body: unknown;
  readonly headers: Headers;
}
