import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { HalfSent } from "./half-sent.ts";
import { inLine } from "./pipeline.ts";

/** @limit Requests: time for a whole request, headers and body, to arrive. */
const REQUEST_TIMEOUT_MS = 30_000;
/** @limit Requests: time between two checks for requests that have not arrived in time. */
const TIMEOUT_CHECK_MS = 1_000;
/** @limit Requests: time for a request's headers to arrive. */
const HEADERS_TIMEOUT_MS = 15_000;
/**
 * Longer than the minute for which load balancers commonly keep their side open, so that they never write into a
 * closed connection.
 * @limit Requests: time after which an idle connection is closed.
 */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** @limit Requests: size of a request's headers. */
const MAX_HEADER_BYTES = 16 * 1_024;

/** Handlers by the first part of the path, with both slashes. */
export type BareHandlers = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;

export interface HttpServer extends Server {
  /** Ends connections whose request has not wholly arrived; requests that have arrived get their responses. */
  endHalfSent(): void;
}

/**
 * An HTTP server that passes some paths directly to handlers of their own: they are hot and need nothing of the
 * framework.
 */
export function createHttpServer(
  app: RequestListener,
  bare: BareHandlers,
  requestTimeoutMs: number = REQUEST_TIMEOUT_MS,
): HttpServer {
  const handlers = Object.entries(bare);
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const handleOne: RequestListener = (request, response) => {
    const { url = "" } = request;
    for (const [prefix, handle] of handlers) if (url.startsWith(prefix)) return handle(request, response);
    app(request, response);
  };
  const halfSent = new HalfSent();
  const server = createServer(options, (request, response) => {
    halfSent.arrived(request, response);
    inLine(request, response, handleOne);
  });
  server.on("connection", (socket) => halfSent.connected(socket));
  return Object.assign(server, { endHalfSent: () => halfSent.end() });
}
