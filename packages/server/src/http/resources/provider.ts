import { isoTime, type KeptHook, type Provider as ProviderRow } from "@plimsoll/core";
import type { Cadence, Provider, RejectedHook } from "@plimsoll/contract";

export function providerResource(provider: Readonly<ProviderRow>): Provider {
  return {
    id: provider.id,
    hook_url: `/hooks/${provider.id}`,
    kind: provider.kind,
    name: provider.name,
    base_url: provider.baseUrl,
    mode: provider.mode,
    status: provider.status,
    cadence: provider.cadence === null ? null : (JSON.parse(provider.cadence) as Cadence),
    settings: provider.settings === null ? null : (JSON.parse(provider.settings) as Provider["settings"]),
    has_credentials: provider.credentials !== null,
    has_webhook_secret: provider.webhookSecret !== null,
    created_at: isoTime(provider.createdAt),
    updated_at: isoTime(provider.updatedAt),
  };
}

export function rejectedHookResource(hook: Readonly<KeptHook>): RejectedHook {
  return {
    id: hook.id,
    provider_id: hook.providerId,
    event_id: hook.eventId,
    event_type: hook.eventType,
    reason: hook.reason,
    detail: hook.detail,
    body: hook.body,
    received_at: isoTime(hook.receivedAt),
  };
}
