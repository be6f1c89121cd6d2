import type { FastifyReply, FastifyRequest } from "fastify";
import { Histogram, type Registry } from "prom-client";

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts and times requests by method, route pattern and status, labels that do not grow with the data. */
export function httpMetrics(registry: Registry) {
  const seconds = new Histogram({
    name: "plimsoll_http_request_seconds",
    help: "Time from a request's arrival to the end of its response",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers: [registry],
  });
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const route = request.routeOptions.url ?? "none";
    seconds.labels(request.method, route, String(reply.statusCode)).observe(reply.elapsedTime / 1_000);
  };
}
