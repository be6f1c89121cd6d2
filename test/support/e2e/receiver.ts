import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { listenOnLastingPort } from "../lasting-port.ts";
import { DEADLINE_MS, eventually } from "./eventually.ts";
import { afterEveryFile } from "./file-hooks.ts";

export interface ReceivedRequest {
  /** performance.now() when its body had arrived. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it was sent. */
  readonly body: string;
  readonly json: ReceivedEvent;
}

/** The part of a payload that every event has. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** The response to one request; 200 by default. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
  /** `hang`: never responds; `reset`: the connection is cut. */
  readonly instead?: "hang" | "reset";
}

export type Script = (request: ReceivedRequest, index: number) => number | Reply;

export const hang: Reply = { instead: "hang" };
export const reset: Reply = { instead: "reset" };

const open = new Set<Receiver>();
afterEveryFile(async () => {
  await Promise.all([...open].map((receiver) => receiver.close()));
  open.clear();
});

/** A real HTTP server that records requests and responds as scripted. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  readonly #server = createServer((request, response) => void this.#receive(request, response));
  readonly #sockets = new Set<Socket>();
  readonly #queue: (number | Reply)[] = [];
  #script: Script = () => 200;
  #port = 0;

  constructor() {
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  get url(): string {
    return this.urlAt("/hook");
  }

  urlAt(path: string): string {
    return `http://127.0.0.1:${this.#port}${path}`;
  }

  /** Listens on its previous port, or on a free one. */
  async listen(): Promise<this> {
    this.#port = await listenOnLastingPort(this.#server, this.#port);
    open.add(this);
    return this;
  }

  /** Refuses connections from now on; `listen` brings it back. */
  async close(): Promise<void> {
    open.delete(this);
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }

  /** The response to requests beyond those of `next`. */
  answer(script: Script | number | Reply): this {
    this.#script = typeof script === "function" ? script : () => script;
    return this;
  }

  /** The responses to the next requests, one by one. */
  next(...replies: readonly (number | Reply)[]): this {
    this.#queue.push(...replies);
    return this;
  }

  clear(): void {
    this.requests.length = 0;
  }

  ofType(type: string): ReceivedRequest[] {
    return this.requests.filter(({ json }) => json.type === type);
  }

  /** Resolves with the matching requests when there are at least `count`. */
  async waitFor(
    count: number,
    matches: (request: ReceivedRequest) => boolean = () => true,
    deadlineMs: number = DEADLINE_MS,
  ): Promise<ReceivedRequest[]> {
    return eventually(() => {
      const found = this.requests.filter(matches);
      if (found.length >= count) return found;
      const types = this.requests.map(({ json }) => json.type).join(", ");
      throw new Error(`${found.length} of ${count} requests came; in all: ${types || "none"}`);
    }, deadlineMs);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const body = Buffer.concat(chunks).toString("utf8");
    const received: ReceivedRequest = {
      at: performance.now(),
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body,
      json: parsed(body),
    };
    this.requests.push(received);
    const scripted = this.#queue.shift() ?? this.#script(received, this.requests.length - 1);
    const reply = typeof scripted === "number" ? { status: scripted } : scripted;
    if (reply.instead === "hang") return;
    if (reply.instead === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    const { delayMs = 0, status = 200, headers = {}, body: text = "" } = reply;
    const respond = () => response.writeHead(status, { ...headers }).end(text);
    if (delayMs > 0) setTimeout(respond, delayMs);
    else respond();
  }
}

export function startReceiver(script?: Script | number | Reply): Promise<Receiver> {
  const receiver = new Receiver();
  if (script !== undefined) receiver.answer(script);
  return receiver.listen();
}

/** Whether `X-Signature`, or `X-Signature-Previous` during a rotation, is the hex HMAC of the raw body. */
export function verifiesPlain(request: ReceivedRequest, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(request.body).digest("hex");
  return [request.headers["x-signature"], request.headers["x-signature-previous"]].some((given) =>
    typeof given === "string" ? equal(given, expected) : false,
  );
}

/**
 * Standard Webhooks 1.0: HMAC of `id.timestamp.body` with the bytes behind `whsec_`, any of the `v1,` signatures, five
 * minutes.
 */
export function verifiesStandard(request: ReceivedRequest, secret: string): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = request.headers;
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const expected = createHmac("sha256", key)
    .update(`${String(id)}.${String(timestamp)}.${request.body}`)
    .digest("base64");
  return String(signatures)
    .split(" ")
    .some((signature) => signature.startsWith("v1,") && equal(signature.slice(3), expected));
}

/** Both schemes. */
export function verifies(request: ReceivedRequest, secret: string): boolean {
  return verifiesPlain(request, secret) && verifiesStandard(request, secret);
}

function equal(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function parsed(body: string): ReceivedEvent {
  try {
    return JSON.parse(body) as ReceivedEvent;
  } catch {
    return { id: "", type: "", created_at: "" };
  }
}
