import type { Socket } from "node:net";
import type { Written } from "./request-text.ts";
import { NotHttp, ResponseParser, type ResponseHead } from "./response-parser.ts";

/** @limit Requests to other hosts: size of a response's headers. */
const MAX_ANSWER_HEADER_BYTES = 16 * 1_024;
/**
 * Shorter than servers commonly keep theirs, so that few are closed during a request.
 * @limit Requests to other hosts: time after which an unused connection is closed.
 */
const IDLE_MS = 4_000;
/** @nolimit A connection is closed so much before the time that the other side has announced. */
const EARLIER_MS = 1_000;

/** Who sent a request, and reads its response. */
export interface Asker {
  readonly onHead: (head: ResponseHead) => void;
  /** False pauses the connection until `resume`. */
  readonly onData: (chunk: Buffer) => boolean;
  readonly onEnd: () => void;
  /** There is no response, or no more of it. `isLost`: on a connection that was used before, and not a byte has come. */
  readonly onError: (error: Error, isLost: boolean) => void;
}

export interface ConnectionEvents {
  /** The connection can be used again. */
  readonly onFree: (connection: Connection) => void;
  /** Nothing more can be sent. */
  readonly onClosed: (connection: Connection) => void;
}

/** One connection to a host, for one request at a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  #asker: Asker | null = null;
  #parser: ResponseParser | null = null;
  #head: ResponseHead | null = null;
  #bytesBefore = 0;
  #isUsed = false;
  #isClosed = false;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    socket
      .on("data", (bytes: Buffer) => this.#take(bytes))
      .on("end", () => this.#ended())
      .on("timeout", () => this.#idle())
      .on("error", (error) => this.#fail(error))
      .on("close", () => {
        if (!this.#isClosed) this.#fail(lost());
      });
  }

  /** Sends a request and its body, and reads the response. */
  ask({ text, encoding }: Written, asker: Asker): void {
    this.#asker = asker;
    this.#head = null;
    this.#bytesBefore = this.#socket.bytesRead;
    this.#parser = new ResponseParser(
      {
        onHead: (head) => {
          this.#head = head;
          asker.onHead(head);
        },
        onData: (chunk) => {
          if (this.#asker === asker && !asker.onData(chunk)) this.#socket.pause();
        },
        onEnd: () => {},
      },
      MAX_ANSWER_HEADER_BYTES,
    );
    if (this.#isUsed) this.#socket.ref();
    this.#socket.write(text, encoding);
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Ends the request under way with this error; nothing more is read. */
  destroy(error: Error): void {
    this.#fail(error);
  }

  #take(bytes: Buffer): void {
    const parser = this.#parser;
    // No request is under way.
    if (parser === null) return this.#fail(lost());
    try {
      const rest = parser.take(bytes);
      if (parser.isEnded) this.#done(rest.length > 0);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new NotHttp(String(error)));
    }
  }

  #ended(): void {
    if (this.#parser?.close() === true) this.#done(true);
    else this.#fail(lost());
  }

  /** The response is whole. */
  #done(isLast: boolean): void {
    const asker = this.#asker;
    if (asker === null) return;
    this.#asker = null;
    this.#parser = null;
    const idleMs = isLast || this.#head?.isKept !== true ? 0 : idleMsOf(this.#head);
    // A response that came before its request was sent leaves the rest of the request on the way.
    if (idleMs <= 0 || this.#socket.writableLength > 0) {
      this.#close();
    } else {
      this.#isUsed = true;
      if (this.#socket.timeout !== idleMs) this.#socket.setTimeout(idleMs);
      this.#socket.resume();
      this.#socket.unref();
      this.#events.onFree(this);
    }
    asker.onEnd();
  }

  #idle(): void {
    if (this.#asker === null) this.#close();
  }

  #fail(error: Error): void {
    const asker = this.#asker;
    this.#asker = null;
    this.#parser = null;
    const isLost = this.#isUsed && isLoss(error) && this.#socket.bytesRead === this.#bytesBefore;
    this.#close();
    asker?.onError(error, isLost);
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.destroy();
    this.#events.onClosed(this);
  }
}

function idleMsOf({ header }: ResponseHead): number {
  const announced = /(?:^|[,\s])timeout=(\d+)/.exec(header("keep-alive") ?? "")?.[1];
  return announced === undefined ? IDLE_MS : Math.min(IDLE_MS, Number(announced) * 1_000 - EARLIER_MS);
}

/** As Node.js reports a connection that ends before the response. */
function lost(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

function isLoss({ code }: NodeJS.ErrnoException): boolean {
  return code === "ECONNRESET" || code === "EPIPE" || code === "ECONNABORTED";
}
