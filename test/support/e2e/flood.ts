import { Worker } from "node:worker_threads";

/** The request that a flood sends, over and over, on each of its connections. */
export interface Flood {
  readonly url: string;
  readonly key: string;
  readonly method: "GET" | "POST";
  /** After `/api/v1`. */
  readonly path: string;
  readonly body?: string;
  readonly connections: number;
}

export interface Flooding {
  /** Responses by status, so far. */
  readonly statuses: Map<number, number>;
  stop(): Promise<void>;
}

// Plain JavaScript in a thread of its own, so that its work does not delay the measurement on the test's thread.
const SOURCE = `
const { request, Agent } = require("node:http");
const { parentPort, workerData: flood } = require("node:worker_threads");
const agent = new Agent({ keepAlive: true, maxSockets: flood.connections });
const headers = { authorization: "Bearer " + flood.key };
if (flood.body) Object.assign(headers, { "content-type": "application/json", "content-length": Buffer.byteLength(flood.body) });
function send() {
  const sent = request(flood.url + "/api/v1" + flood.path, { method: flood.method, agent, headers }, (response) => {
    response.resume();
    response.on("end", () => { parentPort.postMessage(response.statusCode); send(); });
  });
  sent.on("error", () => setTimeout(send, 10));
  sent.end(flood.body);
}
for (let i = 0; i < flood.connections; i += 1) send();
`;

/** Floods a server from another thread until it is stopped. Resolves after the first response. */
export async function startFlood(flood: Flood): Promise<Flooding> {
  const worker = new Worker(SOURCE, { eval: true, workerData: flood });
  const statuses = new Map<number, number>();
  await new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.on("message", (status: number) => {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      resolve();
    });
  });
  return {
    statuses,
    stop: async () => {
      await worker.terminate();
    },
  };
}
