import type { Verdict } from "@plimsoll/core";
import { Deadline } from "../../util/deadline.ts";
import { failureOf, type SendError } from "../../net/failure.ts";
import type { Outbound } from "../../net/outbound.ts";
import { retryAfterMs } from "../../net/retry-after.ts";
import { readSnippet } from "./response-snippet.ts";

/** One HTTP POST. */
interface SendRequest {
  readonly url: string;
  /** Added to `content-type: application/json` and `user-agent: plimsoll/1`, over which they take precedence. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The owner of the endpoint; name lookups are bounded for each. */
  readonly owner: string;
  /** Covers connecting, the response's headers and the part of its body that is read; milliseconds. */
  readonly timeoutMs: number;
}

/** The outcome of one request. */
export interface SendOutcome {
  /** The HTTP status, a redirect's own included; null without an HTTP response. */
  readonly status: number | null;
  /** Whole milliseconds from the call to the response's headers, or to the failure. */
  readonly latencyMs: number;
  /** Null exactly when `status` is not. */
  readonly error: SendError | null;
  /** The failure in words, at most 512 characters; null with a response. */
  readonly errorMessage: string | null;
  /** The pause in the receiver's `Retry-After`, at most an hour; null without one. */
  readonly retryAfterMs: number | null;
  /** The first 1,024 bytes of the response as text that can be stored. */
  readonly responseSnippet: string;
  /** What the outcome means for the delivery. */
  readonly verdict: Verdict;
}

/** Sends requests. */
export interface Sender {
  /** Posts once and never follows a redirect. Never rejects; `signal` ends it early with the error `aborted`. */
  send(request: SendRequest, signal?: AbortSignal): Promise<SendOutcome>;
}

const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "user-agent": "plimsoll/1",
};

const DEFAULT_NAMES = Object.keys(DEFAULT_HEADERS);
const DEFAULT_LENGTHS: ReadonlySet<number> = new Set(DEFAULT_NAMES.map(({ length }) => length));

export function createSender(outbound: Pick<Outbound, "request">): Sender {
  return { send: (request, signal) => send(outbound, request, signal) };
}

async function send(
  outbound: Pick<Outbound, "request">,
  request: SendRequest,
  signal: AbortSignal | undefined,
): Promise<SendOutcome> {
  const startedAt = performance.now();
  const url = targetOf(request.url);
  if (url === null) return unanswered("invalid_url", "not an absolute http or https URL", startedAt);
  const deadline = new Deadline(request.timeoutMs, signal);
  try {
    return await exchange(outbound, url, request, deadline, startedAt);
  } catch (error) {
    if (deadline.ended === "timeout") {
      return unanswered("timeout", `${url.host} did not answer within ${request.timeoutMs} ms`, startedAt);
    }
    if (deadline.ended === "aborted") return unanswered("aborted", "the request was stopped", startedAt);
    const failure = failureOf(error, url.host);
    return unanswered(failure.error, failure.words, startedAt);
  } finally {
    deadline.clear();
  }
}

async function exchange(
  outbound: Pick<Outbound, "request">,
  url: URL,
  { headers, body, owner }: SendRequest,
  deadline: Deadline,
  startedAt: number,
): Promise<SendOutcome> {
  const answer = await outbound.request(
    // Delivery is at least once, and the event's id is in its headers.
    { method: "POST", url, headers: withDefaults(headers), body, owner, repeatable: true },
    deadline,
  );
  const latencyMs = elapsed(startedAt);
  return {
    status: answer.status,
    latencyMs,
    error: null,
    errorMessage: null,
    retryAfterMs: retryAfterMs(answer.header("retry-after") ?? undefined, Date.now()),
    responseSnippet: await readSnippet(answer),
    verdict: verdict(answer.status),
  };
}

const GONE = 410;

/** A signed webhook has arrived with a 2xx, and its endpoint ends with a 410; everything else is tried again. */
function verdict(status: number): Verdict {
  if (status === GONE) return "gone";
  return status >= 200 && status < 300 ? "delivered" : "retry";
}

function targetOf(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

function withDefaults(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {};
  const missing = new Set(DEFAULT_NAMES);
  for (const name in given) {
    headers[name] = given[name] ?? "";
    // A name of another length is another name.
    if (DEFAULT_LENGTHS.has(name.length)) missing.delete(name.toLowerCase());
  }
  for (const name of missing) headers[name] = DEFAULT_HEADERS[name] ?? "";
  return headers;
}

function unanswered(error: SendError, message: string, startedAt: number): SendOutcome {
  return {
    status: null,
    latencyMs: elapsed(startedAt),
    error,
    errorMessage: message,
    retryAfterMs: null,
    responseSnippet: "",
    verdict: "retry",
  };
}

function elapsed(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
