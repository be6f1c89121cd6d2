import type { Agent } from "undici";
import { Deadline } from "../deadline.ts";
import { undici } from "../undici.ts";
import { guardedConnector, type Resolve } from "./address-guard.ts";
import { readSnippet } from "./response-snippet.ts";
import { retryAfterMs } from "./retry-after.ts";
import { classifySendError, type SendError } from "./send-error.ts";

/** One HTTP POST. */
interface SendRequest {
  readonly url: string;
  /** Added to, and winning over, `content-type: application/json` and `user-agent: plimsoll/1`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Covers connecting, the answer's headers and the part of its body that is read; milliseconds. */
  readonly timeoutMs: number;
}

/** What came of one request. A success is a `status` of 200 to 299. */
export interface SendOutcome {
  /** The HTTP status, a redirect's own included; null when there was no HTTP answer. */
  readonly status: number | null;
  /** Whole milliseconds from the call to the answer's headers, or to the failure. */
  readonly latencyMs: number;
  /** Null exactly when `status` is not. */
  readonly error: SendError | null;
  /** The failure in words, at most 512 characters; null when there was an answer. */
  readonly errorMessage: string | null;
  /** The pause the receiver asked for with `Retry-After`, at most an hour; null when it did not. */
  readonly retryAfterMs: number | null;
  /** The first 1,024 bytes of the answer as text, fit to be stored. */
  readonly responseSnippet: string;
}

/** Sends requests; remembers nothing but open connections. */
export interface Sender {
  /** Posts once and never follows a redirect. Never rejects; `signal` ends it early with the error `aborted`. */
  send(request: SendRequest, signal?: AbortSignal): Promise<SendOutcome>;
  /** Closes every connection. Requests still under way end with `aborted`. */
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Also send to loopback, private and otherwise not public addresses. */
  readonly allowPrivateTargets: boolean;
  /** Connections to one origin at a time, 256 by default: many endpoints may share a host, and none may block it. */
  readonly maxConnectionsPerOrigin?: number;
  /** How names are resolved; the system's resolver by default. */
  readonly resolve?: Resolve;
}

const MAX_CONNECTIONS_PER_ORIGIN = 256;
const ERROR_MESSAGE_CHARACTERS = 512;
const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "user-agent": "plimsoll/1",
};

export function createSender(options: SenderOptions): Sender {
  let agent: Agent | null = null;
  return {
    send: (request, signal) => send((agent ??= createAgent(options)), request, signal),
    close: async () => agent?.destroy(),
  };
}

function createAgent(options: SenderOptions): Agent {
  return new (undici().Agent)({
    connect: guardedConnector(options.allowPrivateTargets, options.resolve),
    connections: options.maxConnectionsPerOrigin ?? MAX_CONNECTIONS_PER_ORIGIN,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

async function send(agent: Agent, request: SendRequest, signal?: AbortSignal): Promise<SendOutcome> {
  const startedAt = performance.now();
  const target = parseTarget(request.url);
  if (target === null) return unanswered("invalid_url", "not an absolute http or https URL", startedAt);
  const deadline = new Deadline(request.timeoutMs, signal);
  try {
    return await exchange(agent, target, request, deadline, startedAt);
  } catch (error) {
    return unanswered(deadline.ended ?? classifySendError(error), messageOf(error), startedAt);
  } finally {
    deadline.clear();
  }
}

async function exchange(
  agent: Agent,
  target: Target,
  request: SendRequest,
  deadline: Deadline,
  startedAt: number,
): Promise<SendOutcome> {
  const answer = await deadline.race(
    agent.request({
      method: "POST",
      origin: target.origin,
      path: target.path,
      headers: mergeHeaders(DEFAULT_HEADERS, request.headers),
      body: request.body,
      signal: deadline.signal,
    }),
  );
  const latencyMs = elapsed(startedAt);
  return {
    status: answer.statusCode,
    latencyMs,
    error: null,
    errorMessage: null,
    retryAfterMs: retryAfterMs(single(answer.headers["retry-after"]), Date.now()),
    responseSnippet: await readSnippet(answer.body),
  };
}

interface Target {
  readonly origin: string;
  readonly path: string;
}

function parseTarget(text: string): Target | null {
  try {
    const url = new URL(text);
    if (url.protocol !== "http:" && url.protocol !== "https:") return null;
    return { origin: url.origin, path: url.pathname + url.search };
  } catch {
    return null;
  }
}

function mergeHeaders(
  defaults: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const kept = Object.entries(defaults).filter(([name]) => !names.has(name));
  return { ...Object.fromEntries(kept), ...given };
}

function unanswered(error: SendError, message: string, startedAt: number): SendOutcome {
  return {
    status: null,
    latencyMs: elapsed(startedAt),
    error,
    errorMessage: message.slice(0, ERROR_MESSAGE_CHARACTERS),
    retryAfterMs: null,
    responseSnippet: "",
  };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // An AggregateError, what several unreachable addresses give, has no message of its own.
  return error.message || ((error as NodeJS.ErrnoException).code ?? error.name);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function elapsed(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
