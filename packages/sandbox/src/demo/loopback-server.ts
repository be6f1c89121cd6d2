import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** @limit Sandbox and demo: size of a webhook or message that the demo's receivers read. */
const MAX_BODY_BYTES = 1_048_576;

interface LoopbackServer {
  /** Without a path. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** A receiver on this machine; `answer` has each request with its body. */
export async function loopbackServer(
  answer: (body: Buffer, request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () => answer(Buffer.concat(chunks), request, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
