import type { Registry } from "prom-client";
import { Type } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { DOCS_PAGE, DOCS_POLICY } from "../docs-page.ts";
import { answering, DESCRIPTION, RETRY_AFTER, textAnswer } from "../documented.ts";
import type { App } from "../typed-app.ts";

export interface Operations {
  readonly version: string;
  readonly metrics: Registry;
  /** Whether the server can work now: the store responds, and the server is not shutting down. */
  readonly readiness: () => Promise<boolean>;
  /** Makes the OpenAPI document. */
  readonly openapi: () => Promise<object>;
}

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
export function operationRoutes(app: App, { version, metrics, readiness, openapi }: Operations): void {
  app.get(
    "/healthz",
    { schema: described("getHealth", "Whether the process is alive", answering(Health)) },
    async (_request, reply) => sendResource(reply, 200, { status: "ok", version }),
  );

  const readinessAnswers = {
    ...answering(Readiness),
    503: { ...Readiness, [DESCRIPTION]: "Not ready", headers: RETRY_AFTER },
  };
  app.get(
    "/readyz",
    { schema: described("getReadiness", "Whether the server can work now", readinessAnswers) },
    async (_request, reply) => {
      const ready = await readiness().catch(() => false);
      if (!ready) reply.header("Retry-After", "1");
      return sendResource(reply, ready ? 200 : 503, { status: ready ? "ready" : "not ready" });
    },
  );

  const scrape = shared(() => metrics.metrics());
  app.get(
    "/metrics",
    { schema: described("getMetrics", "Metrics for Prometheus", textAnswer("text/plain")) },
    async (_request, reply) => {
      const text = await scrape();
      return reply.type(metrics.contentType).send(text);
    },
  );

  let document: Promise<Buffer> | null = null;
  app.get(
    "/openapi.json",
    { schema: described("getDescription", "This document", answering(AnyObject)) },
    async (_request, reply) => {
      document ??= openapi().then((made) => Buffer.from(JSON.stringify(made)));
      return reply.type(JSON_TYPE).send(await document);
    },
  );

  app.get(
    "/docs",
    { schema: described("getDocs", "This document as a page", textAnswer("text/html")) },
    async (_request, reply) =>
      reply.header("Content-Security-Policy", DOCS_POLICY).type("text/html; charset=utf-8").send(DOCS_PAGE),
  );
}

const Health = Type.Object({ status: Type.Literal("ok"), version: Type.String() });
const Readiness = Type.Object({ status: Type.Enum(["ready", "not ready"]) });
const AnyObject = Type.Object({}, { additionalProperties: true });

function described(operationId: string, summary: string, response: object) {
  return { operationId, tags: ["Operations"], summary, security: [], response };
}
