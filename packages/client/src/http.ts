import type { Answer } from "./answer.ts";
import { withEtag } from "./etag.ts";
import { errorOf, PlimsollError, type ErrorInit } from "./errors.ts";
import type { ErrorBody } from "./generated/types.ts";
import { Pages, type PageRequest } from "./pages.ts";
import { delayBefore, mayRepeat, retryAfterMs } from "./retry.ts";
import { MAX_TIMER_MS, TIMED_OUT, wait, withDeadline } from "./wait.ts";

export interface RequestOptions {
  /** Ends the request and every repetition of it; what is thrown is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For one attempt, its response's body included; 30,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Repetitions after the first attempt; 3 by default, 0 for none. */
  readonly maxRetries?: number | undefined;
}

/** Of a request that moves money. */
export interface MoneyOptions extends RequestOptions {
  /**
   * Makes the request safe to repeat with the same key. Without one the client generates a key for the request and its
   * own retries; with your own you can repeat the request after a crash.
   */
  readonly idempotencyKey?: string | undefined;
}

/** Of a request that changes or removes what may have been read before. */
export interface EditOptions extends RequestOptions {
  /** The `etagOf` what was read: what others have changed since is not overwritten, and PRECONDITION_FAILED is thrown. */
  readonly ifMatch?: string | undefined;
}

/** Of a request that replaces something, or makes it. */
export interface PutOptions extends EditOptions {
  /** `*`: only if it does not exist yet. */
  readonly ifNoneMatch?: "*" | undefined;
}

export interface HttpOptions extends RequestOptions {
  /** The server's address, with or without a path: `https://plimsoll.example.com`. */
  readonly baseUrl: string;
  /** `pk_…`. Omit it where a session's cookie identifies the caller. */
  readonly apiKey?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** @limit Client: time allowed for one attempt, unless `timeoutMs` sets another. */
const DEFAULT_TIMEOUT_MS = 30_000;
/** @limit Client: retries of a request, unless `maxRetries` sets another number. */
const DEFAULT_MAX_RETRIES = 3;
/** @nolimit The size of a generated idempotency key. */
const KEY_BYTES = 16;

interface Call {
  readonly method: string;
  readonly url: string;
  readonly body: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
  readonly options: RequestOptions;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Requests under `/api/v1`: encoding, repetition, errors. Independent of resources. */
export class Http {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #defaults: RequestOptions;
  readonly #fetch: typeof globalThis.fetch;

  constructor({ baseUrl, apiKey, headers = {}, fetch = globalThis.fetch, ...defaults }: HttpOptions) {
    if (!isBaseUrl(baseUrl)) {
      throw new TypeError(`baseUrl must be an http or https URL, not ${JSON.stringify(baseUrl)}`);
    }
    this.#base = `${baseUrl.replace(/\/+$/, "")}/api/v1`;
    this.#headers = { ...headers, ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }) };
    this.#fetch = fetch;
    this.#defaults = defaults;
    checked(defaults);
  }

