import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "../support/rpc.ts";

/** One request, sent over and over on each of its connections. */
export interface Flood {
  readonly port: number;
  readonly key: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: string;
  readonly connections: number;
}

let stopFlood: (() => Promise<number>) | null = null;
let received = 0;

function begin(flood: Flood): void {
  const agent = new Agent({ keepAlive: true, maxSockets: flood.connections });
  const headers = {
    authorization: `Bearer ${flood.key}`,
    ...(flood.body !== undefined && {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(flood.body),
    }),
  };
  const state = { on: true };
  let answered = 0;
  const send = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request({ ...flood, host: "127.0.0.1", agent, headers }, (response) => {
        response.resume();
        response.on("end", () => {
          answered += 1;
          if (response.statusCode === 200) resolve();
          else reject(new Error(`the flood got ${response.statusCode}`));
        });
      });
      sent.on("error", reject);
      sent.end(flood.body);
    });
  const loop = async () => {
    while (state.on) await send();
  };
  const all = Promise.all(Array.from({ length: flood.connections }, loop));
  all.catch(() => undefined);
  stopFlood = async () => {
    state.on = false;
    await all;
    agent.destroy();
    return answered;
  };
}

const api = {
  begin,
  /** Resolves after the last response, with the number of responses. */
  end: async (): Promise<number> => {
    const count = await stopFlood?.();
    stopFlood = null;
    return count ?? 0;
  },
  /** Receives webhooks at this port and ignores them. */
  receive: (): Promise<number> => {
    const server = createServer({ keepAliveTimeout: 65_000 }, (incoming, response) => {
      incoming.resume();
      received += 1;
      response.writeHead(200, { "content-length": 2 });
      response.end("ok");
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
  received: () => received,
};

export type FloodApi = typeof api;

serve(api);
