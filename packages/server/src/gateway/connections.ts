import { hash, timingSafeEqual } from "node:crypto";
import type { GatewayConnection } from "@plimsoll/core";
import { ExpiringMap } from "../expiring-map.ts";
import type { Reads } from "../store/store.ts";

/** @limit Card gateway: time for which a connection is cached; a change by another process takes effect after it. */
const TTL_MS = 5_000;
/** @limit Card gateway: connections that are cached. */
const MAX_REMEMBERED = 1_000;

/** A connection whose issuer has shown that it is the one. */
export interface Authorized {
  readonly accountId: number;
  readonly connectionId: string;
  readonly active: boolean;
}

interface Known {
  readonly row: Pick<GatewayConnection, "accountId" | "id" | "status"> | null;
  readonly digest: Buffer;
}

/** Compared with when there is no such connection, so that this takes as long as a wrong value. */
const NOBODY: Known = { row: null, digest: digestOf("") };

/** Who asks: the connection that the URL names, if the request carries its Authorization value. */
export class GatewayConnections {
  private readonly remembered = new ExpiringMap<Known>(MAX_REMEMBERED, TTL_MS);
  private readonly reads: Pick<Reads, "gatewayConnectionById">;
  private readonly unseal: (sealed: string) => string;
  private readonly now: () => number;

  constructor(reads: Pick<Reads, "gatewayConnectionById">, unseal: (sealed: string) => string, now: () => number) {
    this.reads = reads;
    this.unseal = unseal;
    this.now = now;
  }

  /** Null for a wrong value, none at all, and for a connection that does not exist: all three look the same. */
  authorized(id: string, authorization: string | undefined): Authorized | null | Promise<Authorized | null> {
    const known = this.remembered.get(id, this.now());
    return known ? compared(known, authorization) : this.load(id).then((loaded) => compared(loaded, authorization));
  }

  forget(id: string): void {
    this.remembered.delete(id);
  }

  private async load(id: string): Promise<Known> {
    const row = await this.reads.gatewayConnectionById(id);
    const known = row ? { row, digest: digestOf(this.unseal(row.secret)) } : NOBODY;
    this.remembered.set(id, known, this.now());
    return known;
  }
}

function compared({ row, digest }: Known, authorization: string | undefined): Authorized | null {
  const same = timingSafeEqual(digestOf(authorization ?? ""), digest);
  if (!same || row === null || authorization === undefined) return null;
  return { accountId: row.accountId, connectionId: row.id, active: row.status === "active" };
}

function digestOf(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
