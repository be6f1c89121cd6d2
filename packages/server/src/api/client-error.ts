import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { ERRORS, errorEnvelope } from "@plimsoll/contract";
import { REQUEST_ID_HEADER } from "../net/request-id.ts";

const MESSAGES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "the request's headers are too large",
  ERR_HTTP_REQUEST_TIMEOUT: "the request did not arrive in time",
};

/** Responds to bytes that are not an HTTP request; there is no reply object for them. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  // Browsers open connections ahead of requests, and would take this for the response to the next one.
  const isUnused = error.code === "ERR_HTTP_REQUEST_TIMEOUT" && socket.bytesRead === 0;
  if (isUnused || !socket.writable) {
    socket.destroy();
    return;
  }
  const message = MESSAGES[error.code ?? ""] ?? "the request is not valid HTTP";
  const body = JSON.stringify(errorEnvelope("VALIDATION_FAILURE", message));
  socket.end(
    `HTTP/1.1 ${ERRORS.VALIDATION_FAILURE.status} Bad Request\r\n` +
      `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `${REQUEST_ID_HEADER}: ${randomUUID()}\r\nConnection: close\r\n\r\n${body}`,
  );
}
