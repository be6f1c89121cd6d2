import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { createCommitter, type Committer } from "../store/commit/committer.ts";
import type { Config } from "../config.ts";
import { createDispatcher, type Dispatcher } from "../outbound/dispatcher.ts";
import type { PendingDelivery } from "../outbound/outbox.ts";
import { createSender } from "../outbound/signed-webhook/sender.ts";
import { newSigningSecret } from "../outbound/signed-webhook/signing.ts";
import { storeOutbox } from "../outbound/store-outbox.ts";
import { BodyReader } from "../net/read-body.ts";
import { connectionCache } from "../inbound/cards/connections.ts";
import { createGateway } from "../inbound/cards/gateway.ts";
import { createApp } from "../api/app.ts";
import { keyCache } from "../api/key-cache.ts";
import type { HttpServer } from "../api/server.ts";
import { HookRecord } from "../inbound/provider/hook-record.ts";
import { createHookHandler } from "../inbound/provider/hooks.ts";
import { providerCache } from "../inbound/provider/provider-cache.ts";
import { apiKeyCommand, newApiKey } from "../util/api-key.ts";
import { createMetrics, type Metrics } from "../util/metrics.ts";
import { createOutbound, type Outbound } from "../net/outbound.ts";
import { createForwarder } from "../mirrors/orders/forwarder.ts";
import { Connections } from "../providers/connections.ts";
import { readinessOf } from "./readiness.ts";
import { createSealer, type Sealer } from "../util/sealer.ts";
import { existingSecretKey, makeSecretKey } from "./secret-key.ts";
import { isPollable } from "../providers/kinds.ts";
import { createPoller } from "../mirrors/poller.ts";
import { locationOf, lockStore, openStore, setUpStore, type StoreLocation } from "../store/open.ts";
import type { RowCache } from "../util/row-cache.ts";
import type { RememberedTable, RowChange } from "../store/remembered-rows.ts";
import type { Store } from "../store/store.ts";
import { watchedStore } from "../store/watched.ts";
import { VERSION } from "../util/version.ts";
import { holdRole } from "../chores/role.ts";
import { runSweeper } from "../chores/sweeper.ts";

/** @limit Process: shortest time for each step of a stop, however long the steps before took. */
const LAST_STEPS_MS = 500;
/** @limit Process: time after the stop's deadline for aborted webhooks to return. */
const ABORTED_WEBHOOKS_MS = 1_000;

const DEFAULT_ACCOUNT = "default";

export interface RunningServer {
  readonly url: string;
  readonly engine: Store["engine"];
  /** The admin key the first start made, to be shown this once; null otherwise. */
  readonly newAdminKey: string | null;
  /** Accepts nothing new, finishes the work under way and closes the store. */
  stop(): Promise<void>;
}

