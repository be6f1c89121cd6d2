import type { Scope } from "@plimsoll/contract";

export type { Scope };
/** A key's digest and scopes; the key itself is shown once and never stored. */
export interface ApiKey {
  readonly accountId: number;
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the key, lowercase hex. */
  readonly hash: string;
  /** The first characters, which distinguish keys on a screen. */
  readonly prefix: string;
  /** JSON array of scopes. */
  readonly scopes: string;
  readonly createdAt: number;
  /** When it ceases to be valid; null for never. */
  readonly expiresAt: number | null;
  /** The last request with it, to the minute. */
  lastUsedAt: number | null;
  revokedAt: number | null;
  /** It is, or was until another replaced it, the admin key in the server's settings. */
  configured: boolean;
}
