import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ReceivedEvent } from "./narrate.ts";

/** @limit Sandbox and demo: size of a webhook that the demo's receiver reads. */
const MAX_BODY_BYTES = 1_048_576;

export interface DemoReceiver {
  readonly url: string;
  /** The secret is known only after the endpoint was created. */
  secret: string;
  stop(): Promise<void>;
}

/**
 * The demo's own system: receives the server's webhooks, refuses those without a valid signature, and passes on the
 * rest.
 */
export async function startReceiver(onEvent: (event: ReceivedEvent) => void): Promise<DemoReceiver> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      if (!isSigned(body, request.headers["x-signature"], receiver.secret)) return response.writeHead(401).end();
      response.writeHead(204).end();
      onEvent(JSON.parse(body.toString("utf8")) as ReceivedEvent);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const receiver: DemoReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: "",
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return receiver;
}

function isSigned(body: Buffer, given: string | string[] | undefined, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const signature = Buffer.from(typeof given === "string" ? given : "", "hex");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
