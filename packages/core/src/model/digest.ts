import type { Weekday } from "./route.ts";
import type { Sealed } from "./sealed.ts";

/** A digest in wire form: to whom, and when. */
export interface DigestSettings {
  readonly channel_ids: readonly string[];
  /** HH:MM in the time zone. */
  readonly at: string;
  readonly timezone: string;
  readonly days: readonly Weekday[];
}

/** An account's regular message about every wallet. */
export interface Digest {
  readonly accountId: number;
  /** JSON `DigestSettings`. */
  settings: string;
  /** When the next one is sent. */
  nextAt: number;
  readonly createdAt: number;
  updatedAt: number;
}

/** A URL that an account has called while the server works. */
export interface Heartbeat {
  readonly accountId: number;
  url: Sealed;
  everySeconds: number;
  readonly createdAt: number;
  updatedAt: number;
}
