import { Readable } from "node:stream";
import type { Asker, Connection } from "./connection.ts";
import type { ResponseHead } from "./response-parser.ts";

/** @limit Requests to other hosts: size of a response's body that is read ahead of its reader. */
const READ_AHEAD_BYTES = 64 * 1_024;

interface Sink {
  /** False when no more is wanted for now. */
  readonly data: (chunk: Buffer) => boolean;
  readonly end: () => void;
  readonly error: (error: Error) => void;
}

export interface AnsweringEvents {
  readonly onHead: (head: ResponseHead) => void;
  /** There is no response. */
  readonly onError: (error: Error, isLost: boolean) => void;
  /** Nothing more comes. */
  readonly onSettled: () => void;
}

/** A response on its way, until its reader takes the body. */
export class Answering implements Asker {
  readonly #connection: Pick<Connection, "resume" | "destroy">;
  readonly #events: AnsweringEvents;
  #hasHead = false;
  /** Came before there was a reader. */
  readonly #early: Buffer[] = [];
  #earlyBytes = 0;
  #isEnded = false;
  #error: Error | null = null;
  #sink: Sink | null = null;

  constructor(connection: Pick<Connection, "resume" | "destroy">, events: AnsweringEvents) {
    this.#connection = connection;
    this.#events = events;
  }

  onHead(head: ResponseHead): void {
    this.#hasHead = true;
    this.#events.onHead(head);
  }

  onData(chunk: Buffer): boolean {
    if (this.#sink !== null) return this.#sink.data(chunk);
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    return this.#earlyBytes < READ_AHEAD_BYTES;
  }

  onEnd(): void {
    this.#isEnded = true;
    this.#events.onSettled();
    this.#sink?.end();
  }

  onError(error: Error, isLost: boolean): void {
    this.#error = error;
    this.#events.onSettled();
    if (!this.#hasHead) this.#events.onError(error, isLost);
    else this.#sink?.error(error);
  }

  /** The body; it is read once. Its errors are those of the connection. */
  body(): Readable {
    const body = new Readable({
      read: () => this.#connection.resume(),
      destroy: (error, done) => {
        if (!this.#isEnded) this.#connection.destroy(error ?? new Error("the rest of the response is not wanted"));
        done(error);
      },
    });
    this.#read({
      data: (chunk) => body.push(chunk),
      end: () => body.push(null),
      error: (error) => body.destroy(error),
    });
    return body;
  }

  /** As `OutboundAnswer.firstBytes`, of a body as it comes. */
  firstBytes(kept: number, most: number): Promise<Buffer> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let total = 0;
      const end = (): void =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
      this.#read({
        data: (chunk) => {
          if (total < kept) chunks.push(chunk.subarray(0, kept - total));
          total += chunk.length;
          if (total > most) this.discard();
          return true;
        },
        end,
        error: end,
      });
    });
  }

  /** The rest is not wanted, and closing the connection is cheaper than reading it. */
  discard(): void {
    if (!this.#isEnded) this.#connection.destroy(new Error("the rest of the response is not wanted"));
  }

  #read(sink: Sink): void {
    this.#sink = sink;
    for (const chunk of this.#early.splice(0)) sink.data(chunk);
    if (this.#error !== null) sink.error(this.#error);
    else if (this.#isEnded) sink.end();
    else this.#connection.resume();
  }
}
