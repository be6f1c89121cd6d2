import type { ApiKey, Scope } from "@plimsoll/core";
import type { Reads } from "../store/store.ts";
import { ExpiringMap } from "../expiring-map.ts";

/** Who makes a request. */
export interface Caller {
  readonly accountId: number;
  readonly keyId: string;
  readonly scopes: readonly Scope[];
}

/** @limit Requests: time for which an API key is cached; a key revoked by another process may work this long. */
export const KEY_TTL_MS = 5_000;
/** @limit Requests: API keys that are cached. */
export const MAX_CACHED_KEYS = 1_000;

/** Keys seen lately, so that a request costs no query. Unknown ones are kept apart: a flood of them evicts no good one. */
export class KeyCache {
  private readonly known = new ExpiringMap<Caller>(MAX_CACHED_KEYS, KEY_TTL_MS);
  private readonly unknown = new ExpiringMap<true>(MAX_CACHED_KEYS, KEY_TTL_MS);
  private readonly asking = new Map<string, Promise<Caller | null>>();
  private readonly reads: Pick<Reads, "apiKeyByHash">;
  private readonly now: () => number;

  constructor(reads: Pick<Reads, "apiKeyByHash">, now: () => number = Date.now) {
    this.reads = reads;
    this.now = now;
  }

  /** The caller whose key has this SHA-256, or null. */
  async find(hash: string): Promise<Caller | null> {
    const now = this.now();
    const caller = this.known.get(hash, now);
    if (caller) return caller;
    if (this.unknown.get(hash, now)) return null;
    return this.asking.get(hash) ?? this.ask(hash);
  }

  /** Any may have been revoked: all are read again. */
  clear(): void {
    this.known.deleteWhere(() => true);
    this.unknown.deleteWhere(() => true);
    this.asking.clear();
  }

  /** Revoked here: from now on it is asked for again. */
  forget(keyId: string): void {
    this.known.deleteWhere((caller) => caller.keyId === keyId);
    // An answer that is under way may be older than the revocation.
    this.asking.clear();
  }

  private ask(hash: string): Promise<Caller | null> {
    const question = this.reads
      .apiKeyByHash(hash)
      .then((key) => {
        const caller = key && key.revokedAt === null ? callerOf(key) : null;
        if (this.asking.get(hash) !== question) return caller;
        if (caller) this.known.set(hash, caller, this.now());
        else this.unknown.set(hash, true, this.now());
        return caller;
      })
      .finally(() => {
        if (this.asking.get(hash) === question) this.asking.delete(hash);
      });
    this.asking.set(hash, question);
    return question;
  }
}

function callerOf(key: ApiKey): Caller {
  return { accountId: key.accountId, keyId: key.id, scopes: JSON.parse(key.scopes) as Scope[] };
}
