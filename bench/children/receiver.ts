import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "../support/rpc.ts";

/** Wallet number → CLOCK_MONOTONIC milliseconds at which its alert had arrived completely. */
let received = new Map<number, number>();

/** An alert event, or PagerDuty's form of it. */
type Alert = { readonly wallet: { readonly name: string } } | { readonly payload: { readonly component: string } };

const api = {
  listen: (): Promise<number> => {
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const at = Number(process.hrtime.bigint()) / 1e6;
        const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Alert;
        const wallet = Number("wallet" in body ? body.wallet.name : body.payload.component);
        if (!received.has(wallet)) received.set(wallet, at);
        response.writeHead(200, { "content-length": 2 });
        response.end("ok");
      });
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
  count: () => received.size,
  /** Returns the alerts received since the last call. */
  take: () => {
    const taken = received;
    received = new Map();
    return taken;
  },
};

export type ReceiverApi = typeof api;

serve(api);
