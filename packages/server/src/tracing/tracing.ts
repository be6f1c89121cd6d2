import type { IncomingMessage, RequestListener } from "node:http";
import type * as OpenTelemetry from "@opentelemetry/api";
import type { Context, Span, SpanContext } from "@opentelemetry/api";
import type { Command } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import type { PendingDelivery } from "../store/port/deliveries.ts";
import type { Store } from "../store/port/store.ts";
import { ExpiringMap } from "../util/expiring-map.ts";

/** @limit Traces: requests that the span of one commit refers to. */
const MAX_LINKS = 32;
/** @limit Traces: events whose origin is remembered, so that their deliveries continue its trace. */
const MAX_ORIGINS = 10_000;
/** @limit Traces: time for which an event's origin is remembered. */
const ORIGIN_MS = 10 * 60_000;
/** Requested all the time by machines, and of no interest. */
const UNTRACED: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

const SERVER_ERROR = 500;

/** The outcome of an attempt as far as a trace shows it. */
interface Attempted {
  readonly status: number | null;
  readonly error: string | null;
}

/** Makes spans of what the server does. It exists only where traces are wanted; nothing else knows OpenTelemetry. */
export class Tracing {
  readonly #api: typeof OpenTelemetry;
  readonly #tracer: OpenTelemetry.Tracer;
  readonly #shutdown: () => Promise<void>;
  readonly #requests = new WeakMap<IncomingMessage, Span>();
  /** Spans of requests that have not ended. Not all of them are recorded: a caller decides on its trace. */
  readonly #underWay = new WeakSet<Span>();
  /** The request that submitted a command. */
  readonly #submitters = new WeakMap<Command, SpanContext>();
  /** The span that an event's deliveries continue, by the event's id. */
  readonly #origins = new ExpiringMap<SpanContext>(MAX_ORIGINS, ORIGIN_MS);
  /** Commits under way, with the span of one that requests have submitted. */
  readonly #commits = new Map<Promise<unknown>, SpanContext | null>();

  constructor(api: typeof OpenTelemetry, shutdown: () => Promise<void>) {
    this.#api = api;
    this.#tracer = api.trace.getTracer("plimsoll");
    this.#shutdown = shutdown;
  }

  /** Sends what has been recorded. A collector that cannot be reached fails no stop. */
  close(): Promise<void> {
    return this.#shutdown().catch(() => undefined);
  }

