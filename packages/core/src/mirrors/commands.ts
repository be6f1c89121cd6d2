import { row, type Handler } from "../command.ts";
import { type Keyed, storedKeyRefusal } from "../naming/key.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { Provider } from "../model/provider.ts";
import type { Sealed } from "../model/sealed.ts";

/** Secrets arrive sealed. */
export interface CreateProvider extends Keyed {
  readonly type: "create_provider";
  readonly accountId: number;
  /** New: secrets are sealed for it before the row is made. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly baseUrl: string | null;
  readonly credentials: Sealed | null;
  readonly webhookSecret: Sealed | null;
  readonly cadence: string | null;
  readonly settings: string | null;
}

export const createProvider: Handler<CreateProvider, { readonly provider: Provider }> = {
  lookups: () => [],
  apply: (draft, command): Outcome<{ provider: Provider }> => {
    const { accountId, id, key = null } = command;
    const refusal = storedKeyRefusal(draft, "providers", accountId, key, id);
    if (refusal) return refusal;
    draft.insert("directoryEntries", { accountId, key: id });
    const provider = draft.insert("providers", {
      accountId,
      id,
      key,
      kind: command.kind,
      name: command.name,
      baseUrl: command.baseUrl,
      credentials: command.credentials,
      webhookSecret: command.webhookSecret,
      previousWebhookSecret: null,
      previousWebhookSecretUntil: null,
      cadence: command.cadence,
      settings: command.settings,
      mode: "webhook",
      modeSince: draft.now,
      status: "active",
      syncError: null,
      syncFailures: 0,
      failingSince: null,
      lastSyncAt: null,
      silentSyncs: 0,
      quietSyncs: 0,
      clocks: "[]",
      readingCount: 0,
      waitingCount: 0,
      driftCount: 0,
      lastDriftAt: null,
      problems: "[]",
      listProblems: "[]",
      hooksReceivedAt: null,
      hooksRefused: 0,
      hooksRefusedAt: null,
      hooksRefusedReason: null,
      hooksFailingSince: null,
      hooksFailedAt: null,
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ provider });
  },
};

type ProviderPatch = Pick<
  Provider,
  "key" | "name" | "baseUrl" | "credentials" | "webhookSecret" | "cadence" | "settings" | "status"
>;

export interface UpdateProvider {
  readonly type: "update_provider";
  readonly accountId: number;
  readonly providerId: string;
  /** An undefined member stays as it is. Secrets arrive sealed. */
  readonly patch: { readonly [K in keyof ProviderPatch]?: ProviderPatch[K] | undefined };
  /** Time for which the replaced webhook secret stays valid; none by default. */
  readonly secretGraceMs?: number | undefined;
}

export const updateProvider: Handler<UpdateProvider, { readonly provider: Provider }> = {
  lookups: ({ accountId, providerId }) => [row("providers", accountId, providerId)],
  apply: (draft, { accountId, providerId, patch, secretGraceMs = 0 }): Outcome<{ provider: Provider }> => {
    const before = draft.get("providers", accountId, providerId);
    if (!before) return rejected("provider_not_found");
    const refusal = storedKeyRefusal(draft, "providers", accountId, patch.key, providerId);
    if (refusal) return refusal;
    const provider = draft.edit("providers", before);
    if (patch.key !== undefined) provider.key = patch.key;
    if (patch.name !== undefined) provider.name = patch.name;
    if (patch.baseUrl !== undefined) provider.baseUrl = patch.baseUrl;
    if (patch.credentials !== undefined) provider.credentials = patch.credentials;
    if (patch.webhookSecret !== undefined) {
      const keeps = secretGraceMs > 0 && patch.webhookSecret !== null && provider.webhookSecret !== null;
      provider.previousWebhookSecret = keeps ? provider.webhookSecret : null;
      provider.previousWebhookSecretUntil = keeps ? draft.now + secretGraceMs : null;
      provider.webhookSecret = patch.webhookSecret;
    }
    if (patch.cadence !== undefined) provider.cadence = patch.cadence;
    if (patch.settings !== undefined) provider.settings = patch.settings;
    if (patch.status !== undefined) provider.status = patch.status;
    provider.updatedAt = draft.now;
    return accepted({ provider });
  },
};
