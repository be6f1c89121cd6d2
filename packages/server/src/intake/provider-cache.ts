import type { Reads } from "../store/store.ts";

/** What a hook needs of its provider. */
export interface HookProvider {
  readonly accountId: number;
  readonly providerId: string;
  readonly kind: string;
  readonly secret: string | null;
}

/** How long a provider is remembered; a changed secret is in force everywhere after this. */
const TTL_MS = 5_000;
const MAX_ENTRIES = 1_000;

interface Entry {
  readonly provider: HookProvider | null;
  readonly expiresAt: number;
}

/** Spares every hook a read of its provider. Unknown ids are remembered too, so that junk costs no reads either. */
export function providerCache(
  reads: Pick<Reads, "hookProvider">,
  unseal: (sealed: string) => string,
  now: () => number,
): (id: string) => HookProvider | null | Promise<HookProvider | null> {
  const entries = new Map<string, Entry>();

  async function load(id: string): Promise<HookProvider | null> {
    const row = await reads.hookProvider(id);
    const provider = row && {
      accountId: row.accountId,
      providerId: row.id,
      kind: row.kind,
      secret: row.webhookSecret === null ? null : unseal(row.webhookSecret),
    };
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(id, { provider, expiresAt: now() + TTL_MS });
    return provider;
  }

  return (id) => {
    const entry = entries.get(id);
    return entry && entry.expiresAt > now() ? entry.provider : load(id);
  };
}
