import { createHash, timingSafeEqual } from "node:crypto";
import type { Registry } from "prom-client";
import { Type } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { ApiError } from "../api-error.ts";
import { answering, DESCRIPTION, operationsOf, RETRY_AFTER, textAnswer } from "../documented.ts";
import type { App } from "../typed-app.ts";

export interface Operations {
  readonly version: string;
  readonly metrics: Registry;
  /** The bearer token that `/metrics` demands; null: none. */
  readonly metricsToken: string | null;
  /** Metrics that are read from the store when they are requested; null: none. */
  readonly storedMetrics: (() => Promise<string>) | null;
  /** Whether the server can work now: the store responds, and the server is not shutting down. */
  readonly readiness: () => Promise<boolean>;
  /** Accounts that cannot be reached while others are served. */
  readonly unavailableAccounts: () => number;
  /** Makes the OpenAPI document. */
  readonly openapi: () => Promise<object>;
}

const operation = operationsOf("Operations");
const security: [] = [];
const JSON_TYPE = "application/json; charset=utf-8";

/** A result under construction serves all callers that request it meanwhile. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () => {
    underWay ??= make().finally(() => (underWay = null));
    return underWay;
  };
}

/** Paths for the people and machines that run the server; none of them needs a key. */
export function operationRoutes(app: App, operations: Operations): void {
  const { version, metrics, metricsToken, storedMetrics, readiness, unavailableAccounts, openapi } = operations;
  app.get(
    "/healthz",
    operation("getHealth", "Whether the process is alive", { security, response: answering(Health) }),
    async (_request, reply) => sendResource(reply, 200, { status: "ok", version }),
  );

  const readinessAnswers = {
    ...answering(Readiness),
    503: { ...Readiness, [DESCRIPTION]: "Not ready", headers: RETRY_AFTER },
  };
  app.get(
    "/readyz",
    operation("getReadiness", "Whether the server can work now", { security, response: readinessAnswers }),
    async (_request, reply) => {
      const ready = await readiness().catch(() => false);
      if (!ready) reply.header("Retry-After", "1");
      const unavailable = unavailableAccounts();
      return sendResource(reply, ready ? 200 : 503, {
        status: ready ? "ready" : "not ready",
        ...(unavailable > 0 && { unavailable_accounts: unavailable }),
      });
    },
  );

  const scrape = shared(async () => {
    const parts = await Promise.all([metrics.metrics(), storedMetrics?.()]);
    return parts.join("");
  });
  app.get(
    "/metrics",
    operation("getMetrics", "Metrics for Prometheus", {
      description: "`Authorization: Bearer` and the token are needed where `PLIMSOLL_METRICS_TOKEN` is set.",
      security,
      response: { ...answering(Type.String(), "UNAUTHORIZED", "SERVICE_UNAVAILABLE"), ...textAnswer("text/plain") },
    }),
    async (request, reply) => {
      if (metricsToken !== null && !bears(request.headers.authorization, metricsToken)) {
        throw new ApiError("UNAUTHORIZED", "the metrics need a token: Authorization: Bearer …");
      }
      const text = await scrape();
      return reply.type(metrics.contentType).send(text);
    },
  );

  let document: Promise<Buffer> | null = null;
  app.get(
    "/openapi.json",
    operation("getDescription", "This document", { security, response: answering(AnyObject) }),
    async (_request, reply) => {
      document ??= openapi().then((made) => Buffer.from(JSON.stringify(made)));
      return reply.type(JSON_TYPE).send(await document);
    },
  );
}

function bears(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(authorization?.replace(/^Bearer +/i, "") ?? ""), digest(token));
}

const Health = Type.Object({ status: Type.Literal("ok"), version: Type.String() });
const Readiness = Type.Object({
  status: Type.Enum(["ready", "not ready"]),
  unavailable_accounts: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        "Accounts whose node of the database cannot be reached; the others are served. Absent when there are none.",
    }),
  ),
});
const AnyObject = Type.Object({}, { additionalProperties: true });
