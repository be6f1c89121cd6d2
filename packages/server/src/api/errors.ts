import type { ErrorCode } from "@plimsoll/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { CommandFailed, QueueFull } from "../store/commit/committer.ts";
import { StoreUnavailable } from "../store/port/unavailable.ts";
import { InvalidField } from "../util/invalid-field.ts";
import { TooManyLongRequests } from "../util/turns/turns.ts";
import { ApiError, invalidField, notFound } from "./api-error.ts";

const RETRY_AFTER_SECONDS = "1";

/** @limit Requests: size up to which an oversized body is read and discarded, so that its sender can read the error. */
const MAX_DISCARDED_BYTES = 64 * 1_024 * 1_024;

const HEADERS: Readonly<Partial<Record<ErrorCode, Record<string, string>>>> = {
  UNAUTHORIZED: { "WWW-Authenticate": "Bearer" },
  TOO_MANY_REQUESTS: { "Retry-After": RETRY_AFTER_SECONDS },
  SERVICE_UNAVAILABLE: { "Retry-After": RETRY_AFTER_SECONDS },
};

const TOO_LARGE = "FST_ERR_CTP_BODY_TOO_LARGE";

const FRAMEWORK_ERRORS: Readonly<Record<string, () => ApiError>> = {
  [TOO_LARGE]: () => invalidField("body", "the body is larger than 1 MiB"),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    invalidField("Content-Type", "the body must be sent as Content-Type: application/json"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    invalidField("Content-Length", "the body's length differs from Content-Length"),
  FST_ERR_BAD_URL: () => invalidField("url", "the URL has an invalid percent-encoding"),
  FST_ERR_MAX_PARAM_LENGTH: () => notFound("there is no such resource"),
  FST_ERR_NOT_FOUND: () => notFound("there is no such resource"),
};

/** Any thrown value as an error response from the error table; a bug is INTERNAL_SERVER_ERROR. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof InvalidField) return invalidField(error.field, error.message);
  if (error instanceof QueueFull || error instanceof TooManyLongRequests) return new ApiError("TOO_MANY_REQUESTS");
  if (error instanceof StoreUnavailable) return new ApiError("SERVICE_UNAVAILABLE");
  if (error instanceof CommandFailed) return new ApiError("INTERNAL_SERVER_ERROR");
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  const known = FRAMEWORK_ERRORS[String(code)];
  if (known) return known();
  // An error that the HTTP framework finds in a request is the sender's.
  if (typeof statusCode === "number" && statusCode >= 400 && statusCode < 500) {
    return new ApiError("VALIDATION_FAILURE", message);
  }
  return new ApiError("INTERNAL_SERVER_ERROR");
}

export function errorHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toApiError(error);
  // An outage is logged once, with its reason; the lines of the requests it refuses need no stack.
  if (error instanceof StoreUnavailable)
    request.log.warn({ method: request.method, reason: error.message }, answer.message);
  // A deliberate 5xx, for instance because a provider does not respond, is not a bug of ours.
  else if (answer === error && answer.statusCode >= 500) request.log.warn({ method: request.method }, answer.message);
  else if (answer.statusCode >= 500) request.log.error({ err: error }, answer.message);
  if ((error as { code?: string }).code === TOO_LARGE) keepListening(request, reply);
  sendError(reply, answer);
}

export function sendError(reply: FastifyReply, error: ApiError): void {
  reply.errorCode = error.code;
  void reply
    .code(error.statusCode)
    .headers(HEADERS[error.code] ?? {})
    .headers(error.retryAfter === null ? {} : { "Retry-After": String(error.retryAfter) })
    .send(error.envelope);
}

/**
 * Fastify closes the connection of a body it has not read to its end. The reset that follows can reach a sender that is
 * still writing before the response does. When the connection stays open, Node.js reads and discards the rest.
 */
function keepListening(request: FastifyRequest, reply: FastifyReply): void {
  const length = Number(request.headers["content-length"]);
  if (length <= MAX_DISCARDED_BYTES) reply.removeHeader("connection");
}
