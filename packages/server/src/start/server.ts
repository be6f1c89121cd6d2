import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { locationOf, lockStore, openStore } from "../store/open.ts";
import type { Store } from "../store/port/store.ts";
import { watchedStore } from "../store/watched.ts";
import { SYSTEM_CLOCK, type Clock } from "../util/clock.ts";
import { ensureAdminKey } from "./admin-key.ts";
import { closeServer } from "./close-server.ts";
import { prepareStore } from "./prepare-store.ts";
import { startTracing } from "../tracing/start-tracing.ts";
import { ownAddress } from "../peers/own-address.ts";
import { wire, type Wired, type WiringOptions } from "./wire.ts";

/** @limit Process: shortest time for each step of a stop, however long the steps before took. */
const LAST_STEPS_MS = 500;
/** @limit Process: time after the stop's deadline for aborted webhooks to return. */
const ABORTED_WEBHOOKS_MS = 1_000;

export interface RunningServer {
  readonly url: string;
  readonly engine: Store["engine"];
  /** The admin key the first start made, to be shown this once; null otherwise. */
  readonly newAdminKey: string | null;
  /** Accepts nothing new, finishes the work under way and closes the store. */
  stop(): Promise<void>;
}

/**
 * Opens the store, wires every part and starts serving. Rejects, with nothing left open, when the store cannot be opened
 * or is unusable, or when the address is taken. `clock` is the machine's unless the server plays a story.
 */
export async function startServer(config: Config, logger: Logger, clock: Clock = SYSTEM_CLOCK): Promise<RunningServer> {
  const location = locationOf(config);
  const lock = await lockStore(location);
  const tracing = startTracing(config.tracing, logger);
  try {
    const { accountId, sealer, held } = await prepareStore(location, config);
    const store = watchedStore(await openStore(location, "request"), logger);
    try {
      const running = await startOn({ store, config, logger, sealer, clock, tracing, held }, accountId);
      return { ...running, stop: () => running.stop().finally(() => lock.release()) };
    } catch (error) {
      await within(config.drainMs, store.close());
      throw error;
    }
  } catch (error) {
    if (tracing !== null) await within(config.drainMs, tracing.close());
    lock.release();
    throw error;
  }
}

async function startOn(options: WiringOptions, accountId: number): Promise<RunningServer> {
  const { store, config } = options;
  const wired = wire(options);
  let newAdminKey: string | null;
  let workers: Promise<unknown> = Promise.resolve();
  try {
    newAdminKey = await ensureAdminKey(wired.committer, accountId, config.adminKey);
    workers = wired.run();
    await wired.app.listen({
      host: config.host,
      port: config.port,
      listenTextResolver: (address) => `listening on ${address} (${store.engine})`,
    });
    await startPeers(wired, options);
  } catch (error) {
    wired.stopping.abort();
    await within(config.drainMs, workers);
    throw error;
  }
  return {
    url: urlOf(wired.app, config.host),
    engine: store.engine,
    newAdminKey,
    stop: () => stop(wired, workers, options),
  };
}

/** Without the others, a process stores every change itself. */
async function startPeers({ peers }: Wired, { config, logger }: WiringOptions): Promise<void> {
  const host = config.peerHost ?? ownAddress(config.host);
  try {
    await peers?.start(host, config.peerPort ?? 0);
  } catch (error) {
    logger.warn(
      { err: error, host, port: config.peerPort },
      "cannot listen for other server processes; changes are stored here",
    );
  }
}

/** Requests first, so that their changes are still stored; then webhooks under way; then the store. All steps share one deadline. */
async function stop(wired: Wired, workers: Promise<unknown>, { store, config, tracing }: WiringOptions): Promise<void> {
  wired.stopping.abort();
  const stopBy = performance.now() + config.drainMs;
  const left = () => Math.max(LAST_STEPS_MS, stopBy - performance.now());
  await Promise.all([
    within(left(), closeServer(wired.app)),
    within(left(), wired.peers?.leave() ?? Promise.resolve()),
  ]);
  await within(left(), wired.orderPlacer.close());
  await within(left() + ABORTED_WEBHOOKS_MS, workers);
  await within(left(), wired.poller.close());
  await within(left(), wired.connections.close());
  wired.outbound.close();
  await within(left(), wired.hookRecord.close());
  await within(left(), wired.keyUse.close());
  await within(left(), wired.committer.drain());
  wired.peers?.close();
  await within(left(), store.close());
  if (tracing !== null) await within(left(), tracing.close());
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address() as AddressInfo;
  const name = host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, delay(ms, undefined, { ref: false })]);
}
