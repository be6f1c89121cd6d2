import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

export interface Answering {
  readonly url: string;
  /** The requests it received, in order. */
  readonly seen: readonly Seen[];
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server, until the end of the test, that returns these responses in turn, the last one repeatedly. */
export async function startAnswering(answers: readonly Answer[]): Promise<Answering> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { method, url, headers } = request;
      const current = { method, url, headers, body: Buffer.concat(parts).toString("utf8") };
      seen.push(current);
      answers[Math.min(seen.length, answers.length) - 1]?.(current, response, request);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (_seen, response) =>
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** An error in the API's envelope. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}): Answer {
  return json(status, { error: { name: code, code, message: `said ${code}`, details: [] } }, headers);
}

/** The connection breaks instead of a response. */
export const cut: Answer = (_seen, _response, request) => request.socket.destroy();
/** Never responds. */
export const silence: Answer = () => {};
