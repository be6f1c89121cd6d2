import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Deadline } from "../util/deadline.ts";
import { hostOf } from "./address-guard.ts";
import { decoded } from "./decode.ts";
import { OutboundClosed } from "./failure.ts";
import { EVERY_ADDRESS, guardedLookup, refusedAddress, type AddressPolicy } from "./guarded-lookup.ts";
import { Names } from "./names.ts";
import { Members } from "../util/members.ts";

/**
 * Shorter than servers commonly keep theirs, so that few are closed during a request.
 * @limit Requests to other hosts: time after which an unused connection is closed.
 */
const IDLE_MS = 4_000;
/** @limit Requests to other hosts: unused connections kept to one origin. */
const MAX_IDLE_PER_ORIGIN = 64;
/** @limit Requests to other hosts: size of a response's headers. */
const MAX_ANSWER_HEADER_BYTES = 16 * 1_024;

export interface OutboundRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** http or https; its credentials and fragment are not sent. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** The owner of the request; name lookups are bounded for each. */
  readonly owner: string;
  /** Whether the host may receive the request twice. */
  readonly repeatable: boolean;
}

/** A response of any status. Redirects are not followed. */
export interface OutboundAnswer {
  readonly status: number;
  /** By its lower-case name; a repeated header is combined as `node:http` does. */
  readonly header: (name: string) => string | null;
  /** Unread, without its content coding; read it or destroy it. Throws `UnknownCoding`. */
  readonly body: () => Readable;
}

/** Makes requests to hosts that users name. */
export interface Outbound extends AddressPolicy {
  /**
   * Rejects when there is no response (`failureOf` describes the failure), or with the deadline's reason. The deadline
   * ends the body too.
   */
  request(request: OutboundRequest, deadline: Deadline): Promise<OutboundAnswer>;
  /** Closes every connection. Requests still under way, and later ones, reject with `OutboundClosed`. */
  close(): void;
}

export interface OutboundOptions {
  readonly allowPrivateTargets: boolean;
  /** Name servers in place of the system's: `address`, `address:port` or `[address]:port`. */
  readonly dnsServers?: readonly string[] | undefined;
  readonly names?: Pick<Names, "resolve"> | undefined;
}

export function createOutbound(options: OutboundOptions): Outbound {
  return new HttpOutbound(options);
}

/** The other side closed a kept-alive connection before it responded to this request. */
class LostBeforeAnswer extends Error {}

class HttpOutbound implements Outbound {
  readonly allowPrivateTargets: boolean;
  readonly names: Pick<Names, "resolve">;
  readonly #kept = agents({
    keepAlive: true,
    timeout: IDLE_MS,
    maxFreeSockets: MAX_IDLE_PER_ORIGIN,
    scheduling: "lifo",
  });
  readonly #fresh = agents({ keepAlive: false });
  readonly #underWay = new Members<ClientRequest>();
  #closed = false;

  constructor({ allowPrivateTargets, dnsServers, names }: OutboundOptions) {
    this.allowPrivateTargets = allowPrivateTargets;
    this.names = names ?? new Names({ servers: dnsServers });
  }

  async request(request: OutboundRequest, deadline: Deadline): Promise<OutboundAnswer> {
    try {
      return await this.#once(request, deadline, this.#kept);
    } catch (error) {
      if (!(error instanceof LostBeforeAnswer)) throw error;
      if (!request.repeatable) throw error.cause;
      // Most likely it was closed while unused, and the host never saw the request.
      return this.#once(request, deadline, this.#fresh);
    }
  }

  close(): void {
    this.#closed = true;
    for (const request of this.#underWay.all()) request.destroy(new OutboundClosed());
    for (const { plain, secure } of [this.#kept, this.#fresh]) {
      plain.destroy();
      secure.destroy();
    }
  }

  #once(request: OutboundRequest, deadline: Deadline, { plain, secure }: Agents): Promise<OutboundAnswer> {
    const { url, method, body, owner } = request;
    const host = hostOf(url);
    if (this.#closed) return Promise.reject(new OutboundClosed());
    if (deadline.reason !== null) return Promise.reject(deadline.reason);
    const refused = refusedAddress(this, host);
    if (refused) return Promise.reject(refused);
    return new Promise((resolve, reject) => {
      const options = {
        method,
        host,
        port: url.port,
        path: url.pathname + url.search,
        headers: rawHeaders(url, request, this.#kept.plain === plain),
        maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
        lookup: guardedLookup(this, owner, (giveUp) => deadline.onEnd(giveUp)),
      };
      const sent =
        url.protocol === "https:"
          ? secureRequest({ ...options, agent: secure })
          : plainRequest({ ...options, agent: plain });
      let answer: IncomingMessage | null = null;
      let failed = false;
      let readBefore = 0;
      const forget = deadline.onEnd((reason) => {
        answer?.destroy(reason);
        sent.destroy(reason);
      });
      const leave = this.#underWay.add(sent);
      sent
        .on("socket", (socket: Socket) => (readBefore = socket.bytesRead))
        .on("response", (response) => {
          answer = response;
          // The reader of the body gets its errors; without a listener here they would end the process before there is
          // a reader.
          response.on("error", () => {});
          resolve(answerOf(response));
        })
        .on("error", (error: NodeJS.ErrnoException) => {
          failed = true;
          const lost = sent.reusedSocket && isLoss(error) && sent.socket?.bytesRead === readBefore;
          reject(lost ? new LostBeforeAnswer("", { cause: error }) : error);
        })
        .on("close", () => {
          forget();
          leave();
          if (answer === null && !failed) reject(new OutboundClosed());
        })
        .end(body ?? undefined);
    });
  }
}

/** Methods whose requests say how long their body is even when there is none. */
const WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * The headers as a list of names and values, which Node.js sends as they are: setting each by itself costs more than
 * all else of a request.
 */
function rawHeaders(url: URL, { method, headers, body }: OutboundRequest, isKept: boolean): string[] {
  const list: string[] = [];
  let hasHost = false;
  for (const name in headers) {
    list.push(name, headers[name] ?? "");
    hasHost ||= name.length === HOST.length && name.toLowerCase() === HOST;
  }
  if (!hasHost) list.push("Host", url.host);
  list.push("Connection", isKept ? "keep-alive" : "close");
  if (body !== null) list.push("Content-Length", String(Buffer.byteLength(body)));
  else if (WITH_BODY.has(method)) list.push("Content-Length", "0");
  return list;
}

const HOST = "host";

interface Agents {
  readonly plain: PlainAgent;
  readonly secure: SecureAgent;
}

function agents(options: ConstructorParameters<typeof PlainAgent>[0]): Agents {
  const all = { ...options, ...EVERY_ADDRESS };
  return { plain: new PlainAgent(all), secure: new SecureAgent(all) };
}

function isLoss({ code }: NodeJS.ErrnoException): boolean {
  return code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED";
}

function answerOf(response: IncomingMessage): OutboundAnswer {
  const header = (name: string): string | null => {
    const value = response.headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  return {
    status: response.statusCode ?? 0,
    header,
    body: () => {
      try {
        return decoded(response, header("content-encoding"));
      } catch (error) {
        response.destroy();
        throw error;
      }
    },
  };
}
