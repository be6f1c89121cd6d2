import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeAnyEngine } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { connectSandbox, mirrorAll } from "../support/e2e/sandbox.ts";
import { startServer } from "../support/e2e/server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const CALLER = "b7ad6b7169203331";

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A collector that takes OTLP/HTTP as JSON. */
class Collector {
  readonly spans: Span[] = [];
  readonly resources: Readonly<Record<string, string>>[] = [];
  readonly #server = createServer((request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => (text += piece.toString()));
    request.on("end", () => {
      response.setHeader("content-type", "application/json").end("{}");
      if (request.url === "/v1/traces") this.#take(JSON.parse(text) as Sent);
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take({ resourceSpans }: Sent): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      this.resources.push(valuesOf(resource.attributes));
      for (const { spans } of scopeSpans) {
        for (const span of spans) this.spans.push({ ...span, attributes: valuesOf(span.attributes) });
      }
    }
  }
}

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, "attributes"> & { attributes: Attributes })[];
    }[];
  }[];
}

function valuesOf(attributes: Attributes): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}

const directory = mkdtempSync(join(tmpdir(), "plimsoll-otel-"));
const collector = new Collector();
const env: Record<string, string> = {
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_BSP_SCHEDULE_DELAY: "100",
  OTEL_LOGS_EXPORTER: "none",
  OTEL_METRICS_EXPORTER: "none",
};

beforeAll(async () => {
  const folder = join(directory, "node_modules/@opentelemetry/sdk-node");
  mkdirSync(folder, { recursive: true });
  cpSync(join(ROOT, "test/support/e2e/recording-sdk.cjs"), join(folder, "index.js"));
  const installed = process.env["PLIMSOLL_TEST_OTEL"] ?? join(directory, "node_modules");
  env["NODE_PATH"] = [installed, join(ROOT, "node_modules")].join(delimiter);
  env["OTEL_EXPORTER_OTLP_ENDPOINT"] = await collector.listen();
});
afterAll(() => {
  collector.close();
  rmSync(directory, { recursive: true, force: true });
});

const spanOf = (name: string, matches: (span: Span) => boolean) =>
  eventually(() => collector.spans.find((span) => span.name === name && matches(span)) ?? null);

describeAnyEngine("traces", (engine) => {
  const server = useServer({ engine, env });

  /** Credits a new wallet, as a caller with a trace of its own. */
  async function credit(traceparent: string): Promise<void> {
    const { api, url, data } = server();
    const wallet = await api.createWallet();
    const response = await fetch(`${url}/api/v1/wallets/${wallet.id}/credits`, {
      method: "POST",
      headers: { authorization: `Bearer ${data.adminKey}`, "content-type": "application/json", traceparent },
      body: JSON.stringify({ amount: "5.00" }),
    });
    expect(response.status).toBe(201);
  }

  it("follow a request from its caller through the commit to the receiver", async () => {
    const { api, data } = server();
    const trace = randomBytes(16).toString("hex");
    const receiver = await startReceiver();
    const endpoint = await api.createEndpoint(receiver.url, { event_types: ["wallet.credited"] });
    await credit(`00-${trace}-${CALLER}-01`);
    const [received] = await eventually(() => (receiver.requests.length > 0 ? receiver.requests : null));
    expect(received?.headers["traceparent"]).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));

    const inTrace = (span: Span) => span.traceId === trace;
    const request = await spanOf("POST /api/v1/wallets/:id/credits", inTrace);
    expect(request.parentSpanId).toBe(CALLER);
    expect(request.attributes).toMatchObject({
      "http.request.method": "POST",
      "http.route": "/api/v1/wallets/:id/credits",
      "http.response.status_code": "201",
    });
    const commit = await spanOf("commit", inTrace);
    expect(commit.parentSpanId).toBe(request.spanId);
    expect(commit.attributes).toMatchObject({
      "plimsoll.batch.commands": "1",
      "db.system.name": engine === "postgres" ? "postgresql" : "sqlite",
    });
    const delivery = await spanOf("deliver", inTrace);
    expect(delivery.parentSpanId).toBe(commit.spanId);
    expect(received?.headers["traceparent"]).toBe(`00-${trace}-${delivery.spanId}-01`);
    expect(delivery.attributes).toMatchObject({
      "plimsoll.endpoint.id": endpoint.id,
      "plimsoll.event.type": "wallet.credited",
      "http.response.status_code": "200",
    });
    expect(collector.resources[0]).toMatchObject({ "service.name": "plimsoll" });
    // The collector gets no keys, and health checks do not fill it.
    expect(JSON.stringify(collector.spans)).not.toContain(data.adminKey);
    expect(collector.spans.filter(({ attributes }) => attributes["url.path"] === "/readyz")).toEqual([]);
  });

  it("are not made of a request whose caller records nothing, and its receiver learns that", async () => {
    const trace = randomBytes(16).toString("hex");
    const receiver = await startReceiver();
    await server().api.createEndpoint(receiver.url, { event_types: ["wallet.credited"] });
    await credit(`00-${trace}-${CALLER}-00`);
    const [received] = await eventually(() => (receiver.requests.length > 0 ? receiver.requests : null));
    expect(received?.headers["traceparent"]).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`));
    expect(collector.spans.filter(({ traceId }) => traceId === trace)).toEqual([]);
  });

  it("show hooks and polls by the provider's kind", async () => {
    const connected = await connectSandbox(server());
    await mirrorAll(server(), connected);
    const { id } = connected.provider;
    const poll = await spanOf("poll", ({ attributes }) => attributes["plimsoll.provider.id"] === id);
    expect(poll.attributes).toMatchObject({ "plimsoll.provider.kind": "octopus", "plimsoll.poll.outcome": "ok" });
    await fetch(`${server().url}/hooks/${id}`, { method: "POST", body: "{}" });
    const hook = await spanOf(
      "POST /hooks/:provider_id",
      ({ attributes }) =>
        attributes["url.path"] === `/hooks/${id}` && attributes["http.response.status_code"] === "401",
    );
    expect(hook.parentSpanId ?? "").toBe("");
  });
});

describe("traces that cannot be made", () => {
  it("are missed in one line of the log when the packages are not installed", async () => {
    const server = await startServer({ env: { OTEL_TRACES_EXPORTER: "otlp" } });
    await server.api.createWallet();
    const lines = server.logs.split("\n").filter((line) => line.includes("OpenTelemetry"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("npm install @opentelemetry/api @opentelemetry/sdk-node");
    await server.kill();
  });

  it.each([
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_SDK_DISABLED: "true" },
    { OTEL_TRACES_EXPORTER: "none" },
  ])("are not missed where they are not wanted: %o", async (settings) => {
    const receiver = await startReceiver();
    const server = await startServer({ env: settings });
    await server.api.createEndpoint(receiver.url);
    await server.api.createFundedWallet("1.00");
    const [received] = await eventually(() => (receiver.requests.length > 0 ? receiver.requests : null));
    expect(received?.headers["traceparent"]).toBeUndefined();
    expect(server.logs).not.toContain("OpenTelemetry");
    await server.kill();
  });
});
