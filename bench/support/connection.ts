import { connect, type Socket } from "node:net";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface ConnectionOptions {
  readonly port: number;
  /** The expected response of almost every request, which is recognised by its length and status and not parsed. */
  readonly usual: { readonly status: number; readonly body: string } | null;
  /** `null`: the usual response. */
  readonly onAnswer: (connection: Connection, answer: Answer | null) => void;
  readonly onBroken: (error: Error) => void;
}

const READ_BYTES = 64 * 1_024;
const HEAD_END = Buffer.from("\r\n\r\n");

/**
 * One keep-alive connection with at most one request under way. Written for a load generator that shares two cores with
 * the server it measures: no HTTP client, no streams, no allocation for the usual response.
 */
export class Connection {
  /** The sender's own notes: the time of the request under way, and its number. */
  sentAt = 0;
  request = 0;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #usualLength = -1;
  #partial: Buffer | null = null;

  constructor(options: ConnectionOptions, onOpen: () => void) {
    this.#options = options;
    this.#socket = connect({
      port: options.port,
      host: "127.0.0.1",
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback: (length, buffer) => {
          this.#read(length, buffer as Buffer);
          return true;
        },
      },
    });
    this.#socket.once("connect", onOpen);
    this.#socket.once("error", options.onBroken);
    this.#socket.once("close", () => options.onBroken(new Error("the server closed a connection")));
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.removeAllListeners("error");
    this.#socket.removeAllListeners("close");
    this.#socket.on("error", () => undefined);
    this.#socket.destroy();
  }

  #read(length: number, buffer: Buffer): void {
    if (this.#partial === null && length === this.#usualLength && statusOf(buffer) === this.#options.usual?.status) {
      this.#options.onAnswer(this, null);
      return;
    }
    const bytes = Buffer.from(buffer.subarray(0, length));
    this.#assemble(this.#partial === null ? bytes : Buffer.concat([this.#partial, bytes]));
  }

  #assemble(bytes: Buffer): void {
    const headEnd = bytes.indexOf(HEAD_END);
    const total = headEnd < 0 ? Number.POSITIVE_INFINITY : headEnd + 4 + contentLength(bytes, headEnd);
    if (bytes.length < total) {
      this.#partial = bytes;
      return;
    }
    this.#partial = null;
    const answer = { status: statusOf(bytes), body: bytes.toString("utf8", headEnd + 4, total) };
    const { usual } = this.#options;
    const isUsual = usual !== null && answer.status === usual.status && answer.body === usual.body;
    // The response's headers are the same every time, with dates of one length: so the whole length is the same.
    if (isUsual) this.#usualLength = total;
    this.#options.onAnswer(this, isUsual ? null : answer);
  }
}

/** Of `HTTP/1.1 200 …`. */
function statusOf(bytes: Buffer): number {
  return ((bytes[9] ?? 0) - 48) * 100 + ((bytes[10] ?? 0) - 48) * 10 + ((bytes[11] ?? 0) - 48);
}

function contentLength(bytes: Buffer, headEnd: number): number {
  const match = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString("latin1", 0, headEnd));
  if (!match) throw new Error("a response without Content-Length");
  return Number(match[1]);
}

/** Connections to these ports in turn; resolves when all are connected. */
export function openConnections(
  count: number,
  ports: readonly number[],
  options: Omit<ConnectionOptions, "port" | "onBroken">,
): Promise<{ readonly connections: readonly Connection[]; readonly broken: Promise<never> }> {
  return new Promise((resolve, reject) => {
    let open = 0;
    let fail: (error: Error) => void = reject;
    const broken = new Promise<never>((_, rejectBroken) => {
      fail = (error) => {
        reject(error);
        rejectBroken(error);
      };
    });
    broken.catch(() => undefined);
    const onOpen = () => {
      open += 1;
      if (open === count) resolve({ connections, broken });
    };
    const connections: Connection[] = Array.from({ length: count }, (_, index) => {
      const port = ports[index % ports.length] ?? 0;
      return new Connection({ ...options, port, onBroken: (error) => fail(error) }, onOpen);
    });
  });
}
