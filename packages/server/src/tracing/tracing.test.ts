import type { IncomingMessage, ServerResponse } from "node:http";
import * as openTelemetry from "@opentelemetry/api";
import type { Context, Span, SpanContext } from "@opentelemetry/api";
import type { Command } from "@plimsoll/core";
import { expect, test } from "vitest";
import type { Committer } from "../store/commit/committer.ts";
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
const made: Span[] = [];
let active: Span | undefined;

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
  made.push(span as unknown as Span);
  return span as unknown as Span;
}

const api = {
  ...openTelemetry,
  trace: {
    getTracer: () => ({ startSpan }),
    getActiveSpan: () => active,
    getSpanContext: (context: Context) => openTelemetry.trace.getSpanContext(context),
    setSpan: (context: Context, span: Span) => openTelemetry.trace.setSpan(context, span),
    setSpanContext: (context: Context, span: SpanContext) => openTelemetry.trace.setSpanContext(context, span),
  },
  propagation: {
    extract: (context: Context) => context,
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

test("a delivery that a store gives to the background's commit of the same transaction continues its request's trace", async () => {
  active = undefined;
  const tracing = new Tracing(api, () => Promise.resolve());
  const settled: ((committed: Committed) => void)[] = [];
  const commit = () => new Promise<Committed>((resolve) => settled.push(resolve));
  const store = tracing.store({ engine: "sqlite", commit } as unknown as Store);
  const committer = tracing.committer({ submit: () => Promise.resolve() } as unknown as Committer);
  const requested = { type: "delete_wallet", accountId: 1, walletId: 1 } as unknown as Command;
  let trace = "";
  tracing.listener(() => {
    active = made.at(-1);
    trace = active?.spanContext().traceId ?? "";
    void committer.submit(requested);
    active = undefined;
  })(
    { method: "POST", url: "/", headers: {} } as IncomingMessage,
    { once: () => undefined } as unknown as ServerResponse,
  );
  const background = { type: "record_attempts", accountId: 1 } as unknown as Command;
  void committer.submit(background);

  const both = [store.commit([background], 0), store.commit([requested], 0)];
  const nothing = { answers: [], deliveries: [], behind: [], rows: [], transitions: [] };
  settled[0]?.({ ...nothing, deliveries: [DELIVERY] });
  settled[1]?.(nothing);
  await Promise.all(both);
  const sent: (string | undefined)[] = [];
  await tracing.attempt(DELIVERY, (headers) => {
    sent.push(headers["traceparent"]);
    return Promise.resolve({ status: 200, error: null });
  });
  expect(trace).toMatch(/^trace /);
  expect(sent).toEqual([trace]);
});
