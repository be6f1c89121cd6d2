import { ExpiringMap } from "../expiring-map.ts";
import type { Reads } from "../store/store.ts";

/** What a hook needs of its provider. */
export interface HookProvider {
  readonly accountId: number;
  readonly providerId: string;
  readonly kind: string;
  readonly secret: string | null;
}

/** @limit Inbound webhooks: time for which a provider is cached; a changed secret takes effect everywhere after it. */
const TTL_MS = 5_000;
/** @limit Inbound webhooks: providers that are cached. */
const MAX_ENTRIES = 1_000;

/** Spares every hook a read of its provider. Unknown ids are remembered too, so that junk costs no reads either. */
export function providerCache(
  reads: Pick<Reads, "hookProvider">,
  unseal: (sealed: string) => string,
  now: () => number,
): (id: string) => HookProvider | null | Promise<HookProvider | null> {
  const remembered = new ExpiringMap<HookProvider | null>(MAX_ENTRIES, TTL_MS);

  async function load(id: string): Promise<HookProvider | null> {
    const row = await reads.hookProvider(id);
    const provider = row && {
      accountId: row.accountId,
      providerId: row.id,
      kind: row.kind,
      secret: row.webhookSecret === null ? null : unseal(row.webhookSecret),
    };
    remembered.set(id, provider, now());
    return provider;
  }

  return (id) => {
    const provider = remembered.get(id, now());
    return provider === undefined ? load(id) : provider;
  };
}
