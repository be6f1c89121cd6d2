import type { EventMembers } from "@plimsoll/contract";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { notifyOperation } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";
import { isChannel } from "../routes/match.ts";
import { reportFailing } from "./report-failing.ts";
import { endWaiting, sentAgainAt } from "./end-waiting.ts";
import { finish } from "../endpoints/finish-delivery.ts";
import { disable } from "../endpoints/receiver.ts";
import { isoTimeOrNull } from "../time/iso-time.ts";
import { emit } from "../events/emit.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { Delivery, Endpoint, Verdict } from "../model/endpoint.ts";
import { retryDelay } from "./retry.ts";

/**
 * @limit Deliveries: time without a successful delivery after which a failing endpoint is disabled
 * (docs/guides/webhooks.md).
 */
const FAILURE_PERIOD_MS = 5 * 24 * 60 * 60 * 1_000;
const WARNINGS = [90, 50] as const;

/**
 * The result of one HTTP request of a delivery. Reporting the same request again, after a lost response, changes
 * nothing.
 */
export interface RecordAttempt {
  readonly type: "record_attempt";
  readonly accountId: number;
  readonly endpointId: string;
  readonly sequence: number;
  readonly at: number;
  /** HTTP or SMTP status; null without a response. */
  readonly status: number | null;
  readonly verdict: Verdict;
  readonly latencyMs: number;
  readonly error: string | null;
  readonly response: string;
  readonly retryAfterMs: number | null;
  readonly retryBaseMs: number;
  /** A random number in [0, 1]. */
  readonly jitter: number;
}

export interface AttemptRecorded {
  readonly retryAt: number | null;
  readonly endpointEnabled: boolean;
}

export const recordAttempt: Handler<RecordAttempt, AttemptRecorded> = {
  lookups: (command) => [row("deliveries", command.accountId, command.endpointId, command.sequence)],

  apply: (draft, command): Outcome<AttemptRecorded> => {
    const { accountId, endpointId, sequence } = command;
    const found = draft.get("deliveries", accountId, endpointId, sequence);
    const target = draft.find("endpoints", "account", accountId).find((entry) => entry.id === endpointId);
    if (!found || !target) return rejected("delivery_not_found");
    if (found.lastAttemptAt === command.at) return accepted(recorded(found, target));
    const delivery = draft.edit("deliveries", found);
    delivery.attemptCount += 1;
    delivery.lastAttemptAt = command.at;
    draft.append("attempts", {
      accountId,
      endpointId,
      deliverySequence: sequence,
      number: delivery.attemptCount,
      at: command.at,
      status: command.status,
      latencyMs: command.latencyMs,
      error: command.error,
      response: command.response,
    });
    if (command.verdict === "delivered") {
      succeed(draft, delivery, target);
    } else {
      fail(draft, delivery, target, command);
    }
    return accepted(recorded(delivery, draft.get("endpoints", accountId, endpointId) ?? target));
  },
};

function recorded(delivery: Readonly<Delivery>, endpoint: Readonly<Endpoint>): AttemptRecorded {
  return {
    retryAt: delivery.status === "pending" ? delivery.nextAttemptAt : null,
    endpointEnabled: endpoint.status === "enabled",
  };
}

function succeed(draft: Draft, delivery: Delivery, endpoint: Readonly<Endpoint>): void {
  const isLast = delivery.attemptCount - delivery.attemptBase >= endpoint.maxAttempts;
  const again = isChannel(endpoint) && delivery.status === "pending" && !isLast ? sentAgainAt(draft, delivery) : null;
  if (again === null) {
    finish(draft, delivery, "delivered");
    if (isChannel(endpoint)) endWaiting(draft, delivery);
  } else {
    delivery.nextAttemptAt = again;
  }
  if (endpoint.failingSince === null) return;
  const recovered = draft.edit("endpoints", endpoint);
  recovered.failingSince = null;
  recovered.warned = 0;
}

function fail(draft: Draft, delivery: Delivery, target: Readonly<Endpoint>, command: RecordAttempt): void {
  const failures = delivery.attemptCount - delivery.attemptBase;
  const last = failures >= target.maxAttempts || command.verdict === "gone" || command.verdict === "refused";
  if (delivery.status === "pending") {
    if (last) {
      finish(draft, delivery, "failed");
      if (isChannel(target)) endWaiting(draft, delivery);
    } else {
      const { retryBaseMs, retryAfterMs, jitter } = command;
      // A receiver counts its Retry-After from its response.
      delivery.nextAttemptAt = command.at + command.latencyMs + retryDelay(retryBaseMs, failures, retryAfterMs, jitter);
    }
  }
  if (target.status !== "enabled") return;
  const endpoint = draft.edit("endpoints", target);
  endpoint.failingSince ??= command.at;
  if (isChannel(endpoint)) reportFailing(draft, endpoint, failures, command);
  if (command.verdict === "gone") {
    const gone = `the receiver answered ${command.status ?? "that it is gone"}`;
    turnOff(draft, endpoint, isChannel(endpoint) ? gone : "the endpoint answered 410 Gone");
  } else if (command.at - endpoint.failingSince >= FAILURE_PERIOD_MS) {
    turnOff(draft, endpoint, "every attempt failed for 5 days");
  } else if (!isChannel(endpoint)) {
    warn(draft, endpoint, command.at);
  }
}

function turnOff(draft: Draft, endpoint: Endpoint, reason: string): void {
  disable(draft, endpoint, reason);
  if (isChannel(endpoint)) return;
  endpointNotice(draft, endpoint, `The webhook endpoint ${endpoint.url} is disabled`, reason);
  emit(draft, endpoint.accountId, "endpoint.disabled", { data: endpointData(endpoint) });
}

/** Warns at 50 % and at 90 % of the failure period that the endpoint will be disabled. */
function warn(draft: Draft, endpoint: Endpoint, at: number): void {
  const percent = ((at - (endpoint.failingSince ?? at)) / FAILURE_PERIOD_MS) * 100;
  const reached = WARNINGS.find((warning) => percent >= warning);
  if (reached === undefined || reached <= endpoint.warned) return;
  endpoint.warned = reached;
  endpointNotice(draft, endpoint, `The webhook endpoint ${endpoint.url} will be disabled if it keeps failing`, null);
  emit(draft, endpoint.accountId, "endpoint.failing", { data: endpointData(endpoint) });
}

function endpointNotice(draft: Draft, { accountId, id }: Endpoint, summary: string, detail: string | null): void {
  const subject = { wallet: null, providerId: null };
  notifyOperation(draft, accountId, "endpoint_disabled", subject, () =>
    operationNotice(draft, { level: "endpoint_disabled", resource: id, summary, detail }),
  );
}

function endpointData(endpoint: Endpoint): EventMembers<"endpoint.failing">["data"] {
  const disablesAt = endpoint.failingSince === null ? null : endpoint.failingSince + FAILURE_PERIOD_MS;
  return {
    endpoint_id: endpoint.id,
    url: endpoint.url,
    status: endpoint.status === "enabled" ? "enabled" : "disabled",
    reason: endpoint.disabledReason,
    failing_since: isoTimeOrNull(endpoint.failingSince),
    disables_at: endpoint.status === "disabled" ? null : isoTimeOrNull(disablesAt),
  };
}
