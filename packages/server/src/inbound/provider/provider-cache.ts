import { RowCache } from "../../util/row-cache.ts";
import type { Reads } from "../../store/port/reads.ts";
import type { Sealer } from "../../util/sealer.ts";

/** A hook's data about its provider. */
export interface HookProvider {
  readonly accountId: number;
  readonly providerId: string;
  readonly kind: string;
  readonly secret: string | null;
  /** The previous one, while it is still valid. */
  readonly previous: { readonly secret: string; readonly until: number } | null;
}

export type ProviderCache = RowCache<HookProvider>;

/** Saves every hook a read of its provider. */
export function providerCache(reads: Pick<Reads, "hookProvider">, unseal: Sealer["unseal"]): ProviderCache {
  return new RowCache(async (id) => {
    const row = await reads.hookProvider(id);
    if (row === null) return null;
    const { previousWebhookSecret: previous, previousWebhookSecretUntil: until } = row;
    const place = { accountId: row.accountId, use: "provider's webhook secret", id: row.id } as const;
    return {
      accountId: row.accountId,
      providerId: row.id,
      kind: row.kind,
      secret: row.webhookSecret === null ? null : unseal(row.webhookSecret, place),
      previous: previous === null || until === null ? null : { secret: unseal(previous, place), until },
    };
  });
}
