import type { Dispatcher } from "undici";
import { Deadline } from "../../deadline.ts";
import { guardedConnector, type Resolve } from "../../delivery/address-guard.ts";
import { retryAfterMs } from "../../delivery/retry-after.ts";
import { classifySendError, type SendError } from "../../delivery/send-error.ts";
import { undici } from "../../undici.ts";
import { ProviderError, type ClockReading, type Window } from "../connector.ts";
import { clockReading } from "./clock.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST";
  /** Below the base URL, beginning with a slash; with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; of a repeated header the first. */
  readonly header: (name: string) => string | null;
  readonly text: string;
  /** From sending to the whole answer, by our clock. */
  readonly window: Window;
  readonly clock: ClockReading | null;
  readonly retryAfterMs: number | null;
}

/** One provider's HTTP host. Answers of every status are answers; only silence and what cannot be read is an error. */
export interface Exchange {
  /**
   * Rejects with `ProviderError`: `transient` when there was no whole answer, `rejected` when the address may not be called, `malformed` for an
   * answer that is too large or no text. A signal that aborts rejects with its reason.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface ExchangeOptions {
  /** Also talk to loopback, private and otherwise not public addresses. */
  readonly allowPrivateTargets: boolean;
  /** Unix milliseconds. */
  readonly now?: (() => number) | undefined;
  /** For one whole exchange, connecting included; 30 seconds by default. */
  readonly timeoutMs?: number | undefined;
  /** How names are resolved; the system's resolver by default. */
  readonly resolve?: Resolve | undefined;
}

const EXCHANGE_TIMEOUT_MS = 30_000;
/** A page of a provider's list is a hundredth of it. */
const MAX_ANSWER_BYTES = 8 * 1_048_576;
const MAX_PROVIDER_CONNECTIONS = 16;

export function createExchange(baseUrl: string, options: ExchangeOptions): Exchange {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/+$/, "");
  const now = options.now ?? Date.now;
  const timeoutMs = options.timeoutMs ?? EXCHANGE_TIMEOUT_MS;
  const agent = new (undici().Agent)({
    connect: guardedConnector(options.allowPrivateTargets, options.resolve),
    connections: MAX_PROVIDER_CONNECTIONS,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const deadline = new Deadline(timeoutMs, signal);
    try {
      return await exchange(request, deadline);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProviderError) throw error;
      throw silence(deadline.ended ?? classifySendError(error), base.host, timeoutMs, error);
    } finally {
      deadline.clear();
    }
  }

  async function exchange(request: HttpRequest, deadline: Deadline): Promise<HttpAnswer> {
    const from = now();
    const started = performance.now();
    const answer = await deadline.race(
      agent.request({
        origin: base.origin,
        path: prefix + request.path,
        method: request.method,
        headers: { accept: "application/json", "user-agent": "plimsoll/1", ...request.headers },
        body: request.body ?? null,
        signal: deadline.signal,
      }),
    );
    const text = await deadline.race(readText(answer.body));
    // Our clock may be set while the answer is on its way.
    const window = { from, to: from + Math.ceil(performance.now() - started) };
    const header = (name: string): string | null => {
      const value = answer.headers[name];
      return (Array.isArray(value) ? value[0] : value) ?? null;
    };
    return {
      status: answer.statusCode,
      header,
      text,
      window,
      // A cache's answer carries the date of another answer.
      clock: header("age") === null ? clockReading(header("date"), window) : null,
      retryAfterMs: retryAfterMs(header("retry-after") ?? undefined, window.to),
    };
  }

  return { send, close: () => agent.destroy() };
}

async function readText(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new ProviderError("malformed", `the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ProviderError("malformed", "the answer is not UTF-8 text");
  }
}

const SILENCES: Readonly<Record<Exclude<SendError, "timeout" | "address_refused">, string>> = {
  connection_refused: "refused the connection",
  connection_reset: "broke the connection off",
  dns: "has no address: the name could not be resolved",
  tls: "could not prove who it is: TLS failed",
  invalid_url: "is no http or https address",
  aborted: "was not asked: the connection is closed",
  other: "could not be reached",
};

function silence(how: SendError, host: string, timeoutMs: number, cause: unknown): ProviderError {
  if (how === "address_refused") return new ProviderError("rejected", (cause as Error).message, { cause });
  const words = how === "timeout" ? `did not answer within ${timeoutMs} ms` : SILENCES[how];
  return new ProviderError("transient", `${host} ${words}`, { cause });
}
