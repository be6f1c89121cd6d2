import type { FastifyInstance } from "fastify";
import type { HttpServer } from "../api/server.ts";

/** @limit Process: interval at which a closing server ends connections that have become idle. */
const CLOSE_IDLE_EVERY_MS = 25;
/** @limit Process: time for the rest of a request that was being sent when the stop began. */
const HALF_SENT_MS = 250;

/**
 * Answers requests under way and closes each connection as it falls idle. A client that keeps one open, or never sends
 * the rest of its request, cannot delay the stop.
 */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const server = app.server as HttpServer;
  const halfSentUntil = performance.now() + HALF_SENT_MS;
  const closing = setInterval(() => {
    server.closeIdleConnections();
    if (performance.now() >= halfSentUntil) server.endHalfSent();
  }, CLOSE_IDLE_EVERY_MS);
  try {
    await app.close();
  } finally {
    clearInterval(closing);
  }
}
