import type { ErrorCode } from "@plimsoll/contract";
import type { FastifyReply, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyReply {
    /** Of the error that the response reports. */
    errorCode: ErrorCode | null;
  }
}

/**
 * One line for each request: errors at info, the rest at debug to keep a busy server's log small. Never headers, bodies
 * or query values.
 */
export async function logRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const status = reply.statusCode;
  const line = {
    method: request.method,
    path: request.url.split("?", 1)[0],
    status,
    ...(reply.errorCode && { code: reply.errorCode }),
    ms: Math.round(reply.elapsedTime * 10) / 10,
    ...(request.caller && { account: request.caller.accountId, key: request.caller.keyId }),
  };
  if (status >= 400) request.log.info(line, "request");
  else request.log.debug(line, "request");
}
