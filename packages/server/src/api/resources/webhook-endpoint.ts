import { isoTime, isoTimeOrNull, type Endpoint } from "@plimsoll/core";
import type { WebhookEndpoint } from "@plimsoll/contract";
import type { Sealer } from "../../util/sealer.ts";

/** @nolimit Characters of a secret that are shown. */
const SHOWN = 4;

export function secretOf({ accountId, id, secret }: Readonly<Endpoint>, unseal: Sealer["unseal"]): string {
  return secret === null ? "" : unseal(secret, { accountId, use: "endpoint's secret", id });
}

/** By which secrets are distinguished; without the padding, which most have. */
export function endingOf(secret: string): string {
  let end = secret.length;
  while (secret[end - 1] === "=") end -= 1;
  return secret.slice(Math.max(0, end - SHOWN), end);
}

export function webhookEndpointResource(endpoint: Readonly<Endpoint>, unseal: Sealer["unseal"]): WebhookEndpoint {
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
    secret_ending: endingOf(secretOf(endpoint, unseal)),
    previous_secret_expires_at: isoTimeOrNull(endpoint.previousSecretExpiresAt),
    created_at: isoTime(endpoint.createdAt),
    updated_at: isoTime(endpoint.updatedAt),
  };
}
