import type { Readable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { createClient, PlimsollError, type Client } from "@plimsoll/client";
import type { ErrorEnvelope } from "@plimsoll/contract";
import type { Config } from "../../config.ts";
import { failureOf } from "../../net/failure.ts";
import { createOutbound, type Outbound, type OutboundAnswer } from "../../net/outbound.ts";
import { Deadline } from "../../util/deadline.ts";
import { safeText } from "../terminal/safe-text.ts";
import { fetchThrough } from "./fetch-through.ts";

/** Where a command that speaks the API finds it. */
export type ServerAccess = Pick<Config, "url" | "key" | "dnsServers">;

/** @limit Process: time that a command waits for a list of the API. */
const LIST_MS = 60_000;
/** @limit Process: characters of an error's response that a command shows. */
const MAX_SHOWN = 500;

export interface ServerRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** After `/api/v1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: { readonly type: "application/json" | "text/csv"; readonly text: string };
}

/** The server refused the request: to repeat it changes nothing. */
export class Refused extends Error {}

/** An account of a running server, as a command sees it. */
export class ServerConnection {
  readonly client: Client;
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  readonly outbound: Outbound;
  /** Without a slash at its end. */
  readonly url: string;
  readonly #key: string;

  constructor({ url, key, dnsServers }: ServerAccess, signal: AbortSignal) {
    if (key === null) throw new Error("an API key is needed: --key or PLIMSOLL_KEY");
    // The user of the command line may name a host of their own network.
    this.outbound = createOutbound({ allowPrivateTargets: true, dnsServers });
    this.client = createClient({ baseUrl: url, apiKey: key, fetch: fetchThrough(this.outbound), signal });
    this.signal = signal;
    this.url = url.replace(/\/+$/, "");
    this.#key = key;
  }

  /** Makes one request and passes the body of its response to `use`, unread. Throws `Refused` when the server refuses it. */
  async exchange<T>(request: ServerRequest, use: (body: Readable) => Promise<T>): Promise<T> {
    const deadline = new Deadline(null, this.signal);
    try {
      return await use((await this.#answer(request, deadline)).body());
    } finally {
      deadline.clear();
    }
  }

  /** A page of a list as text, with its headers. Throws `Refused`. */
  async list(
    path: string,
    query: NonNullable<ServerRequest["query"]>,
  ): Promise<{ readonly text: string; readonly header: OutboundAnswer["header"] }> {
    const deadline = new Deadline(LIST_MS, this.signal);
    try {
      const answer = await this.#answer({ method: "GET", path, query }, deadline);
      return { text: await textOf(answer.body()), header: answer.header };
    } finally {
      deadline.clear();
    }
  }

  /** A response that does not end by itself. Call `close` when it is not read any more. Throws `Refused`. */
  async open(
    path: string,
    query: NonNullable<ServerRequest["query"]>,
  ): Promise<{ readonly body: Readable; readonly close: () => void }> {
    const deadline = new Deadline(null, this.signal);
    try {
      const body = (await this.#answer({ method: "GET", path, query }, deadline)).body();
      const close = (): void => {
        deadline.clear();
        body.destroy();
      };
      return { body, close };
    } catch (error) {
      deadline.clear();
      throw error;
    }
  }

  close(): void {
    this.outbound.close();
  }

  async #answer({ method, path, query = {}, body }: ServerRequest, deadline: Deadline): Promise<OutboundAnswer> {
    const url = new URL(`${this.url}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers = { authorization: `Bearer ${this.#key}`, ...(body && { "content-type": body.type }) };
    const request = { method, url, headers, body: body?.text ?? null, owner: "cli", repeatable: true };
    let answer: OutboundAnswer;
    try {
      answer = await this.outbound.request(request, deadline);
    } catch (error) {
      if (deadline.ended !== null) throw error;
      throw new Error(failureOf(error, url.host).words, { cause: error });
    }
    const { status } = answer;
    if (status === 200) return answer;
    const words = complaint(status, await textOf(answer.body()));
    if (status >= 400 && status < 500 && status !== 429) throw new Refused(words);
    throw new Error(words);
  }
}

/** Connects, does the work and closes. Errors of the API are thrown in words for people. */
export async function withServer<T>(
  access: ServerAccess,
  signal: AbortSignal,
  work: (server: ServerConnection) => Promise<T>,
): Promise<T> {
  const server = new ServerConnection(access, signal);
  try {
    return await work(server);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw new Error(inWords(error), { cause: error });
  } finally {
    server.close();
  }
}

function inWords({ message, details }: Pick<PlimsollError, "message" | "details">): string {
  const lines = [message, ...details.map((detail) => `${detail.field}: ${detail.message}`)];
  return lines
    .map((line) => safeText(line))
    .join("\n  ")
    .slice(0, MAX_SHOWN);
}

function complaint(status: number, text: string): string {
  try {
    return inWords((JSON.parse(text) as ErrorEnvelope).error);
  } catch {
    return `the server responded with ${status}: ${safeText(text.slice(0, MAX_SHOWN))}`;
  }
}
