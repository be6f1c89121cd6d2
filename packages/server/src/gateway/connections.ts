import { hash, timingSafeEqual } from "node:crypto";
import { RowCache } from "../row-cache.ts";
import type { Reads } from "../store/store.ts";

/** A connection whose issuer has shown that it is the one. */
export interface Authorized {
  readonly accountId: number;
  readonly connectionId: string;
  readonly active: boolean;
}

interface Known extends Authorized {
  readonly digest: Buffer;
}

export type ConnectionCache = RowCache<Known>;

export function connectionCache(
  reads: Pick<Reads, "gatewayConnectionById">,
  unseal: (sealed: string) => string,
): ConnectionCache {
  return new RowCache(async (id) => {
    const row = await reads.gatewayConnectionById(id);
    if (row === null) return null;
    const { accountId, status, secret } = row;
    return { accountId, connectionId: id, active: status === "active", digest: digestOf(unseal(secret)) };
  });
}

/** Compared with when there is no such connection, so that this takes as long as a wrong value. */
const NO_DIGEST = digestOf("");

/**
 * Who asks: the connection that the URL names, if the request carries its Authorization value. Null for a wrong value, none at all, and for a
 * connection that does not exist: all three look the same.
 */
export function authorized(known: Known | null, authorization: string | undefined): Authorized | null {
  const same = timingSafeEqual(digestOf(authorization ?? ""), known?.digest ?? NO_DIGEST);
  return same && authorization !== undefined ? known : null;
}

function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