  /**
   * A span for each request, which continues the caller's `traceparent`. Without a `route` that is the same for all
   * requests, `routed` names it later.
   */
  listener(handle: RequestListener, route?: string): RequestListener {
    const { context, propagation, trace, SpanKind, ROOT_CONTEXT, SpanStatusCode } = this.#api;
    return (request, response) => {
      const { method = "GET", url = "" } = request;
      const path = url.split("?", 1)[0] ?? "";
      if (UNTRACED.has(path)) return handle(request, response);
      const parent = propagation.extract(ROOT_CONTEXT, request.headers);
      const attributes = { "http.request.method": method, "url.path": path };
      const span = this.#tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
      this.#requests.set(request, span);
      this.#underWay.add(span);
      if (route !== undefined) this.routed(request, route);
      response.once("close", () => {
        this.#underWay.delete(span);
        span.setAttribute("http.response.status_code", response.statusCode);
        if (response.statusCode >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
        if (!response.writableFinished) span.setAttribute("error.type", "aborted");
        span.end();
      });
      context.with(trace.setSpan(parent, span), () => handle(request, response));
    };
  }

  /** Names a request's span after the pattern of its path. */
  routed(request: IncomingMessage, route: string): void {
    const span = this.#requests.get(request);
    span?.updateName(`${request.method ?? "GET"} ${route}`);
    span?.setAttribute("http.route", route);
  }

  /** The same committer, which remembers the request that submits a command. */
  committer(committer: Committer): Committer {
    const { trace } = this.#api;
    return {
      submit: (command) => {
        const span = trace.getActiveSpan();
        // Work in the background may have begun during a request, which has ended since.
        if (span !== undefined && this.#underWay.has(span)) this.#submitters.set(command, span.spanContext());
        return committer.submit(command);
      },
      get depth() {
        return committer.depth;
      },
      drain: () => committer.drain(),
    };
  }

  /**
   * The same store, with a span for each commit. One request's commit is a part of its trace; a commit of several is a
   * trace of its own that refers to them.
   */
  store(store: Store): Store {
    const { ROOT_CONTEXT, SpanStatusCode, trace } = this.#api;
    return {
      ...store,
      commit: async (commands, now) => {
        const submitters = new Map<string, SpanContext>();
        for (const command of commands) {
          const submitter = this.#submitters.get(command);
          if (submitter !== undefined && submitters.size < MAX_LINKS) submitters.set(submitter.spanId, submitter);
        }
        const [first, ...more] = submitters.values();
        const isOne = first !== undefined && more.length === 0;
        const parent = isOne ? trace.setSpanContext(ROOT_CONTEXT, first) : ROOT_CONTEXT;
        const links = isOne ? [] : [...submitters.values()].map((context) => ({ context }));
        const attributes = { "plimsoll.batch.commands": commands.length, "db.system.name": nameOf(store.engine) };
        const span = this.#tracer.startSpan("commit", { attributes, links }, parent);
        const commit = store.commit(commands, now);
        this.#commits.set(commit, submitters.size > 0 ? span.spanContext() : null);
        try {
          const committed = await commit;
          const origin = this.#causeOf(commit) ?? span.spanContext();
          for (const { eventId } of committed.deliveries) this.#origins.set(eventId, origin, performance.now());
          return committed;
        } catch (error) {
          span.recordException(error instanceof Error ? error : String(error));
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          this.#commits.delete(commit);
          span.end();
        }
      },
    };
  }

  /**
   * The span of the commit that has made the deliveries of this one: a store that carries out several in one transaction
   * gives the first of them all deliveries, and work in the background may be first.
   */
  #causeOf(commit: Promise<unknown>): SpanContext | null {
    const own = this.#commits.get(commit) ?? null;
    if (own !== null) return own;
    const [only, ...more] = [...this.#commits.values()].filter((span) => span !== null);
    return only !== undefined && more.length === 0 ? only : null;
  }

  /** The span of an event's commit, which a delivery that is read from the table may overtake. */
  async #originOf(eventId: string): Promise<SpanContext | undefined> {
    const known = this.#origins.get(eventId, performance.now());
    if (known !== undefined || this.#commits.size === 0) return known;
    await Promise.allSettled(this.#commits.keys());
    return this.#origins.get(eventId, performance.now());
  }

  /** A span for an attempt, whose headers continue the trace of what caused the delivery. */
  async attempt<Outcome extends Attempted>(
    { endpointId, eventId, eventType }: PendingDelivery,
    send: (headers: Readonly<Record<string, string>>) => Promise<Outcome>,
  ): Promise<Outcome> {
    const { context, propagation, trace, ROOT_CONTEXT, SpanKind, SpanStatusCode } = this.#api;
    const origin = await this.#originOf(eventId);
    const parent: Context = origin === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, origin);
    const attributes = {
      "plimsoll.endpoint.id": endpointId,
      "plimsoll.event.id": eventId,
      "plimsoll.event.type": eventType,
    };
    const span = this.#tracer.startSpan("deliver", { kind: SpanKind.CLIENT, attributes }, parent);
    const headers: Record<string, string> = {};
    propagation.inject(trace.setSpan(parent, span), headers);
    try {
      const outcome = await context.with(trace.setSpan(parent, span), () => send(headers));
      const { status, error } = outcome;
      if (status !== null) span.setAttribute("http.response.status_code", status);
      if (error !== null) span.setAttribute("error.type", error);
      if (status === null || status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
      return outcome;
    } finally {
      span.end();
    }
  }

  /** A span for a poll that has ended. */
  polled({ id, kind }: { readonly id: string; readonly kind: string }, outcome: string, milliseconds: number): void {
    const { ROOT_CONTEXT, SpanKind, SpanStatusCode } = this.#api;
    const endTime = Date.now();
    const attributes = { "plimsoll.provider.id": id, "plimsoll.provider.kind": kind, "plimsoll.poll.outcome": outcome };
    const startTime = endTime - milliseconds;
    const span = this.#tracer.startSpan("poll", { kind: SpanKind.CLIENT, attributes, startTime }, ROOT_CONTEXT);
    if (outcome !== "ok") span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endTime);
  }
}

function nameOf(engine: Store["engine"]): string {
  return engine === "postgres" ? "postgresql" : engine;
}
