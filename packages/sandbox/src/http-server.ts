import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { stringify } from "lossless-json";
import { SandboxError } from "./error.ts";
import type { Fault, FaultDice, FaultRule } from "./faults.ts";
import { parseFields } from "./input.ts";
import type { RequestCounter } from "./request-limit.ts";
import type { Reply, Route } from "./route.ts";
import type { Timers } from "./timers.ts";
import type { Tokens } from "./tokens.ts";

/** @limit Sandbox and demo: size of a request's body. */
const MAX_BODY_BYTES = 64 * 1_024;
/** @limit Sandbox and demo: time for a whole request to arrive. */
const REQUEST_TIMEOUT_MS = 10_000;
/** @limit Sandbox and demo: `Retry-After` of a simulated 429 unless the fault sets another. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

export interface HttpParts {
  readonly routes: readonly Route[];
  readonly dice: FaultDice;
  readonly tokens: Tokens;
  readonly counter: RequestCounter;
  readonly timers: Timers;
  readonly now: () => number;
  readonly clock: () => number;
}

/** In place of an answer. */
const RESET = Symbol("reset");

/** The provider's HTTP server: limits, tokens and faults around the routes, `Date` by the provider's clock. */
export function sandboxServer(parts: HttpParts): Server {
  return createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    serve(parts, request, response).catch(() => response.destroy());
  });
}

async function serve(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readBody(request);
  const reply = await replyTo(parts, request, text).catch((error: unknown): Reply => {
    const known = error instanceof SandboxError ? error : new SandboxError("INTERNAL_SERVER_ERROR", String(error));
    const wait = known.retryAfterSeconds;
    return {
      status: known.status,
      body: known.envelope,
      ...(wait === null ? {} : { headers: { "retry-after": String(wait) } }),
    };
  });
  if (reply === RESET) {
    request.socket.resetAndDestroy();
    return;
  }
  const body = reply.body === undefined ? "" : (stringify(reply.body) ?? "");
  response.writeHead(reply.status ?? 200, {
    ...reply.headers,
    date: new Date(parts.clock()).toUTCString(),
    ...(body === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

async function replyTo(parts: HttpParts, request: IncomingMessage, text: string | null): Promise<Reply | typeof RESET> {
  const url = new URL(request.url ?? "/", "http://sandbox");
  const found = find(parts.routes, request.method ?? "", url.pathname);
  if (!found) throw new SandboxError("NOT_FOUND", "there is nothing at this address");
  const { route, params } = found;
  const strikes = (fault: Fault): FaultRule | null =>
    route.limit === null ? null : parts.dice.strikes(fault, parts.now(), { name: route.operation });

  if (strikes("reset_before")) return RESET;
  const slow = strikes("slow_request");
  if (slow) await parts.timers.pause(slow.delayMs ?? 0);
  const limited = strikes("too_many_requests");
  if (limited) tooMany(limited.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS);
  if (route.needsToken) checkToken(parts, request, strikes("expire_token") !== null);
  const wait = route.limit === null ? null : parts.counter.take(route.limit, parts.now());
  if (wait !== null) tooMany(wait);
  if (strikes("server_error")) throw new SandboxError("INTERNAL_SERVER_ERROR", "the provider has a bad moment");
  if (text === null) throw new SandboxError("BAD_REQUEST", `the body is larger than ${MAX_BODY_BYTES} bytes`);

  const reply = route.answer({ params, query: url.searchParams, body: parseFields(text) });
  const late = strikes("slow_answer");
  if (late) await parts.timers.pause(late.delayMs ?? 0);
  return strikes("reset_after") ? RESET : reply;
}

function find(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: readonly string[] } | null {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match) return { route, params: match.slice(1) };
  }
  return null;
}

function checkToken({ tokens, now }: HttpParts, request: IncomingMessage, expire: boolean): void {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
  if (expire) tokens.revoke(token);
  if (!tokens.isValid(token, now())) throw new SandboxError("UNAUTHORIZED", "the token is missing or has expired");
}

function tooMany(seconds: number): never {
  throw new SandboxError("TOO_MANY_REQUESTS", `try again in ${seconds} s`, seconds);
}

/** The body as text; null when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString("utf8");
}
