import type { ApiKey, Scope } from "@plimsoll/core";
import { RowCache } from "../util/row-cache.ts";
import type { Reads } from "../store/port/reads.ts";

/** The caller of a request. */
export interface Caller {
  readonly accountId: number;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** Callers by the SHA-256 of their keys; null for an unknown or revoked key. */
export type KeyCache = RowCache<Caller>;

export function keyCache(reads: Pick<Reads, "apiKeyByHash">): KeyCache {
  return new RowCache(async (hash) => {
    const key = await reads.apiKeyByHash(hash);
    return key && key.revokedAt === null ? callerOf(key) : null;
  });
}

function callerOf(key: ApiKey): Caller {
  return { accountId: key.accountId, keyId: key.id, scopes: JSON.parse(key.scopes) as Scope[] };
}
