import { hash, timingSafeEqual } from "node:crypto";
import { RowCache } from "../../util/row-cache.ts";
import type { Reads } from "../../store/port/reads.ts";

/** A connection whose issuer has proved its identity. */
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

/** Compared when the connection does not exist, so that the refusal takes as long as for a wrong value. */
const NO_DIGEST = digestOf("");

/**
 * The connection in the URL, if the request carries its Authorization value. Null for a wrong value, for none, and for
 * an unknown connection: the caller cannot distinguish them.
 */
export function authorized(known: Known | null, authorization: string | undefined): Authorized | null {
  const same = timingSafeEqual(digestOf(authorization ?? ""), known?.digest ?? NO_DIGEST);
  return same && authorization !== undefined ? known : null;
}

function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
