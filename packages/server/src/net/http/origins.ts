import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { connect as secureConnect } from "node:tls";
import { EVERY_ADDRESS } from "../guarded-lookup.ts";
import { Members } from "../../util/members.ts";
import { Connection } from "./connection.ts";

/** @limit Requests to other hosts: unused connections kept to one origin. */
const MAX_IDLE_PER_ORIGIN = 64;
/** @limit Requests to other hosts: TLS sessions that are remembered. */
const MAX_SESSIONS = 100;
/** @nolimit The time after which the system asks whether the other side is still there. */
const PROBE_AFTER_MS = 1_000;

/** Where to connect. */
export interface Place {
  readonly isSecure: boolean;
  /** A name or an address, which has been checked. */
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
}

/** What is kept of one origin. */
interface Kept {
  /** Unused connections, the last used last. */
  readonly free: Connection[];
  open: number;
}

/** The connections to every origin. */
export class Origins {
  readonly #kept = new Map<string, Kept>();
  readonly #all = new Members<Connection>();
  /** The last TLS session by origin, which saves most of the next handshake. */
  readonly #sessions = new Map<string, Buffer>();

  /** An unused connection, or a new one. */
  connection(origin: string, place: Place): Connection {
    return this.#kept.get(origin)?.free.pop() ?? this.open(origin, place);
  }

  /** A new connection. */
  open(origin: string, place: Place): Connection {
    let kept = this.#kept.get(origin);
    if (kept === undefined) this.#kept.set(origin, (kept = { free: [], open: 0 }));
    const { free } = kept;
    const own = kept;
    const socket = place.isSecure ? this.#secure(origin, place) : connect(optionsOf(place));
    const opened = new Connection(socket, {
      onFree: (connection) => {
        free.push(connection);
        if (free.length > MAX_IDLE_PER_ORIGIN) free.shift()?.destroy(new Error("too many unused connections"));
      },
      onClosed: (connection) => {
        leave();
        own.open -= 1;
        const index = free.indexOf(connection);
        if (index !== -1) free.splice(index, 1);
        if (own.open === 0) this.#kept.delete(origin);
      },
    });
    own.open += 1;
    const leave = this.#all.add(opened);
    return opened;
  }

  close(error: () => Error): void {
    for (const connection of this.#all.all()) connection.destroy(error());
  }

  #secure(origin: string, place: Place): Socket {
    const { host } = place;
    const session = this.#sessions.get(origin);
    const socket = secureConnect({
      ...optionsOf(place),
      ...(session === undefined ? {} : { session }),
      // An address is no name of a server (RFC 6066).
      servername: isIP(host) === 0 ? host : "",
      ALPNProtocols: ["http/1.1"],
    });
    return socket
      .on("session", (newest: Buffer) => {
        if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.clear();
        this.#sessions.set(origin, newest);
      })
      .on("error", () => this.#sessions.delete(origin));
  }
}

function optionsOf({ host, port, lookup }: Place) {
  const probes = { keepAlive: true, keepAliveInitialDelay: PROBE_AFTER_MS };
  return { host, port, lookup, noDelay: true, ...probes, ...EVERY_ADDRESS };
}
