import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";

/** A whole request, headers and body, has to arrive in this time. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** Longer than the minute that load balancers keep their side open, so that they never write into a closed connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1_024;

const HOOKS = "/hooks/";

/** An HTTP server whose /hooks/… requests go straight to `hooks`: their path is hot and needs nothing of the framework. */
export function createHttpServer(
  app: RequestListener,
  hooks: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const options = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  return createServer(options, (request, response) => {
    if (request.url?.startsWith(HOOKS)) hooks(request, response);
    else app(request, response);
  });
}
