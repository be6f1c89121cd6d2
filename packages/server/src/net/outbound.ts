import type { Readable } from "node:stream";
import type { Deadline } from "../util/deadline.ts";
import { hostOf } from "./address-guard.ts";
import { decoded, firstBytesOf, isEncoded } from "./decode.ts";
import { OutboundClosed } from "./failure.ts";
import { guardedLookup, refusedAddress, type AddressPolicy } from "./guarded-lookup.ts";
import { Names } from "./names.ts";
import { Answering } from "./http/answering.ts";
import { Origins, type Place } from "./http/origins.ts";
import { requestText } from "./http/request-text.ts";

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
  /**
   * Reads the body to its end, or closes the connection behind `most` bytes, and resolves with its first `kept` bytes,
   * without its content coding. A body that breaks off resolves with what has come. Rejects with `UnknownCoding`.
   */
  readonly firstBytes: (kept: number, most: number) => Promise<Buffer>;
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
  readonly #origins = new Origins();
  #closed = false;

  constructor({ allowPrivateTargets, dnsServers, names }: OutboundOptions) {
    this.allowPrivateTargets = allowPrivateTargets;
    this.names = names ?? new Names({ servers: dnsServers });
  }

  async request(request: OutboundRequest, deadline: Deadline): Promise<OutboundAnswer> {
    try {
      return await this.#once(request, deadline, false);
    } catch (error) {
      if (!(error instanceof LostBeforeAnswer)) throw error;
      if (!request.repeatable) throw error.cause;
      // Most likely it was closed while unused, and the host never saw the request.
      return this.#once(request, deadline, true);
    }
  }

  close(): void {
    this.#closed = true;
    this.#origins.close(() => new OutboundClosed());
  }

  /** `isFresh`: on a new connection. */
  async #once(request: OutboundRequest, deadline: Deadline, isFresh: boolean): Promise<OutboundAnswer> {
    const { url, owner } = request;
    const host = hostOf(url);
    if (this.#closed) throw new OutboundClosed();
    if (deadline.reason !== null) throw deadline.reason;
    const refused = refusedAddress(this, host);
    if (refused) throw refused;
    const written = requestText(request);
    const isSecure = url.protocol === "https:";
    const place: Place = {
      isSecure,
      host,
      port: url.port === "" ? (isSecure ? SECURE_PORT : PLAIN_PORT) : Number(url.port),
      lookup: guardedLookup(this, owner, (giveUp) => deadline.onEnd(giveUp)),
    };
    const { origin } = url;
    const connection = isFresh ? this.#origins.open(origin, place) : this.#origins.connection(origin, place);
    return new Promise((resolve, reject) => {
      const forget = deadline.onEnd((reason) => connection.destroy(reason));
      const answering = new Answering(connection, {
        onHead: ({ status, header }) => {
          const coding = header("content-encoding");
          resolve({
            status,
            header,
            body: () => {
              try {
                return decoded(answering.body(), coding);
              } catch (error) {
                answering.discard();
                throw error;
              }
            },
            firstBytes: (kept, most) => {
              if (isEncoded(coding)) return firstBytesOf(() => decoded(answering.body(), coding), kept, most);
              return answering.firstBytes(kept, most);
            },
          });
        },
        onError: (error, isLost) => reject(isLost ? new LostBeforeAnswer("", { cause: error }) : error),
        onSettled: forget,
      });
      connection.ask(written, answering);
    });
  }
}

const PLAIN_PORT = 80;
const SECURE_PORT = 443;
