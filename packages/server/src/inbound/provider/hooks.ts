import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { errorEnvelope, ERRORS, type ErrorCode } from "@plimsoll/contract";
import type { Logger } from "pino";
import { BodiesFull, SenderGone, type BodyReader } from "../../net/read-body.ts";
import { CommandFailed, QueueFull, type Committer } from "../../store/commit/committer.ts";
import { REQUEST_ID_HEADER, requestId } from "../../net/request-id.ts";
import { StoreUnavailable } from "../../store/port/unavailable.ts";
import type { HookRecord } from "./hook-record.ts";
import { octopusHooks } from "./octopus.ts";
import type { HookProvider, ProviderCache } from "./provider-cache.ts";
import { redactBody } from "../../util/redact.ts";
import { storedKey } from "../../util/stored-key.ts";
import { MalformedHook, type HookScheme, type ParsedHook } from "./scheme.ts";

/**
 * The largest documented one is a tenth of it.
 * @limit Inbound webhooks: size of a webhook's body.
 */
const MAX_HOOK_BYTES = 256 * 1_024;

const SCHEMES: Readonly<Record<string, HookScheme>> = { octopus: octopusHooks };

export interface HookOptions {
  readonly committer: Committer;
  readonly providers: ProviderCache;
  readonly bodies: BodyReader;
  /** Records when hooks came and which were refused. */
  readonly record: Pick<HookRecord, "received" | "refused">;
  readonly logger: Logger;
  readonly now: () => number;
  /** The server is stopping: answers are still given, and each ends its connection. */
  readonly stopping: () => boolean;
  /** An event came that only a poll can settle. */
  readonly onWaiting: (providerId: string) => void;
  /**
   * Counts outcomes: applied, late, waiting, duplicate, kept, malformed, unauthorized, unavailable …; the provider is null
   * where it was not found before a failure.
   */
  readonly count: (outcome: string, provider: HookProvider | null) => void;
}

/** What is known of a request's provider when it fails. */
interface Found {
  provider: HookProvider | null;
}

const UNSIGNED = "the signature is missing or is not this provider's";

export type HookHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Handles `POST /hooks/{provider_id}` on the bare HTTP server, because every microsecond here is a provider's. The
 * possible provider is found before a byte of the body is read; then verify, parse, store, and only then 200
 * `{"received":true,"duplicate":…}`.
 */
