export const SCOPES = ["read", "write", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** A key's digest and what it may do; the key itself is shown once and never stored. */
export interface ApiKey {
  readonly accountId: number;
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the key, lowercase hex. */
  readonly hash: string;
  /** The first characters, to tell keys apart on a screen. */
  readonly prefix: string;
  /** JSON array of scopes. */
  readonly scopes: string;
  readonly createdAt: number;
  revokedAt: number | null;
  /** It is, or was until another took its place, the admin key that the server's settings name. */
  configured: boolean;
}
