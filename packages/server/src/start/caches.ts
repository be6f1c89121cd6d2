import { keyCache } from "../api/key-cache.ts";
import { connectionCache } from "../inbound/cards/connections.ts";
import { providerCache } from "../inbound/provider/provider-cache.ts";
import type { RememberedTable, RowChange } from "../store/remembered-rows.ts";
import type { Store } from "../store/port/store.ts";
import type { RowCache } from "../util/row-cache.ts";
import type { Sealer } from "../util/sealer.ts";

export type Caches = ReturnType<typeof createCaches>;

/** The rows that each request needs and that seldom change. */
export function createCaches(store: Store, { unseal }: Sealer) {
  const caches = {
    apiKeys: keyCache(store.reads),
    providers: providerCache(store.reads, unseal),
    gatewayConnections: connectionCache(store.reads, unseal),
  };
  store.onForeignRow((change) => forget(caches, change));
  return caches;
}

/** Forgets a row that this or another process has changed; a null key means any row may have changed. */
export function forget(caches: Readonly<Record<RememberedTable, RowCache<unknown>>>, change: RowChange | null): void {
  if (change) caches[change.table].forget(change.key);
  else for (const cache of Object.values(caches)) cache.clear();
}
