import { isoTime, isoTimeOrNull, type Endpoint } from "@plimsoll/core";
import type { WebhookEndpoint } from "@plimsoll/contract";

export function webhookEndpointResource(endpoint: Readonly<Endpoint>): WebhookEndpoint {
  return {
    id: endpoint.id,
    key: endpoint.key,
    url: endpoint.url,
    event_types: JSON.parse(endpoint.eventTypes) as string[],
    description: endpoint.description,
    status: endpoint.status === "enabled" ? "enabled" : "disabled",
    disabled_reason: endpoint.disabledReason,
    rate_limit_per_second: endpoint.rateLimitPerSecond,
    max_attempts: endpoint.maxAttempts,
    timeout_ms: endpoint.timeoutMs,
    failing_since: isoTimeOrNull(endpoint.failingSince),
    previous_secret_expires_at: isoTimeOrNull(endpoint.previousSecretExpiresAt),
    created_at: isoTime(endpoint.createdAt),
    updated_at: isoTime(endpoint.updatedAt),
  };
}
