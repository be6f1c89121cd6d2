// In place of `@opentelemetry/sdk-node`, which is too large to be installed for the tests: it registers itself with the real
// `@opentelemetry/api` and sends spans as OTLP/HTTP JSON, as the package does. PLIMSOLL_TEST_OTEL names a node_modules folder
// with the package itself, which the same tests then use.
const { AsyncLocalStorage } = require("node:async_hooks");
const { randomBytes } = require("node:crypto");
const api = require("@opentelemetry/api");

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/;

class NodeSDK {
  #spans = [];
  #serviceName;

  constructor({ serviceName }) {
    this.#serviceName = serviceName;
  }

  start() {
    api.context.setGlobalContextManager(contextManager());
    api.propagation.setGlobalPropagator(propagator);
    api.trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: (...given) => this.#startSpan(...given) }) });
  }

  async shutdown() {
    await this.#send();
  }

  #startSpan(name, { attributes = {}, links = [], kind = 0 } = {}, context = api.context.active()) {
    const parent = api.trace.getSpanContext(context);
    const traceId = parent?.traceId ?? randomBytes(16).toString("hex");
    // A caller that records nothing decides for the whole trace, as with the package.
    const traceFlags = parent?.traceFlags ?? 1;
    const own = { traceId, spanId: randomBytes(8).toString("hex"), traceFlags };
    const span = {
      name,
      kind: kind + 1,
      parentSpanId: parent?.spanId,
      attributes: { ...attributes },
      links,
      status: {},
    };
    let isRecording = traceFlags === 1;
    return {
      spanContext: () => own,
      isRecording: () => isRecording,
      setAttribute: (key, value) => (span.attributes[key] = value),
      setStatus: (status) => (span.status = status),
      updateName: (changed) => (span.name = changed),
      recordException: () => undefined,
      end: () => {
        if (!isRecording) return;
        isRecording = false;
        this.#spans.push({ ...span, ...own });
        setTimeout(() => void this.#send(), 50).unref();
      },
    };
  }

  async #send() {
    const spans = this.#spans.splice(0).map((span) => ({
      ...span,
      attributes: Object.entries(span.attributes).map(([key, value]) => ({
        key,
        value: typeof value === "number" ? { intValue: value } : { stringValue: String(value) },
      })),
      links: span.links.map(({ context: { traceId, spanId } }) => ({ traceId, spanId })),
    }));
    if (spans.length === 0) return;
    const resource = { attributes: [{ key: "service.name", value: { stringValue: this.#serviceName } }] };
    await fetch(`${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
    }).catch(() => undefined);
  }
}

function contextManager() {
  const storage = new AsyncLocalStorage();
  return {
    active: () => storage.getStore() ?? api.ROOT_CONTEXT,
    with: (context, work, self, ...given) => storage.run(context, () => work.apply(self, given)),
    bind: (_context, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  };
}

const propagator = {
  inject(context, carrier, setter) {
    const span = api.trace.getSpanContext(context);
    if (span) setter.set(carrier, "traceparent", `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`);
  },
  extract(context, carrier, getter) {
    const [, traceId, spanId, flags] = TRACE_PARENT.exec(String(getter.get(carrier, "traceparent") ?? "")) ?? [];
    if (traceId === undefined) return context;
    return api.trace.setSpanContext(context, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
  fields: () => ["traceparent"],
};

module.exports = { NodeSDK, api };
