import { createHmac, timingSafeEqual } from "node:crypto";
import { loopbackServer } from "./loopback-server.ts";
import type { ReceivedEvent } from "./narrate.ts";

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
  const { origin, stop } = await loopbackServer((body, request, response) => {
    if (!isSigned(body, request.headers["x-signature"], receiver.secret)) return response.writeHead(401).end();
    response.writeHead(204).end();
    onEvent(JSON.parse(body.toString("utf8")) as ReceivedEvent);
  });
  const receiver: DemoReceiver = { url: `${origin}/`, secret: "", stop };
  return receiver;
}

function isSigned(body: Buffer, given: string | string[] | undefined, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const signature = Buffer.from(typeof given === "string" ? given : "", "hex");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
