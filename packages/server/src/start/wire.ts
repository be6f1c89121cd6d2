import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { ApiError } from "../api/api-error.ts";
import { createApp } from "../api/app.ts";
import { KeyUse } from "../api/key-use.ts";
import { ChangeHub } from "../api/stream/change-hub.ts";
import type { Config } from "../config.ts";
import { createGateway } from "../inbound/cards/gateway.ts";
import { HookRecord } from "../inbound/provider/hook-record.ts";
import { createHookHandler } from "../inbound/provider/hooks.ts";
import { createOrderPlacer, type OrderPlacer } from "../mirrors/orders/order-placer.ts";
import { createPoller, type Poller } from "../mirrors/poller.ts";
import { createOutbound, type Outbound } from "../net/outbound.ts";
import { BodyReader } from "../net/read-body.ts";
import { Peers } from "../peers/peers.ts";
import { routedCommitter } from "../peers/routed-committer.ts";
import type { Dispatcher } from "../outbound/dispatcher.ts";
import { newSigningSecret, signatureHeaders } from "../outbound/signed-webhook/signing.ts";
import { Connections } from "../providers/connections.ts";
import { ProviderError } from "../providers/connector.ts";
import { isPollable } from "../providers/kinds.ts";
import { createCommitter, type Committer } from "../store/commit/committer.ts";
import type { Store } from "../store/port/store.ts";
import type { Tracing } from "../tracing/tracing.ts";
import { createMetrics, type Metrics } from "../util/metrics.ts";
import { ProviderCounter } from "../util/provider-counter.ts";
import type { Sealer } from "../util/sealer.ts";
import type { Clock } from "../util/clock.ts";
import { VERSION } from "../util/version.ts";
import { createHold, type Hold } from "./hold.ts";
import { createCaches, forget, type Caches } from "./caches.ts";
import { readinessOf } from "./readiness.ts";
import { runWorkers } from "./workers.ts";

export interface WiringOptions {
  readonly store: Store;
  readonly config: Config;
  readonly logger: Logger;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly tracing: Tracing | null;
  /** Whether the store waits to be released before anything is polled or sent. */
  readonly held: boolean;
}

/** Every part, knowing what it needs of the others; nothing runs yet. */
export interface Wired {
  readonly committer: Committer;
  /** Null where no other process can write. */
  readonly peers: Peers | null;
  readonly app: FastifyInstance;
  readonly orderPlacer: OrderPlacer;
  readonly poller: Poller;
  readonly connections: Connections;
  readonly outbound: Outbound;
  readonly hookRecord: HookRecord;
  readonly keyUse: KeyUse;
  /** Aborted when the server stops: nothing new is taken. */
  readonly stopping: AbortController;
  /** Starts the work in the background. Resolves when it has ended, after `stopping`. */
  run(): Promise<unknown>;
}

export function wire(options: WiringOptions): Wired {
  const { store, config, logger, sealer, clock, tracing } = options;
  const stopping = new AbortController();
  let dispatcher: Dispatcher | null = null;
  const caches = createCaches(store, sealer);
  const metrics = createMetrics({
    queueDepth: () => committer.depth,
    placementsUnderWay: () => orderPlacer.underWay,
    peers: () => peers?.count ?? 0,
  });
  const changes = new ChangeHub(store.reads);
  const local = createCommitter({
    store: tracing?.store(store) ?? store,
    now: clock.now,
    maxQueue: config.maxQueue,
    onDeliveries: (deliveries) => dispatcher?.offer(deliveries),
    onCommitted: (commands) => changes.committed(commands),
    onBehind: (accountIds) => dispatcher?.behind(accountIds),
    onRows: (rows) => {
      for (const change of rows) forget(caches, change);
    },
    onTransitions: (reasons) => {
      for (const reason of reasons) metrics.alertTransitions.inc({ reason });
    },
    onBatch: (size, milliseconds) => {
      metrics.batchSize.observe(size);
      metrics.batchSeconds.observe(milliseconds / 1_000);
    },
  });
  const peers = wirePeers(options, { committer: local, metrics, changes });
  const routed =
    peers === null
      ? local
      : routedCommitter({ local, peers, onHandedOver: () => metrics.handedOver.inc({ direction: "out" }) });
  const committer = tracing?.committer(routed) ?? routed;
  const outbound = createOutbound(config);
  const hold = createHold(options.held, { reads: store.reads, logger, stopping: stopping.signal });
  const mirrors = wireMirrors(options, { committer, metrics, outbound, hold });
  const { orderPlacer, poller } = mirrors;
  const inbound = wireInbound(options, { committer, metrics, caches, poller, stopping: stopping.signal });
  const keyUse = new KeyUse({ committer, logger });
  const ready = readinessOf(store);
  const app = createApp({
    committer,
    reads: store.reads,
    now: clock.now,
    logger,
    version: VERSION,
    publicUrl: config.publicUrl ?? undefined,
    seal: sealer.seal,
    unseal: sealer.unseal,
    providerOrders: orderPlacer,
    newSigningSecret,
    signatureHeaders,
    allowPrivateTargets: config.allowPrivateTargets,
    dispatcherChanged: (account, endpoint) => dispatcher?.changed(account, endpoint),
    keys: caches.apiKeys,
    keyUse,
    changes,
    stopping: stopping.signal,
    pendingHooks: (providerId) => inbound.hookRecord.pending(providerId),
    gateway: inbound.gateway,
    checkProvider: async (provider, signal) => {
      if (hold.held) throw new ApiError("SERVICE_UNAVAILABLE", HELD);
      const lastHookAt = await store.reads.lastHookAt(provider.accountId, provider.id);
      // Loaded later, because the start does not need it.
      const { examine } = await import("../providers/examine.ts");
      return examine({ provider, lastHookAt, unseal: sealer.unseal, outbound, now: clock.now }, signal);
    },
    syncProvider: (provider) => poller.sync(provider),
    hooks: inbound.hooks,
    metrics: metrics.registry,
    tracing,
    metricsToken: config.metricsToken,
    metricsBalances: config.metricsBalances,
    unavailableAccounts: () => store.unavailableAccounts(),
    readiness: async () => !stopping.signal.aborted && (await ready()),
  });
  store.onForeignDeliveries(() => dispatcher?.wake());
  store.onWaiting((providerId) => poller.soon(providerId));
  return {
    ...mirrors,
    committer,
    peers,
    app,
    outbound,
    hookRecord: inbound.hookRecord,
    keyUse,
    stopping,
    run: () =>
      runWorkers({
        ...options,
        committer,
        metrics,
        outbound,
        orderPlacer,
        poller,
        hold,
        signal: stopping.signal,
        onDispatcher: (running) => {
          dispatcher = running;
        },
      }),
  };
}

