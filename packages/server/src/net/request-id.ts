import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

export const REQUEST_ID_HEADER = "X-Request-Id";

const SANE = /^[\x20-\x7e]{1,128}$/;

/** The caller's X-Request-Id when it can safely be echoed and logged, or a new one. */
export function requestId(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && SANE.test(given) ? given : randomUUID();
}
