import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";

/** A whole request, headers and body, has to arrive in this time. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** Longer than the minute that load balancers keep their side open, so that they never write into a closed connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1_024;

/** Requests by the first part of their path, with both slashes. */
export type BareHandlers = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;

/** An HTTP server that gives some paths straight to handlers of their own: they are hot and need nothing of the framework. */
export function createHttpServer(app: RequestListener, bare: BareHandlers): Server {
  const handlers = Object.entries(bare);
  const options = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  return createServer(options, (request, response) => {
    const { url = "" } = request;
    for (const [prefix, handle] of handlers) if (url.startsWith(prefix)) return handle(request, response);
    app(request, response);
  });
}
