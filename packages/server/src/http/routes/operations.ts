import type { Registry } from "prom-client";
import { sendResource } from "../answer.ts";
import { DOCS_PAGE, DOCS_POLICY } from "../docs-page.ts";
import type { App } from "../typed-app.ts";

export interface Operations {
  readonly version: string;
  readonly metrics: Registry;
  /** Whether the server can do its work now: the store answers, and it is not shutting down. */
  readonly readiness: () => Promise<boolean>;
  /** Makes the OpenAPI document. */
  readonly openapi: () => Promise<object>;
}

/** What the people and machines that run the server ask for; none of it needs a key. */
export function operationRoutes(app: App, { version, metrics, readiness, openapi }: Operations): void {
  const schema = { hide: true };

  app.get("/healthz", { schema }, async (_request, reply) => sendResource(reply, 200, { status: "ok", version }));

  app.get("/readyz", { schema }, async (_request, reply) => {
    const ready = await readiness().catch(() => false);
    if (!ready) reply.header("Retry-After", "1");
    return sendResource(reply, ready ? 200 : 503, { status: ready ? "ready" : "not ready" });
  });

  app.get("/metrics", { schema }, async (_request, reply) => {
    const text = await metrics.metrics();
    return reply.type(metrics.contentType).send(text);
  });

  let document: Promise<object> | null = null;
  app.get("/openapi.json", { schema }, async (_request, reply) => {
    document ??= openapi();
    return sendResource(reply, 200, await document);
  });

  app.get("/docs", { schema }, async (_request, reply) =>
    reply.header("Content-Security-Policy", DOCS_POLICY).type("text/html; charset=utf-8").send(DOCS_PAGE),
  );
}