export function createHookHandler(options: HookOptions): HookHandler {
  async function receive(request: IncomingMessage, response: ServerResponse, found: Found): Promise<void> {
    if (options.stopping()) response.setHeader("connection", "close");
    const id = providerId(request.url ?? "");
    if (request.method !== "POST" || id === null) return fail(response, "NOT_FOUND");
    const remembered = options.providers.get(id);
    const provider = remembered instanceof Promise ? await remembered : remembered;
    if (!provider) return fail(response, "NOT_FOUND");
    found.provider = provider;
    const scheme = SCHEMES[provider.kind];
    if (!scheme) {
      options.count("unauthorized", provider);
      return fail(response, "UNAUTHORIZED", undefined, UNSIGNED);
    }
    if (provider.secret === null) return refuse(response, "no webhook secret is set", provider);
    if (!scheme.isSigned(request.headers)) return refuse(response, "the signature is missing", provider);
    const body = await options.bodies.read(request, MAX_HOOK_BYTES);
    if (body === null) {
      return fail(response, "VALIDATION_FAILURE", "body", `body is larger than ${MAX_HOOK_BYTES} bytes`);
    }
    if (!isSignedBy(provider, scheme, body, request)) {
      return refuse(response, "the signature is not this provider's", provider);
    }
    options.record.received(provider);
    await store(provider, scheme, body, request, response);
  }

  function refuse(response: ServerResponse, reason: string, provider: HookProvider): void {
    options.count("unauthorized", provider);
    options.record.refused(provider, reason);
    fail(response, "UNAUTHORIZED", undefined, UNSIGNED);
  }

  function isSignedBy(
    { secret, previous }: HookProvider,
    scheme: HookScheme,
    body: Buffer,
    { headers }: IncomingMessage,
  ): boolean {
    if (secret !== null && scheme.verify(body, headers, secret)) return true;
    return previous !== null && options.now() < previous.until && scheme.verify(body, headers, previous.secret);
  }

  async function store(
    provider: HookProvider,
    scheme: HookScheme,
    body: Buffer,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { accountId, providerId: id } = provider;
    try {
      const hook = scheme.parse(body, request.headers, options.now());
      const answer = await options.committer.submit(commandOf(provider, hook, body));
      if (answer.ok) {
        options.count(answer.value, provider);
        if (answer.value === "waiting") options.onWaiting(id);
        return send(response, answer.value === "duplicate" ? DUPLICATE : RECEIVED);
      }
      const [problem] = answer.rejection.details;
      throw new MalformedHook(problem?.field ?? "data", problem?.message ?? answer.rejection.reason);
    } catch (error) {
      if (!(error instanceof MalformedHook)) throw error;
      options.count("malformed", provider);
      await options.committer.submit({
        type: "keep_hook",
        accountId,
        providerId: id,
        key: storedKey(id, `malformed ${hash("sha256", body)}`),
        eventId: null,
        eventType: null,
        reason: "malformed",
        detail: error.message,
        body: redactBody(body.toString("utf8")),
      });
      fail(response, "VALIDATION_FAILURE", error.field, error.message);
    }
  }

  return (request, response) => {
    const found: Found = { provider: null };
    receive(request, response, found).catch((error: unknown) => {
      if (error instanceof SenderGone) return response.destroy();
      if (error instanceof QueueFull) return fail(response, "TOO_MANY_REQUESTS");
      if (error instanceof StoreUnavailable || error instanceof BodiesFull) {
        options.count("unavailable", found.provider);
        return fail(response, "SERVICE_UNAVAILABLE");
      }
      if (request.errored || request.destroyed) return response.destroy();
      options.count("failed", found.provider);
      const stack = error instanceof CommandFailed ? error.message : error;
      options.logger.error({ err: stack, path: request.url }, "hook failed");
      fail(response, "INTERNAL_SERVER_ERROR");
    });
  };
}

/** The command for a hook. */
function commandOf(provider: HookProvider, hook: ParsedHook, body: Buffer) {
  const { accountId, providerId: id } = provider;
  const { eventId } = hook;
  const key = storedKey(id, eventId);
  if (hook.type === "movement") {
    const { occurredAt, movement } = hook;
    return { type: "provider_event", accountId, providerId: id, eventId, key, occurredAt, movement } as const;
  }
  const { eventType } = hook;
  const redacted = redactBody(body.toString("utf8"));
  if (hook.type === "order") {
    const { reference, order } = hook;
    const type = "provider_order_event";
    return { type, accountId, providerId: id, eventId, key, eventType, reference, order, body: redacted } as const;
  }
  return {
    type: "keep_hook",
    accountId,
    providerId: id,
    key,
    eventId,
    eventType,
    reason: "unhandled",
    detail: null,
    body: redacted,
  } as const;
}

const RECEIVED = '{"received":true,"duplicate":false}';
const DUPLICATE = '{"received":true,"duplicate":true}';

function providerId(url: string): string | null {
  const match = /^\/hooks\/(prov_[0-9a-z]{1,60})\/?(?:\?.*)?$/.exec(url);
  return match?.[1] ?? null;
}

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.length,
    [REQUEST_ID_HEADER]: requestId(response.req),
  });
  response.end(body);
}

function fail(response: ServerResponse, code: ErrorCode, field?: string, message?: string): void {
  if (response.headersSent || response.destroyed) return;
  const { status } = ERRORS[code];
  const body = JSON.stringify(
    errorEnvelope(code, message, field === undefined ? [] : [{ field, message: message ?? "" }]),
  );
  if (status === 429 || status === 503) response.setHeader("retry-after", "1");
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    [REQUEST_ID_HEADER]: requestId(response.req),
  });
  response.end(body);
}