  async get<T>(path: string, query: object = {}, options: RequestOptions = {}): Promise<T> {
    return withEtag<T>(await this.#ask("GET", path, query, undefined, options, true));
  }

  list<T>(path: string, query: PageRequest = {}, options: RequestOptions = {}): Pages<T> {
    const { page, limit, ...filter } = query;
    return new Pages<T>({ page, limit }, async (request) =>
      this.#ask("GET", path, { ...filter, ...request }, undefined, options, true),
    );
  }

  /** `POST` is the one method that cannot be sent twice, unless the operation allows it. */
  async send<T>(
    method: Method,
    path: string,
    body: unknown,
    options: PutOptions = {},
    repeatable = method !== "POST",
  ): Promise<T> {
    const { ifMatch, ifNoneMatch, ...rest } = options;
    const headers = {
      ...(ifMatch !== undefined && { "If-Match": ifMatch }),
      ...(ifNoneMatch !== undefined && { "If-None-Match": ifNoneMatch }),
    };
    return withEtag<T>(await this.#ask(method, path, {}, body, rest, repeatable, headers));
  }

  /** A `POST` with an idempotency key, the same in every repetition. */
  async move<T>(path: string, body: unknown, options: MoneyOptions = {}): Promise<T> {
    const { idempotencyKey = randomKey(), ...rest } = options;
    const headers = { "Idempotency-Key": idempotencyKey };
    return (await this.#ask("POST", path, {}, body, rest, true, headers)).body as T;
  }

  async #ask(
    method: Method,
    path: string,
    query: object,
    body: unknown,
    options: RequestOptions,
    repeatable: boolean,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.#repeat({
      method,
      url: `${this.#base}${path}${queryText(query)}`,
      body: text,
      headers: { ...this.#headers, ...headers, ...(text === undefined ? {} : { "Content-Type": "application/json" }) },
      repeatable,
      options: checked({ ...this.#defaults, ...defined(options) }),
    });
  }

  async #repeat(call: Call): Promise<Answer> {
    const { signal, maxRetries = DEFAULT_MAX_RETRIES } = call.options;
    for (let failures = 1; ; failures++) {
      try {
        return await this.#attempt(call);
      } catch (error) {
        if (!(error instanceof PlimsollError)) throw error;
        // A deletion whose first response was lost finds nothing left to delete.
        if (failures > 1 && call.method === "DELETE" && error.code === "NOT_FOUND") return NOTHING;
        if (failures > 1 && error.code === "PRECONDITION_FAILED") {
          const done = await this.#doneBefore(call);
          if (done !== null) return done;
        }
        if (failures > maxRetries || !mayRepeat(answered(error), call.repeatable)) throw error;
        const delay = delayBefore(failures, error.retryAfterMs, Math.random());
        if (delay === null) throw error;
        await wait(delay, signal);
      }
    }
  }

  /** What is stored, when a change whose first response was lost is stored already; null when it is not. */
  async #doneBefore({ body = "null", ...call }: Call): Promise<Answer | null> {
    try {
      const stored = await this.#attempt({ ...call, method: "GET", body: undefined, headers: this.#headers });
      return hasAll(stored.body, JSON.parse(body)) ? stored : null;
    } catch (error) {
      if (error instanceof PlimsollError) return null;
      throw error;
    }
  }

  async #attempt({ method, url, body, headers, options }: Call): Promise<Answer> {
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    // Browsers refuse a fetch that is called as a method of another object.
    const send = this.#fetch;
    let response: Response;
    let text: string;
    try {
      [response, text] = await withDeadline(timeoutMs, signal, async (both) => {
        // A redirect would turn a POST into a GET.
        const init: RequestInit = { method, headers, signal: both, redirect: "manual" };
        const answer = await send(url, body === undefined ? init : { ...init, body });
        return [answer, await answer.text()];
      });
    } catch (error) {
      throw failure(error, signal, timeoutMs, `${method} ${presentable(url)}`);
    }
    const parsed = parse(text);
    if (response.ok && parsed !== MALFORMED) return { body: parsed, headers: response.headers };
    throw errorOf(errorIn(response, parsed));
  }
}

/** Whether a resource has every member that a change gives it; what is not shown, such as a secret, it has not. */
function hasAll(stored: unknown, wanted: unknown): boolean {
  const isMembers = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMembers(wanted) || !isMembers(stored)) return JSON.stringify(stored) === JSON.stringify(wanted);
  const present = new Map(Object.entries(stored as object));
  return Object.entries(wanted as object).every(
    ([name, value]) => present.has(name) && hasAll(present.get(name), value),
  );
}

const NOTHING: Answer = { body: undefined, headers: new Headers() };

function answered({ code, status }: PlimsollError): number {
  return code === "CONNECTION_FAILED" || code === "TIMED_OUT" ? 0 : status;
}

function failure(error: unknown, signal: AbortSignal | undefined, timeoutMs: number, what: string): unknown {
  if (error === TIMED_OUT) {
    return new PlimsollError({ code: "TIMED_OUT", message: `${what}: no answer within ${timeoutMs} ms` });
  }
  if (signal?.aborted === true) return signal.reason;
  return new PlimsollError({ code: "CONNECTION_FAILED", message: `${what}: ${causeOf(error)}`, cause: error });
}

/** The innermost message, because a runtime's `fetch` only reports that it failed. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner: unknown = error.cause ?? (error as { readonly errors?: readonly unknown[] }).errors?.[0];
  if (inner instanceof Error && inner !== error) return causeOf(inner);
  const { code } = error as { readonly code?: unknown };
  return error.message || (typeof code === "string" ? code : error.name);
}

/** In a page, a path alone means the page's own server. */
function isBaseUrl(value: unknown): value is string {
  if (typeof value !== "string") return false;
  return value === "" || value.startsWith("/") || (/^https?:\/\//i.test(value) && URL.canParse(value));
}

/** A URL for messages: without credentials and query. */
function presentable(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/^([a-z]+:\/\/)[^/]*@/i, "$1");
}

const MALFORMED = Symbol("malformed");

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}

function errorIn({ status, headers }: Response, body: unknown): ErrorInit {
  const about = {
    status,
    requestId: headers.get("X-Request-Id"),
    retryAfterMs: retryAfterMs(headers.get("Retry-After"), Date.now()),
  };
  const error = (body as { readonly error?: Partial<ErrorBody> } | null | undefined)?.error;
  if (typeof error?.code === "string" && typeof error.message === "string") {
    return { ...about, code: error.code, message: error.message, details: error.details ?? [] };
  }
  return { ...about, code: "UNEXPECTED_ANSWER", message: `an answer with status ${status} that is not the server's` };
}

/** Leaves out undefined parameters. */
function queryText(query: object): string {
  const given = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

/** Removes undefined options, which count as absent. */
function defined(options: RequestOptions): RequestOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function checked(options: RequestOptions): RequestOptions {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxRetries = DEFAULT_MAX_RETRIES } = options;
  if (!(timeoutMs > 0 && timeoutMs <= MAX_TIMER_MS)) throw new TypeError(`timeoutMs must be 1 to ${MAX_TIMER_MS}`);
  if (!Number.isSafeInteger(maxRetries) || maxRetries < 0) throw new TypeError("maxRetries must be 0, 1, 2, …");
  return options;
}

/** `crypto.randomUUID` is missing in a page served without TLS; this is not. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
