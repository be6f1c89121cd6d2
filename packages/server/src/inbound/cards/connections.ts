import { hash, timingSafeEqual } from "node:crypto";
import { RowCache } from "../../util/row-cache.ts";
import type { Reads } from "../../store/port/reads.ts";
import type { Sealer } from "../../util/sealer.ts";

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
  unseal: Sealer["unseal"],
): ConnectionCache {
  return new RowCache(async (id) => {
    const row = await reads.gatewayConnectionById(id);
    if (row === null) return null;
    const { accountId, status, secret } = row;
    const authorization = unseal(secret, { accountId, use: "gateway connection's authorization", id });
    return { accountId, connectionId: id, active: status === "active", digest: digestOf(authorization) };
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
