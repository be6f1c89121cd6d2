import type { Readable } from "node:stream";
import { Deadline } from "../../util/deadline.ts";
import { UnknownCoding } from "../../net/decode.ts";
import { failureOf, OutboundClosed } from "../../net/failure.ts";
import type { Outbound } from "../../net/outbound.ts";
import { Places } from "../../net/places.ts";
import { retryAfterMs } from "../../net/retry-after.ts";
import { ProviderError, type ClockReading, type Window } from "../connector.ts";
import { readJson } from "../json/read-json.ts";
import { clockReading } from "./clock.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Below the base URL, beginning with a slash; with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the provider may get it twice; by default requests that only read, with GET, may. */
  readonly repeatable?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; for a repeated header the first. */
  readonly header: (name: string) => string | null;
  readonly text: string;
  /** The text as JSON, its numbers as they were written. Throws `malformed` when it is not JSON. */
  readonly json: () => unknown;
  /** From the request to the whole response, by our clock. */
  readonly window: Window;
  readonly clock: ClockReading | null;
  readonly retryAfterMs: number | null;
}

/** One provider's HTTP host. Responses of every status are returned; silence and unreadable responses are errors. */
export interface Exchange {
  /**
   * Rejects with `ProviderError`: `transient` without a whole response, `rejected` when the address may not be called,
   * `malformed` for a response that is too large, cannot be decoded or is not text. A signal that aborts rejects with
   * its reason.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface ExchangeOptions {
  readonly outbound: Outbound;
  /** The owner of the provider; name lookups are bounded for each. */
  readonly owner: string;
  /** Unix milliseconds. */
  readonly now?: (() => number) | undefined;
  /** For one whole exchange, connecting included; 30 seconds by default. */
  readonly timeoutMs?: number | undefined;
}

/** @limit Providers: time for a provider's response, connecting included. */
const EXCHANGE_TIMEOUT_MS = 30_000;
/**
 * One page of a provider's list is about a hundredth of it.
 * @limit Providers: size of a provider's response.
 */
const MAX_ANSWER_BYTES = 8 * 1_048_576;
/** @limit Providers: connections to one provider. */
const MAX_PROVIDER_CONNECTIONS = 16;
const DEFAULT_HEADERS = { accept: "application/json", "user-agent": "plimsoll/1" };

export function createExchange(baseUrl: string, options: ExchangeOptions): Exchange {
  const base = new URL(baseUrl);
  const prefix = base.origin + base.pathname.replace(/\/+$/, "");
  const { outbound, owner, now = Date.now, timeoutMs = EXCHANGE_TIMEOUT_MS } = options;
  const places = new Places(MAX_PROVIDER_CONNECTIONS);
  const closing = new AbortController();

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const deadline = new Deadline(timeoutMs, signal, closing.signal);
    try {
      return await places.run(
        base.host,
        () => exchange(request, deadline),
        (giveUp) => deadline.onEnd(giveUp),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProviderError) throw error;
      if (deadline.ended === "timeout") {
        throw new ProviderError("transient", `${base.host} did not answer within ${timeoutMs} ms`, { cause: error });
      }
      const failure = failureOf(error, base.host);
      const kind = failure.error === "address_refused" ? "rejected" : "transient";
      throw new ProviderError(kind, failure.words, { cause: error });
    } finally {
      deadline.clear();
    }
  }

  async function exchange(request: HttpRequest, deadline: Deadline): Promise<HttpAnswer> {
    const from = now();
    const started = performance.now();
    const { method, path, headers = {}, body = null, repeatable = method === "GET" } = request;
    const answer = await outbound.request(
      { method, url: new URL(prefix + path), headers: { ...DEFAULT_HEADERS, ...headers }, body, owner, repeatable },
      deadline,
    );
    const { status, header } = answer;
    const bytes = await read(answer.body);
    // Our clock may be set while the response is on its way.
    const window = { from, to: from + Math.ceil(performance.now() - started) };
    const text = textOf(bytes);
    const json = await readJson(bytes, () => deadline.signal.throwIfAborted());
    return {
      status,
      header,
      text,
      json: () => {
        if ("value" in json) return json.value;
        throw new ProviderError("malformed", `the answer ${json.problem}`);
      },
      window,
      // A cached response has the date of another response.
      clock: header("age") === null ? clockReading(header("date"), window) : null,
      retryAfterMs: retryAfterMs(header("retry-after") ?? undefined, window.to),
    };
  }

  return {
    send,
    close: async () => closing.abort(new OutboundClosed()),
  };
}

async function read(body: () => Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body() as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES) {
        throw new ProviderError("malformed", `the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UnknownCoding) throw new ProviderError("malformed", error.message, { cause: error });
    if (/^(Z|ERR_BROTLI|ERR__ERROR)/.test((error as NodeJS.ErrnoException).code ?? "")) {
      throw new ProviderError("malformed", "the answer cannot be decompressed", { cause: error });
    }
    throw error;
  }
  return Buffer.concat(chunks);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ProviderError("malformed", "the answer is not UTF-8 text");
  }
}