interface PeerParts {
  readonly committer: Committer;
  readonly metrics: Metrics;
  readonly changes: ChangeHub;
}

/** The other server processes on the same store. */
function wirePeers(
  { store, config, sealer, clock, logger }: WiringOptions,
  { committer, metrics, changes }: PeerParts,
): Peers | null {
  if (store.presence === null || config.peerPort === null) return null;
  return new Peers({
    presence: store.presence,
    key: sealer.linkKey,
    version: VERSION,
    committer,
    onCommitted: (commands) => changes.committed(commands),
    onTaken: (commands) => metrics.handedOver.inc({ direction: "in" }, commands),
    logger,
    monotonic: clock.monotonic,
  });
}

const HELD = "the server is held; `plimsoll release` lets it poll and send";

interface MirrorParts {
  readonly hold: Hold;
  readonly committer: Committer;
  readonly metrics: Metrics;
  readonly outbound: Outbound;
}

/** What speaks to providers: polls, and orders placed at them. */
function wireMirrors(
  { store, logger, sealer, clock, tracing }: WiringOptions,
  { committer, metrics, outbound, hold }: MirrorParts,
): Pick<Wired, "orderPlacer" | "poller" | "connections"> {
  const connections = new Connections(async (provider) => {
    if (hold.held) throw new ProviderError("transient", HELD);
    // Loaded later, because the start does not need it.
    const { configOf, openConnector } = await import("../providers/open-connector.ts");
    return openConnector(configOf(provider, sealer.unseal), {
      outbound,
      owner: String(provider.accountId),
      now: clock.now,
    });
  });
  const orderPlacer = createOrderPlacer({
    reads: store.reads,
    committer,
    connect: (provider) => connections.of(provider),
    seal: sealer.seal,
    now: clock.now,
    random: Math.random,
    logger,
    alone: store.engine === "sqlite",
    onStep: (outcome, milliseconds) => {
      metrics.placements.inc({ outcome });
      if (outcome !== "later" && outcome !== "detail") metrics.placementSeconds.observe(milliseconds / 1_000);
    },
  });
  const polls = new ProviderCounter(metrics.polls);
  const poller = createPoller({
    reads: store.reads,
    committer,
    connect: (provider) => connections.of(provider),
    afterSync: (provider, connector, signal) => orderPlacer.poll(provider, connector, signal),
    isPollable,
    now: clock.now,
    monotonic: clock.monotonic,
    random: Math.random,
    logger,
    onSync: (provider, outcome, milliseconds) => {
      polls.count(provider, outcome);
      metrics.pollSeconds.observe({ kind: provider.kind }, milliseconds / 1_000);
      tracing?.polled(provider, outcome, milliseconds);
    },
  });
  return { orderPlacer, poller, connections };
}

interface InboundParts {
  readonly committer: Committer;
  readonly metrics: Metrics;
  readonly caches: Caches;
  readonly poller: Poller;
  readonly stopping: AbortSignal;
}

/** What providers and card issuers call, beside the API's framework. */
function wireInbound(
  { store, logger, clock }: WiringOptions,
  { committer, metrics, caches, poller, stopping }: InboundParts,
) {
  const bodies = new BodyReader();
  const hookRecord = new HookRecord({ committer, now: clock.now, logger });
  const gateway = createGateway({
    committer,
    reads: store.reads,
    connections: caches.gatewayConnections,
    bodies,
    logger,
    now: clock.now,
    stopping: () => stopping.aborted,
    count: (type, code, milliseconds) => {
      metrics.gateway.inc({ type, code });
      metrics.gatewaySeconds.observe(milliseconds / 1_000);
    },
  });
  const received = new ProviderCounter(metrics.hooks);
  const hooks = createHookHandler({
    committer,
    providers: caches.providers,
    bodies,
    record: hookRecord,
    logger,
    now: clock.now,
    stopping: () => stopping.aborted,
    onWaiting: (providerId) => poller.soon(providerId),
    count: (outcome, provider) => {
      received.count({ id: provider?.providerId ?? "", kind: provider?.kind ?? "" }, outcome);
    },
  });
  return { hookRecord, gateway, hooks };
}
