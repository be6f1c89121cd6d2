import * as openTelemetry from "@opentelemetry/api";
import type { Context, Span, SpanContext } from "@opentelemetry/api";
import { expect, test } from "vitest";
import type { Committed, Store } from "../store/port/store.ts";
import type { PendingDelivery } from "../store/port/deliveries.ts";
import { Tracing } from "./tracing.ts";

const DELIVERY: PendingDelivery = {
  accountId: 1,
  endpointId: "ep_1",
  sequence: 1,
  eventId: "evt_1",
  eventType: "wallet.credited",
  targetVersion: 1,
  body: "{}",
  dueAt: 0,
};

let ids = 0;

/** Spans that do nothing, in the trace of their parent or in a new one. */
function startSpan(_name: string, _options: object, parent: Context): Span {
  const id = String((ids += 1));
  const traceId = openTelemetry.trace.getSpanContext(parent)?.traceId ?? `trace ${id}`;
  const span = {
    spanContext: () => ({ traceId, spanId: id, traceFlags: 1 }),
    setAttribute: () => span,
    setStatus: () => span,
    end: () => undefined,
  };
  return span as unknown as Span;
}

const api = {
  ...openTelemetry,
  trace: {
    getTracer: () => ({ startSpan }),
    getSpanContext: (context: Context) => openTelemetry.trace.getSpanContext(context),
    setSpan: (context: Context, span: Span) => openTelemetry.trace.setSpan(context, span),
    setSpanContext: (context: Context, span: SpanContext) => openTelemetry.trace.setSpanContext(context, span),
  },
  propagation: {
    inject: (context: Context, carrier: Record<string, string>) => {
      carrier["traceparent"] = openTelemetry.trace.getSpanContext(context)?.traceId ?? "";
    },
  },
} as unknown as typeof openTelemetry;

test("a delivery that is read from the table before its commit has returned continues the commit's trace", async () => {
  const tracing = new Tracing(api, () => Promise.resolve());
  let stored: (committed: Committed) => void = () => undefined;
  const commit = () => new Promise<Committed>((resolve) => (stored = resolve));
  const store = tracing.store({ engine: "sqlite", commit } as unknown as Store);
  const committed = store.commit([], 0);
  const sent: string[] = [];
  const send = (delivery: PendingDelivery) =>
    tracing.attempt(delivery, (headers) => {
      sent.push(headers["traceparent"] ?? "");
      return Promise.resolve({ status: 200, error: null });
    });

  const early = send(DELIVERY);
  stored({ answers: [], deliveries: [DELIVERY], behind: [], rows: [], transitions: [] });
  await Promise.all([committed, early]);
  await send(DELIVERY);
  await send({ ...DELIVERY, eventId: "evt_2" });
  const [first, second, other] = sent;
  expect(first).toMatch(/^trace /);
  expect(second).toBe(first);
  expect(other).not.toBe(first);
});
