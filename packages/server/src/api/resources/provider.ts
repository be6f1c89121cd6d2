import {
  cadenceMs,
  clockEstimates,
  isoTime,
  isoTimeOrNull,
  providerProblems,
  type KeptHook,
  type Provider as ProviderRow,
  type RecordHooks,
  type SnapshotProblem,
} from "@plimsoll/core";
import type { Cadence, Hook, Provider, RejectedHook } from "@plimsoll/contract";
import type { ListedHook } from "../../store/port/providers.ts";

/**
 * `now` decides the interval to the next poll; `pending` are hooks that arrived at its hook URL and are not in the row
 * yet.
 */
export function providerResource(
  provider: Readonly<ProviderRow>,
  now: number,
  pending: Pick<RecordHooks, "receivedAt" | "refused">,
): Provider {
  return {
    id: provider.id,
    key: provider.key,
    hook_url: `/hooks/${provider.id}`,
    kind: provider.kind,
    name: provider.name,
    base_url: provider.baseUrl,
    mode: provider.mode,
    mode_since: isoTime(provider.modeSince),
    status: provider.status,
    last_error: provider.syncError === null ? null : (JSON.parse(provider.syncError) as Provider["last_error"]),
    failures: provider.syncFailures,
    last_sync_at: isoTimeOrNull(provider.lastSyncAt),
    reads: provider.readingCount,
    next_sync_seconds: provider.lastSyncAt === null ? null : cadenceMs(provider, now) / 1_000,
    clock_offset_ms: clockOffset(provider),
    problems: providerProblems(provider, now).map(problemResource),
    cadence: provider.cadence === null ? null : (JSON.parse(provider.cadence) as Cadence),
    settings: provider.settings === null ? null : (JSON.parse(provider.settings) as Provider["settings"]),
    has_credentials: provider.credentials !== null,
    has_webhook_secret: provider.webhookSecret !== null,
    previous_webhook_secret_until: isoTimeOrNull(provider.previousWebhookSecretUntil),
    hooks: {
      last_received_at: isoTimeOrNull(pending.receivedAt ?? provider.hooksReceivedAt),
      last_refused_at: isoTimeOrNull(pending.refused?.at ?? provider.hooksRefusedAt),
      refused_count: provider.hooksRefused + (pending.refused?.count ?? 0),
      refused_reason: pending.refused?.reason ?? provider.hooksRefusedReason,
    },
    created_at: isoTime(provider.createdAt),
    updated_at: isoTime(provider.updatedAt),
  };
}

export function problemResource({ externalId, message }: SnapshotProblem): Provider["problems"][number] {
  return { external_id: externalId, message };
}

export function hookResource({ eventId, eventType, status, detail, ...hook }: ListedHook): Hook {
  return {
    event_id: eventId,
    event_type: eventType,
    status,
    detail,
    wallet_id: hook.walletId,
    transaction_id: hook.transactionId,
    received_at: isoTime(hook.receivedAt),
  };
}

export function rejectedHookResource(hook: Readonly<KeptHook>): RejectedHook {
  return {
    id: hook.id,
    provider_id: hook.providerId,
    event_id: hook.eventId,
    event_type: hook.eventType,
    reason: hook.reason as RejectedHook["reason"],
    detail: hook.detail,
    body: hook.body,
    received_at: isoTime(hook.receivedAt),
  };
}

/** The median of the latest readings. */
function clockOffset({ clocks }: Readonly<ProviderRow>): number | null {
  const [latest] = clockEstimates(clocks);
  return latest === undefined ? null : Math.round((latest.low + latest.high) / 2);
}
