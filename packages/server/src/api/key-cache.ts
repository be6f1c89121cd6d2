import type { ApiKey, Scope } from "@plimsoll/core";
import { RowCache } from "../util/row-cache.ts";
import type { Reads } from "../store/port/reads.ts";

/** The caller of a request. */
export interface Caller {
  readonly accountId: number;
  readonly keyId: string;
  readonly keyName: string;
  readonly scopes: readonly Scope[];
  /** When the key ceases to be valid; null for never. */
  readonly expiresAt: number | null;
}

/** Callers by the SHA-256 of their keys; null for an unknown or revoked key. */
export type KeyCache = RowCache<Caller>;

export function keyCache(reads: Pick<Reads, "apiKeyByHash">): KeyCache {
  return new RowCache(async (hash) => {
    const key = await reads.apiKeyByHash(hash);
    return key && key.revokedAt === null ? callerOf(key) : null;
  });
}

/** The caller with a key of this digest; null for a key that is unknown, revoked or expired. */
export async function callerWith(keys: KeyCache, hash: string, now: number): Promise<Caller | null> {
  const caller = await keys.get(hash);
  return caller && (caller.expiresAt === null || now < caller.expiresAt) ? caller : null;
}

function callerOf(key: ApiKey): Caller {
  return {
    accountId: key.accountId,
    keyId: key.id,
    keyName: key.name,
    scopes: JSON.parse(key.scopes) as Scope[],
    expiresAt: key.expiresAt,
  };
}