/**
 * Wires every part and starts serving. Rejects, with nothing left open, when the store cannot be opened or is unusable,
 * or when the address is taken.
 */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const location = locationOf(config);
  const lock = await lockStore(location);
  try {
    const { accountId, sealer } = await prepare(location, config);
    const store = watchedStore(await openStore(location), logger);
    try {
      return await startOn(store, { config, logger, accountId, sealer, unlock: () => lock.release() });
    } catch (error) {
      await within(config.drainMs, store.close());
      throw error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Prepared {
  readonly config: Config;
  readonly logger: Logger;
  readonly accountId: number;
  readonly sealer: Sealer;
  readonly unlock: () => void;
}

async function startOn(store: Store, { config, logger, accountId, sealer, unlock }: Prepared): Promise<RunningServer> {
  const caches = {
    apiKeys: keyCache(store.reads),
    providers: providerCache(store.reads, sealer.unseal),
    gatewayConnections: connectionCache(store.reads, sealer.unseal),
  };
  store.onForeignRow((change) => forget(caches, change));

  let dispatcher: Dispatcher | null = null;
  const offer = (deliveries: readonly PendingDelivery[]) => dispatcher?.offer(deliveries);
  const metrics: Metrics = createMetrics({
    queueDepth: () => committer.depth,
    forwardsUnderWay: () => forwarder.underWay,
  });
  const committer = createCommitter({
    store,
    now: Date.now,
    maxQueue: config.maxQueue,
    onDeliveries: offer,
    onRows: (rows) => {
      for (const change of rows) forget(caches, change);
    },
    onBatch: (size, milliseconds) => {
      metrics.batchSize.observe(size);
      metrics.batchSeconds.observe(milliseconds / 1_000);
    },
  });
  const newAdminKey = await ensureAdminKey(committer, accountId, config.adminKey);

  const ready = readinessOf(store);
  const stopping = new AbortController();
  const bodies = new BodyReader();
  const hookRecord = new HookRecord({ committer, now: Date.now, logger });
  const gateway = createGateway({
    committer,
    reads: store.reads,
    connections: caches.gatewayConnections,
    bodies,
    logger,
    now: Date.now,
    stopping: () => stopping.signal.aborted,
    count: (type, code, milliseconds) => {
      metrics.gateway.inc({ type, code });
      metrics.gatewaySeconds.observe(milliseconds / 1_000);
    },
  });
  const outbound = createOutbound(config);
  const connections = new Connections(async (provider) => {
    // Loaded later, because the start does not need it.
    const { configOf, openConnector } = await import("../providers/open-connector.ts");
    return openConnector(configOf(provider, sealer.unseal), { outbound, owner: String(provider.accountId) });
  });
  const forwarder = createForwarder({
    reads: store.reads,
    committer,
    connect: (provider) => connections.of(provider),
    seal: sealer.seal,
    now: Date.now,
    random: Math.random,
    logger,
    alone: store.engine === "sqlite",
    onStep: (outcome, milliseconds) => {
      metrics.forwards.inc({ outcome });
      if (outcome !== "later" && outcome !== "detail") metrics.forwardSeconds.observe(milliseconds / 1_000);
    },
  });
  const poller = createPoller({
    reads: store.reads,
    committer,
    connect: (provider) => connections.of(provider),
    afterSync: (provider, connector, signal) => forwarder.poll(provider, connector, signal),
    isPollable,
    now: Date.now,
    random: Math.random,
    logger,
    onSync: (outcome, milliseconds) => {
      metrics.polls.inc({ outcome });
      metrics.pollSeconds.observe(milliseconds / 1_000);
    },
  });
  const app = createApp({
    committer,
    reads: store.reads,
    logger,
    version: VERSION,
    publicUrl: config.publicUrl ?? undefined,
    seal: sealer.seal,
    unseal: sealer.unseal,
    forwarder,
    newSigningSecret,
    allowPrivateTargets: config.allowPrivateTargets,
    dispatcherChanged: (account, endpoint) => dispatcher?.changed(account, endpoint),
    keys: caches.apiKeys,
    pendingHooks: (providerId) => hookRecord.pending(providerId),
    gateway,
    syncProvider: (provider) => poller.sync(provider),
    hooks: createHookHandler({
      committer,
      providers: caches.providers,
      bodies,
      record: hookRecord,
      logger,
      now: Date.now,
      stopping: () => stopping.signal.aborted,
      onWaiting: (providerId) => poller.soon(providerId),
      count: (outcome) => metrics.hooks.inc({ outcome }),
    }),
    metrics: metrics.registry,
    readiness: async () => !stopping.signal.aborted && (await ready()),
  });

  store.onForeignDeliveries(() => dispatcher?.wake());
  store.onForeignWaiting((providerId) => poller.soon(providerId));
  const workers = Promise.all([
    holdRole({
      store,
      name: "dispatch",
      logger,
      signal: stopping.signal,
      run: (signal, takenOver) =>
        dispatch(signal, { config, store, committer, sealer, outbound, logger, metrics, takenOver }, (running) => {
          dispatcher = running;
        }),
    }),
    holdRole({
      store,
      name: "orders",
      logger,
      signal: stopping.signal,
      run: (signal) => forwarder.run(signal),
    }),
    holdRole({
      store,
      name: "poll",
      logger,
      signal: stopping.signal,
      run: (signal) => poller.run(signal),
    }),
    holdRole({
      store,
      name: "sweep",
      logger,
      signal: stopping.signal,
      run: (signal) =>
        runSweeper({
          reads: store.reads,
          committer,
          now: Date.now,
          signal,
          intervalMs: config.sweepIntervalMs,
          logger,
          onSweep: ({ found }, milliseconds) => {
            metrics.sweepSeconds.observe(milliseconds / 1_000);
            metrics.sweepCorrections.inc(found);
          },
        }),
    }),
  ]);

  try {
    await app.listen({
      host: config.host,
      port: config.port,
      listenTextResolver: (address) => `listening on ${address} (${store.engine})`,
    });
  } catch (error) {
    stopping.abort();
    await within(config.drainMs, workers);
    throw error;
  }

  return {
    url: urlOf(app, config.host),
    engine: store.engine,
    newAdminKey,
    stop: async () => {
      stopping.abort();
      const stopBy = performance.now() + config.drainMs;
      const left = () => Math.max(LAST_STEPS_MS, stopBy - performance.now());
      // Requests first, so that their changes are still stored; then webhooks under way; then the store. All steps
      // share one deadline.
      await within(left(), closeServer(app));
      await within(left(), forwarder.close());
      await within(left() + ABORTED_WEBHOOKS_MS, workers);
      await within(left(), poller.close());
      await within(left(), connections.close());
      outbound.close();
      await within(left(), hookRecord.close());
      await within(left(), committer.drain());
      await within(left(), store.close());
      unlock();
    },
  };
}

/** Forgets a row that this or another process has changed; a null key means any row may have changed. */
function forget(caches: Readonly<Record<RememberedTable, RowCache<unknown>>>, change: RowChange | null): void {
  if (change) caches[change.table].forget(change.key);
  else for (const cache of Object.values(caches)) cache.clear();
}

/** Prepares the schema, the account and the secret key before anything is served. */
async function prepare(
  location: StoreLocation,
  { secretKey, dataDir }: Config,
): Promise<{ readonly accountId: number; readonly sealer: Sealer }> {
  const setup = await setUpStore(location);
  try {
    await setup.migrate(Date.now());
    let key = await existingSecretKey(secretKey, dataDir);
    // A store with secrets was sealed with some key, and a new key could open none of them.
    if (key === null && (await setup.secretKeyCheck()) === null) key = await makeSecretKey(dataDir);
    const sealer = key && createSealer(key);
    if (sealer === null || !(await setup.checkSecretKey(sealer.check))) {
      throw new Error(
        "the secret key is not the one this database's secrets were sealed with; set PLIMSOLL_SECRET_KEY (or restore secret.key in the data directory)",
      );
    }
    return { accountId: await setup.ensureAccount(DEFAULT_ACCOUNT, Date.now()), sealer };
  } finally {
    await setup.close();
  }
}

/**
 * Stores the configured key if it is new, in place of the previous one. Without a configured key, an account without
 * keys gets one, which is returned.
 */
async function ensureAdminKey(
  committer: Committer,
  accountId: number,
  configured: string | null,
): Promise<string | null> {
  if (configured !== null) {
    const { first: _, ...named } = apiKeyCommand(accountId, configured, "PLIMSOLL_ADMIN_KEY", ["admin"]);
    const kept = await committer.submit({ ...named, type: "configure_api_key" });
    if (kept.ok) return null;
    throw new Error("PLIMSOLL_ADMIN_KEY names a key that was revoked; choose another");
  }
  const key = newApiKey();
  const made = await committer.submit(apiKeyCommand(accountId, key, "first admin key", ["admin"], true));
  return made.ok ? key : null;
}

interface DispatchParts {
  readonly config: Config;
  readonly store: Store;
  readonly committer: Committer;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly takenOver: boolean;
}

/** Sends webhooks until the signal, then waits for attempts under way. */
async function dispatch(
  signal: AbortSignal,
  { config, store, committer, sealer, outbound, logger, metrics, takenOver }: DispatchParts,
  use: (dispatcher: Dispatcher | null) => void,
): Promise<void> {
  const sender = createSender(outbound);
  const dispatcher = createDispatcher({
    outbox: storeOutbox({
      reads: store.reads,
      committer,
      unseal: sealer.unseal,
      retryBaseMs: config.retryBaseMs,
      now: Date.now,
    }),
    sender,
    logger,
    now: Date.now,
    random: Math.random,
    takenOver,
    onAttempt: (outcome) => {
      const kind = outcome.status === null ? (outcome.error ?? "other") : `${Math.floor(outcome.status / 100)}xx`;
      metrics.attempts.inc({ outcome: kind });
      metrics.attemptSeconds.observe(outcome.latencyMs / 1_000);
    },
  });
  dispatcher.start();
  use(dispatcher);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  use(null);
  await dispatcher.stop(config.drainMs);
}

/** @limit Process: interval at which a closing server ends connections that have become idle. */
const CLOSE_IDLE_EVERY_MS = 25;
/** @limit Process: time for the rest of a request that was being sent when the stop began. */
const HALF_SENT_MS = 250;

/**
 * Answers requests under way and closes each connection as it falls idle. A client that keeps one open, or never sends
 * the rest of its request, cannot delay the stop.
 */
async function closeServer(app: FastifyInstance): Promise<void> {
  const server = app.server as HttpServer;
  const halfSentUntil = performance.now() + HALF_SENT_MS;
  const closing = setInterval(() => {
    server.closeIdleConnections();
    if (performance.now() >= halfSentUntil) server.endHalfSent();
  }, CLOSE_IDLE_EVERY_MS);
  try {
    await app.close();
  } finally {
    clearInterval(closing);
  }
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, delay(ms, undefined, { ref: false })]);
}
