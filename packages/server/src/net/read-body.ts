import type { IncomingMessage } from "node:http";

/**
 * @limit Inbound webhooks: total size of the bodies of webhooks and card issuers' messages being received; further
 * senders get 503.
 */
const MAX_WAITING_BYTES = 32 * 1_048_576;

/** Bodies that are being received use the whole allowance. */
export class BodiesFull extends Error {
  constructor() {
    super("too many bodies are on their way");
    this.name = "BodiesFull";
  }
}

/** The connection ended before the body did. */
export class SenderGone extends Error {
  constructor(cause?: unknown) {
    super("the sender closed the connection", { cause });
    this.name = "SenderGone";
  }
}

/**
 * Reads bodies within one allowance for all of them. A body that arrives in one piece never has to wait, so it is never
 * refused because of others.
 */
export class BodyReader {
  #waiting = 0;
  readonly #maxWaiting: number;

  constructor(maxWaiting = MAX_WAITING_BYTES) {
    this.#maxWaiting = maxWaiting;
  }

  /** Bytes of bodies that have not ended. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * The whole body, or null when it is larger than `maxBytes`. Rejects with `BodiesFull` and `SenderGone`. The rest of
   * a refused body is read and discarded, because a sender that is cut off never reads the response.
   */
  read(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
    const announced = Number(request.headers["content-length"] ?? Number.NaN);
    if (announced > maxBytes) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      let chunks: Buffer[] = [];
      let size = 0;
      let held = 0;
      let dropping = false;
      const release = (): void => {
        this.#waiting -= held;
        held = 0;
      };
      const drop = (): void => {
        dropping = true;
        chunks = [];
        release();
      };
      request.on("data", (chunk: Buffer) => {
        if (dropping) return;
        size += chunk.length;
        if (size > maxBytes) {
          drop();
          return resolve(null);
        }
        if (size !== announced) {
          if (this.#waiting + chunk.length > this.#maxWaiting) {
            drop();
            return reject(new BodiesFull());
          }
          this.#waiting += chunk.length;
          held += chunk.length;
        }
        chunks.push(chunk);
      });
      request.on("end", () => {
        release();
        resolve(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks));
      });
      request.on("error", (error) => {
        drop();
        reject(new SenderGone(error));
      });
      request.on("aborted", () => {
        drop();
        reject(new SenderGone());
      });
    });
  }
}
