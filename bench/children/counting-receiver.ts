import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "../support/rpc.ts";

/** Deliveries, each by its endpoint's path and its event's id. */
let deliveries = new Set<string>();

const api = {
  /** Receives webhooks of any number of endpoints, and responds at once. */
  listen: (): Promise<number> => {
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      request.resume();
      deliveries.add(`${request.url} ${String(request.headers["x-event-id"])}`);
      response.writeHead(200, { "content-length": 2 });
      response.end("ok");
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
  /** Different ones since the last `forget`: one that is sent again counts once. */
  count: () => deliveries.size,
  forget: () => {
    deliveries = new Set();
  },
};

export type CountingReceiverApi = typeof api;

serve(api);
