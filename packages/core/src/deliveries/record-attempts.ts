import type { EventMembers } from "@plimsoll/contract";
import { row, type Handler } from "../command.ts";
import { together, type Draft } from "../draft.ts";
import { notifyOperation } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";
import { isChannel } from "../routes/match.ts";
import { reportFailing } from "./report-failing.ts";
import { endWaiting, sentAgainAt } from "./end-waiting.ts";
import { finish } from "../endpoints/finish-delivery.ts";
import { disable } from "../endpoints/receiver.ts";
import { isoTimeOrNull } from "../time/iso-time.ts";
import { emit } from "../events/emit.ts";
import { accepted, type Outcome } from "../outcome.ts";
import type { Delivery, Endpoint, Verdict } from "../model/endpoint.ts";
import { retryDelay } from "./retry.ts";

/**
 * @limit Deliveries: time without a successful delivery after which a failing endpoint is disabled
 * (docs/guides/webhooks.md).
 */
const FAILURE_PERIOD_MS = 5 * 24 * 60 * 60 * 1_000;
const WARNINGS = [90, 50] as const;

/** @limit Deliveries: results of attempts that one command records. */
export const RECORDED_AT_ONCE = 64;

/** The result of one HTTP request of a delivery. */
export interface AttemptReport {
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
  /** A random number in [0, 1]. */
  readonly jitter: number;
}

/**
 * The results of requests, in the order of their responses. Reporting the same request again, after a lost response,
 * changes nothing.
 */
export interface RecordAttempts {
  readonly type: "record_attempts";
  readonly accountId: number;
  readonly retryBaseMs: number;
  /** At most `RECORDED_AT_ONCE`. */
  readonly attempts: readonly AttemptReport[];
}

interface AttemptRecorded {
  readonly retryAt: number | null;
  readonly endpointEnabled: boolean;
}

export interface AttemptsRecorded {
  /** One for each attempt; null when its delivery or its endpoint is not there. */
  readonly results: readonly (AttemptRecorded | null)[];
}

export const recordAttempts: Handler<RecordAttempts, AttemptsRecorded> = {
  lookups: ({ accountId, attempts }) => [
    ...attempts.map(({ endpointId, sequence }) => row("deliveries", accountId, endpointId, sequence)),
    ...[...new Set(attempts.map(({ endpointId }) => endpointId))].map((id) => row("endpoints", accountId, id)),
  ],

  apply: (draft, { accountId, retryBaseMs, attempts }): Outcome<AttemptsRecorded> => {
    const results: (AttemptRecorded | null)[] = [];
    together(attempts, (report) => results.push(record(draft, accountId, retryBaseMs, report)));
    return accepted({ results });
  },
};

function record(draft: Draft, accountId: number, retryBaseMs: number, report: AttemptReport): AttemptRecorded | null {
  const { endpointId, sequence } = report;
  const found = draft.get("deliveries", accountId, endpointId, sequence);
  const target = draft.get("endpoints", accountId, endpointId);
  if (!found || !target) return null;
  if (found.lastAttemptAt === report.at) return recorded(found, target);
  const delivery = draft.edit("deliveries", found);
  delivery.attemptCount += 1;
  delivery.lastAttemptAt = report.at;
  draft.append("attempts", {
    accountId,
    endpointId,
    deliverySequence: sequence,
    number: delivery.attemptCount,
    at: report.at,
    status: report.status,
    latencyMs: report.latencyMs,
    error: report.error,
    response: report.response,
  });
  if (report.verdict === "delivered") succeed(draft, delivery, target);
  else fail(draft, delivery, target, report, retryBaseMs);
  return recorded(delivery, draft.get("endpoints", accountId, endpointId) ?? target);
}

/** One object, because a thread passes on an object that it has seen before as a number. */
const DONE: AttemptRecorded = { retryAt: null, endpointEnabled: true };

function recorded(delivery: Readonly<Delivery>, endpoint: Readonly<Endpoint>): AttemptRecorded {
  const retryAt = delivery.status === "pending" ? delivery.nextAttemptAt : null;
  const endpointEnabled = endpoint.status === "enabled";
  return retryAt === null && endpointEnabled ? DONE : { retryAt, endpointEnabled };
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

function fail(
  draft: Draft,
  delivery: Delivery,
  target: Readonly<Endpoint>,
  report: AttemptReport,
  retryBaseMs: number,
): void {
  const failures = delivery.attemptCount - delivery.attemptBase;
  const last = failures >= target.maxAttempts || report.verdict === "gone" || report.verdict === "refused";
  if (delivery.status === "pending") {
    if (last) {
      finish(draft, delivery, "failed");
      if (isChannel(target)) endWaiting(draft, delivery);
    } else {
      const { retryAfterMs, jitter } = report;
      // A receiver counts its Retry-After from its response.
      delivery.nextAttemptAt = report.at + report.latencyMs + retryDelay(retryBaseMs, failures, retryAfterMs, jitter);
    }
  }
  if (target.status !== "enabled") return;
  const endpoint = draft.edit("endpoints", target);
  endpoint.failingSince ??= report.at;
  if (isChannel(endpoint)) reportFailing(draft, endpoint, failures, report);
  if (report.verdict === "gone") {
    const gone = `the receiver answered ${report.status ?? "that it is gone"}`;
    turnOff(draft, endpoint, isChannel(endpoint) ? gone : "the endpoint answered 410 Gone");
  } else if (report.at - endpoint.failingSince >= FAILURE_PERIOD_MS) {
    turnOff(draft, endpoint, "every attempt failed for 5 days");
  } else if (!isChannel(endpoint)) {
    warn(draft, endpoint, report.at);
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
