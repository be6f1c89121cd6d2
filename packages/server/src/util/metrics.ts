import { performance } from "node:perf_hooks";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** The server's own metrics, for `/metrics`. */
export interface Metrics {
  readonly registry: Registry;
  readonly batchSize: Histogram;
  readonly batchSeconds: Histogram;
  readonly hooks: Counter<"provider" | "kind" | "outcome">;
  readonly gateway: Counter<"type" | "code">;
  readonly gatewaySeconds: Histogram;
  readonly attempts: Counter<"outcome">;
  readonly attemptSeconds: Histogram;
  readonly polls: Counter<"provider" | "kind" | "outcome">;
  readonly pollSeconds: Histogram<"kind">;
  readonly placements: Counter<"outcome">;
  readonly placementSeconds: Histogram;
  readonly sweepSeconds: Histogram;
  readonly sweepCorrections: Counter;
  readonly alertTransitions: Counter<"reason">;
  readonly handedOver: Counter<"direction">;
}

/** Values that are read when the metrics are requested. */
interface Gauges {
  readonly queueDepth: () => number;
  readonly placementsUnderWay: () => number;
  readonly peers: () => number;
}

/** Quantiles of the event loop's lag, which are sampled all the time. */
const SAMPLED = /^nodejs_eventloop_lag_(?!seconds$)/;
/** @nolimit The longest time between two samples that Node.js takes. */
const NEVER_MS = 2 ** 31 - 1;

/** Those of prom-client, without what would wake an idle process a hundred times a second: it took 1 % of a processor. */
function collectOfProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const { name } of registry.getMetricsAsArray()) if (SAMPLED.test(name)) registry.removeSingleMetric(name);
  const active: Counter = new Counter({
    name: "plimsoll_event_loop_active_seconds_total",
    help: "Time in which the server's main thread worked; its rate is the share of time, and near 1 requests wait for it.",
    registers: [registry],
    collect: () => {
      active.reset();
      active.inc(performance.eventLoopUtilization().active / 1_000);
    },
  });
}

export function createMetrics({ queueDepth, placementsUnderWay, peers }: Gauges): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectOfProcess(registry);
  const depth: Gauge = new Gauge({
    name: "plimsoll_queue_depth",
    help: "Changes waiting to be stored.",
    registers,
    collect: () => {
      depth.set(queueDepth());
    },
  });
  const underWay: Gauge = new Gauge({
    name: "plimsoll_order_forwards_under_way",
    help: "Orders on mirrors that this process is placing at their providers.",
    registers,
    collect: () => {
      underWay.set(placementsUnderWay());
    },
  });
  const linked: Gauge = new Gauge({
    name: "plimsoll_peers",
    help: "Other server processes on the same PostgreSQL to which this one can hand over changes.",
    registers,
    collect: () => {
      linked.set(peers());
    },
  });
  return {
    registry,
    batchSize: new Histogram({
      name: "plimsoll_batch_commands",
      help: "Changes stored in one transaction.",
      buckets: [1, 3, 10, 30, 100, 300, 1_000],
      registers,
    }),
    batchSeconds: new Histogram({
      name: "plimsoll_batch_seconds",
      help: "Time from handing a batch to the store until it is durable.",
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
      registers,
    }),
    hooks: new Counter({
      name: "plimsoll_hooks_total",
      help: "Provider webhooks received, by provider, its kind and outcome; without a provider when it is not known.",
      labelNames: ["provider", "kind", "outcome"],
      registers,
    }),
    gateway: new Counter({
      name: "plimsoll_gateway_messages_total",
      help: "Card issuers' messages answered, by type and response code.",
      labelNames: ["type", "code"],
      registers,
    }),
    gatewaySeconds: new Histogram({
      name: "plimsoll_gateway_seconds",
      help: "Time until a card issuer got its response.",
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
      registers,
    }),
    attempts: new Counter({
      name: "plimsoll_delivery_attempts_total",
      help: "Webhook requests sent, by outcome: a status class or the kind of failure.",
      labelNames: ["outcome"],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: "plimsoll_delivery_attempt_seconds",
      help: "Time until a receiver responded.",
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    polls: new Counter({
      name: "plimsoll_provider_polls_total",
      help: "Polls, by provider, its kind and outcome: ok or the kind of failure.",
      labelNames: ["provider", "kind", "outcome"],
      registers,
    }),
    pollSeconds: new Histogram({
      name: "plimsoll_provider_poll_seconds",
      help: "Time until all balances of a provider were read and applied, by its kind.",
      labelNames: ["kind"],
      buckets: [0.05, 0.2, 1, 5, 20, 60],
      registers,
    }),
    placements: new Counter({
      name: "plimsoll_order_forwards_total",
      help: "Steps of placing orders at providers, by outcome: placed, found (by its reference, after a lost response), refused, later (state not known yet), detail (read again).",
      labelNames: ["outcome"],
      registers,
    }),
    placementSeconds: new Histogram({
      name: "plimsoll_order_forward_seconds",
      help: "Time from storing an order until it was known whether the provider has it.",
      buckets: [0.03, 0.1, 0.3, 1, 3, 10, 60, 900],
      registers,
    }),
    sweepSeconds: new Histogram({
      name: "plimsoll_sweep_seconds",
      help: "Time of one sweep over every wallet.",
      buckets: [0.01, 0.1, 1, 10, 60],
      registers,
    }),
    sweepCorrections: new Counter({
      name: "plimsoll_sweep_corrections_total",
      help: "Wallets whose stored alert state a sweep found wrong.",
      registers,
    }),
    alertTransitions: new Counter({
      name: "plimsoll_alert_transitions_total",
      help: "Changes and reminders of alerts, by reason.",
      labelNames: ["reason"],
      registers,
    }),
    handedOver: new Counter({
      name: "plimsoll_handed_over_total",
      help: "Changes that this process has handed over to another (out) or was handed by another (in), by direction.",
      labelNames: ["direction"],
      registers,
    }),
  };
}
