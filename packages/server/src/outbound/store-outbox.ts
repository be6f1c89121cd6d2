import type { AttemptReport, Endpoint, Sealed } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import type { Reads } from "../store/port/reads.ts";
import { channelPlace, type Sealer } from "../util/sealer.ts";
import type { Attempt, AttemptResult, ChannelTarget, EndpointTarget, Outbox } from "./outbox.ts";

export interface StoreOutboxOptions {
  readonly reads: Pick<Reads, "targets" | "accountsBehind" | "endpointsBehind" | "due" | "nextDueAt">;
  readonly committer: Pick<Committer, "submit">;
  readonly unseal: Sealer["unseal"];
  readonly retryBaseMs: number;
  readonly now: () => number;
}

/** The outbox over the store: reads by its read models, results as commands like every other change. */
export function storeOutbox(options: StoreOutboxOptions): Outbox {
  const { reads, committer, unseal } = options;

  function target(endpoint: Endpoint): EndpointTarget {
    const { previousSecret, previousSecretExpiresAt } = endpoint;
    const overlapping =
      previousSecret !== null && (previousSecretExpiresAt ?? 0) > options.now() ? [previousSecret] : [];
    return {
      accountId: endpoint.accountId,
      endpointId: endpoint.id,
      url: endpoint.url,
      secrets: [endpoint.secret, ...overlapping].filter((secret) => secret !== null).map(secretOf(endpoint)),
      rateLimitPerSecond: endpoint.rateLimitPerSecond,
      timeoutMs: endpoint.timeoutMs,
      channel: channelTarget(endpoint),
      enabled: endpoint.status === "enabled",
      version: endpoint.version,
    };
  }

  function secretOf({ accountId, id }: Endpoint): (sealed: Sealed) => string {
    return (sealed) => unseal(sealed, { accountId, use: "endpoint's secret", id });
  }

  function channelTarget(endpoint: Endpoint): ChannelTarget | null {
    const { kind, config } = endpoint;
    if (kind === "signed-webhook") return null;
    const settings = config === null ? "{}" : unseal(config, channelPlace(endpoint));
    return { kind, config: JSON.parse(settings) as Record<string, unknown> };
  }

  return {
    targets: async () => (await reads.targets()).map(target),
    accountsBehind: () => reads.accountsBehind(),
    endpointsBehind: (accountId) => reads.endpointsBehind(accountId),
    async fanOut(accountId, endpointId) {
      const answer = await committer.submit({ type: "fan_out", accountId, endpointId });
      return answer.ok ? answer.value.deliveries : 0;
    },
    due: (accountId, endpointId, after, now, limit) => reads.due(accountId, endpointId, after, now, limit),
    nextDueAt: (accountId, endpointId, now) => reads.nextDueAt(accountId, endpointId, now),

    async record(accountId, attempts) {
      const answer = await committer.submit({
        type: "record_attempts",
        accountId,
        retryBaseMs: options.retryBaseMs,
        attempts: attempts.map(reportOf),
      });
      if (!answer.ok) throw new Error(`attempts were refused: ${answer.rejection.reason}`);
      return answer.value.results.map((result) => result ?? NOT_THERE);
    },
  };
}

/** Of a delivery that is not there any more. */
const NOT_THERE: AttemptResult = { retryAt: null, endpointEnabled: false };

function reportOf({ endpointId, sequence, at, outcome, jitter }: Attempt): AttemptReport {
  return {
    endpointId,
    sequence,
    at,
    status: outcome.status,
    verdict: outcome.verdict,
    latencyMs: Math.round(outcome.latencyMs),
    error: outcome.errorMessage ?? outcome.error,
    response: outcome.responseSnippet,
    retryAfterMs: outcome.retryAfterMs,
    jitter,
  };
}
