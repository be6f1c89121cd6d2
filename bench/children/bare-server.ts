import { Agent, createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "../support/rpc.ts";

/** `node:http` that reads the body and responds as Plimsoll does, without checking or storing anything. */
export interface BareServer {
  /** The response to every request. */
  readonly body: string;
  /** Sends the number of each wallet from this one on to a receiver, as soon as its request is read. */
  readonly relay: { readonly port: number; readonly from: number } | null;
}

const api = {
  listen: ({ body, relay }: BareServer): Promise<number> => {
    const agent = new Agent({ keepAlive: true });
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const received = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
        if (relay) forward(agent, relay, received?.toString("utf8") ?? "");
        response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
        response.end(body);
      });
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
};

export type BareServerApi = typeof api;

serve(api);

function forward(agent: Agent, relay: { readonly port: number; readonly from: number }, text: string): void {
  const { data } = JSON.parse(text) as { readonly data: { readonly wallet_id: number } };
  if (data.wallet_id < relay.from) return;
  const body = JSON.stringify({ wallet: { name: String(data.wallet_id) } });
  const headers = { "content-type": "application/json", "content-length": body.length };
  const options = { agent, host: "127.0.0.1", port: relay.port, method: "POST", path: "/", headers };
  httpRequest(options, (answer) => answer.resume()).end(body);
}
