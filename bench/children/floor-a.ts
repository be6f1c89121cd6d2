import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { serve } from "../support/rpc.ts";

/**
 * Floor A: `node:http` that verifies a hook's signature over the raw body, parses it, has a worker thread append one
 * record a batch to a file and sync it, and responds after that. The least that a durable receiver of hooks does.
 */
export interface FloorA {
  readonly secret: string;
  /** The response to every hook. */
  readonly body: string;
  readonly file: string;
}

interface Hook {
  readonly id: string;
  readonly data: { readonly wallet_id: number; readonly amount: string };
}

/** Hooks that come while a batch is being written form the next one, as in Plimsoll's committer. */
class Journal {
  readonly #worker: Worker;
  readonly #respond: (response: ServerResponse) => void;
  #lines = "";
  #waiting: ServerResponse[] = [];
  #written: ServerResponse[] = [];
  #busy = false;

  constructor(file: string, respond: (response: ServerResponse) => void) {
    this.#respond = respond;
    this.#worker = new Worker(new URL("./journal.worker.mjs", import.meta.url), { workerData: { file } });
    this.#worker.on("message", () => this.#durable());
    this.#worker.on("error", (error) => {
      throw error;
    });
  }

  append({ id, data }: Hook, response: ServerResponse): void {
    this.#lines += `${id} ${data.wallet_id} ${data.amount}\n`;
    this.#waiting.push(response);
    if (this.#busy) return;
    this.#busy = true;
    // What else this turn of the event loop reads belongs to the same batch.
    setImmediate(() => this.#write());
  }

  #write(): void {
    this.#written = this.#waiting;
    this.#worker.postMessage(this.#lines);
    this.#waiting = [];
    this.#lines = "";
  }

  #durable(): void {
    const written = this.#written;
    this.#busy = this.#waiting.length > 0;
    if (this.#busy) this.#write();
    for (const response of written) this.#respond(response);
  }
}

const api = {
  listen: ({ secret, body, file }: FloorA): Promise<number> => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const journal = new Journal(file, (response) => {
      response.writeHead(200, headers);
      response.end(body);
    });
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const raw = Buffer.concat(chunks);
        if (isSigned(raw, String(request.headers["x-signature"]), secret)) {
          journal.append(JSON.parse(raw.toString("utf8")) as Hook, response);
        } else {
          response.writeHead(401, { "content-length": 0 });
          response.end();
        }
      });
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
};

export type FloorAApi = typeof api;

serve(api);

function isSigned(raw: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(raw).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
