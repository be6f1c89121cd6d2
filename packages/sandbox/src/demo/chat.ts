import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** @limit Sandbox and demo: size of a message that the demo's chat reads. */
const MAX_BODY_BYTES = 1_048_576;

export interface DemoChat {
  /** As an incoming webhook of Slack. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The demo's own Slack: passes on the text of every message. */
export async function startChat(onMessage: (text: string) => void): Promise<DemoChat> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () => {
      response.writeHead(200).end("ok");
      const { text } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { readonly text: string };
      onMessage(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/demo`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
