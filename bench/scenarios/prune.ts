import { setTimeout as delay } from "node:timers/promises";
import type { ReceiverApi } from "../children/receiver.ts";
import { alertLatency, type AlertLatency } from "../support/alert-latency.ts";
import { startChild } from "../support/child.ts";
import { startCommand, type Command } from "../support/command.ts";
import { newDatabase, openSql, type Database, type Sql } from "../support/database.ts";
import { fillDeliveries, fillHistory } from "../support/fill.ts";
import { connectProvider, declareWallets, HOOK_ANSWER, startLoad } from "../support/hooks.ts";
import { scoped, type Resources } from "../support/resources.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { startServer, type Server } from "../support/server.ts";
import { median, ratioOf } from "../support/stats.ts";

const EVENTS_PER_SECOND = 1_000;
/** Every tenth event crosses a threshold. */
const EVERY = 10;
/** A round is at least this long, because a 99th percentile needs some crossings. */
const LEAST_SECONDS = 3;
const ORDINARY = 9_000;
const CONNECTIONS = 64;
const CENTS = 100;
const SETTINGS = { alert_enabled: true, critical: { threshold: "100.00", condition: "below" } };
const RATE_LIMIT = 1_000;
/** Old events, each with its delivery, its attempt and an idempotency key: more than a round deletes. */
const OLD = 200_000;
const AGE_MS = 100 * 86_400_000;
const PRUNE = ["prune", "--older-than", "90d"];
/** Factor by which webhooks may be later beside a prune. */
const DEMAND = 1.5;

interface Round {
  readonly without: AlertLatency;
  readonly during: AlertLatency;
  /** Rows deleted a second. */
  readonly deleted: number;
}

/** Time from a hook to its alert's webhook, without and beside a prune that deletes the same endpoint's old deliveries. */
export const pruneScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  const perRound = Math.ceil((EVENTS_PER_SECOND * Math.max(LEAST_SECONDS, seconds)) / EVERY) * EVERY;
  const warmUp = 2 * EVENTS_PER_SECOND;
  const receiver = startChild<ReceiverApi>(resources, new URL("../children/receiver.ts", import.meta.url));
  const receiverPort = await receiver.call("listen");
  const database = await newDatabase(resources, engines);
  const { providerId, secret, endpointId } = await prepared(database, receiverPort);
  progress(`filling ${OLD} old events with their deliveries`);
  const createdAt = Date.now() - AGE_MS;
  const quiet = (): void => undefined;
  await fillHistory(database, { rows: OLD, wallets: ORDINARY, providerId, createdAt, progress: quiet });
  await fillDeliveries(database, { endpointId, count: OLD, status: "delivered", createdAt });

  const load = startLoad(resources);
  const server = await startServer(resources, database);
  const crossings = (2 * perRound * rounds + warmUp) / EVERY;
  await server.api("PUT", "/api/v1/alert-settings/default/USD", SETTINGS);
  await declareWallets(load, server, { providerId, first: ORDINARY + 1, count: crossings, balance: "100.50" });
  const sql = await openSql(database);
  resources.defer(() => sql.close());

  let firstCrossing = ORDINARY + 1;
  const measure = async (count: number): Promise<AlertLatency> => {
    const wallets = { ordinary: ORDINARY, firstCrossing, every: EVERY, cents: CENTS };
    await load.call("crossings", { signer: { providerId, secret }, crossings: wallets, count, seed: firstCrossing });
    firstCrossing += count / EVERY;
    const paced = { port: server.port, connections: CONNECTIONS, perSecond: EVENTS_PER_SECOND, expected: HOOK_ANSWER };
    const { sentAt } = await load.call("pace", { ...paced, noteFrom: ORDINARY + 1 });
    return alertLatency(receiver, sentAt);
  };
  await measure(warmUp);
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round}`);
    const without = await measure(perRound);
    const pruning = await pruningFrom(resources, database, sql);
    const [before, began] = [await oldRows(sql), performance.now()];
    const during = await measure(perRound);
    const deleted = ((before - (await oldRows(sql))) * 1_000) / (performance.now() - began);
    if (!pruning.isRunning()) throw new Error(`prune ended before the round did: ${pruning.progress()}`);
    const { code, stderr } = await pruning.end("SIGTERM");
    if (code !== 0) throw new Error(`prune exited with ${code}: ${stderr}`);
    measured.push({ without, during, deleted });
  }
  return (["p50", "p99"] as const).map((which): Result => {
    const ratio = ratioOf(measured.map(({ without, during }) => ({ floor: without[which], figure: during[which] })));
    return {
      what: `crossing → webhook received beside a prune, ${which}, ${EVENTS_PER_SECOND} events/s`,
      figure: { value: ratio.figure, unit: "ms" },
      floor: { value: ratio.floor, unit: "ms", what: "without a prune" },
      ratio,
      demand: { text: `≤ ${DEMAND}×`, met: ratio.ratio <= DEMAND },
      notes: [
        `rounds: ${measured.map(({ during }) => during[which].toFixed(1)).join(", ")} ms beside, ${measured.map(({ without }) => without[which].toFixed(1)).join(", ")} ms without`,
        `${perRound / EVERY} crossings a round, all received; ${Math.round(median(measured.map(({ deleted }) => deleted)))} rows deleted a second`,
      ],
    };
  });
};

/** A store with a provider and an endpoint for alerts. */
async function prepared(database: Database, receiverPort: number) {
  return scoped(async (resources) => {
    const server: Server = await startServer(resources, database);
    const signer = await connectProvider(server);
    const { id: endpointId } = await server.api<{ readonly id: string }>("POST", "/api/v1/webhook-endpoints", {
      url: `http://127.0.0.1:${receiverPort}/`,
      event_types: ["wallet.balance.alert"],
      rate_limit_per_second: RATE_LIMIT,
    });
    return { ...signer, endpointId };
  });
}

/** Starts the prune, and resolves when it has begun to delete. */
async function pruningFrom(resources: Resources, database: Database, sql: Sql): Promise<Command> {
  const before = await oldRows(sql);
  const pruning = startCommand(resources, database, PRUNE);
  while (pruning.isRunning() && (await oldRows(sql)) === before) await delay(20);
  return pruning;
}

/** Rows and events of movements that the prune is to remove: the first of each table has the lowest number, so that nothing is counted. */
async function oldRows(sql: Sql): Promise<number> {
  const left = async (table: string, position: string) =>
    OLD -
    Number(await sql.value(`SELECT coalesce(min(${position}), ${OLD + 1}) - 1 FROM ${table} WHERE account_id = 1`));
  const deliveries = await left("deliveries", "sequence");
  const events = OLD - Number(await sql.value("SELECT events_pruned FROM accounts WHERE id = 1"));
  const keys = Number(await sql.value(`SELECT count(*) FROM idempotency_keys WHERE transaction_id <= ${OLD}`));
  // A delivery goes with its attempt.
  return 2 * Math.max(0, deliveries) + Math.max(0, events) + keys;
}
