import { setTimeout as delay } from "node:timers/promises";
import type { CountingReceiverApi } from "../children/counting-receiver.ts";
import { newAccount } from "../support/account.ts";
import { verifyDebits } from "../support/books.ts";
import { startChild } from "../support/child.ts";
import { newDatabase } from "../support/database.ts";
import { declareWallets, startLoad } from "../support/hooks.ts";
import { meterProcessor, microseconds } from "../support/processor.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { startServer, type Server } from "../support/server.ts";
import { median, ratioOf } from "../support/stats.ts";

const ENDPOINTS = [0, 1, 10, 100];
const CONNECTIONS = 64;
const WALLETS = 1_000;
/** An endpoint's highest limit: debits are as fast as they can be, and their deliveries follow as fast as they may. */
const RATE_LIMIT = 1_000;
/** Debits and deliveries of a measurement, for each of its seconds. */
const DEBITS_PER_SECOND = 3_000;
const DELIVERIES_PER_SECOND = 10_000;
const LEAST_DEBITS = 100;
const DEMAND = 1.5;
/** A delivery that is still missing after this is lost. */
const PATIENCE_MS = 300_000;
const LOOK_MS = 50;

interface Taken {
  /** Microseconds of processor for a debit with its deliveries. */
  readonly server: number;
  readonly backends: number | null;
  /** Of the server's: the main thread, the writer thread on SQLite, and the rest. */
  readonly threads: readonly number[];
  readonly debits: number;
  readonly received: number;
  readonly rate: number;
}

interface Account {
  readonly key: string;
  readonly endpoints: number;
}

/** What a debit costs in processor time, its deliveries included, with some endpoints subscribed to all events against none. */
export const subscribedScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  const database = await newDatabase(resources, engines);
  const server = await startServer(resources, database);
  const load = startLoad(resources);
  const receiver = startChild<CountingReceiverApi>(
    resources,
    new URL("../children/counting-receiver.ts", import.meta.url),
  );
  const port = await receiver.call("listen");
  const accounts: Account[] = [];
  for (const endpoints of ENDPOINTS) {
    const key = await newAccount(database, `with-${endpoints}`);
    await declareWallets(load, server, { key, providerId: null, first: 1, count: WALLETS, balance: "0" });
    for (let n = 1; n <= endpoints; n += 1) await subscribe(server, key, `http://127.0.0.1:${port}/${n}`);
    accounts.push({ key, endpoints });
  }
  let acknowledged = 0;
  const take = async ({ key, endpoints }: Account, length: number): Promise<Taken> => {
    const affordable = Math.max(LEAST_DEBITS, (DELIVERIES_PER_SECOND * length) / Math.max(1, endpoints));
    const count = Math.ceil(Math.min(DEBITS_PER_SECOND * length, affordable));
    await load.call("debits", { keys: [key], wallets: WALLETS, count, seed: Math.floor(Math.random() * 2 ** 32) });
    await receiver.call("forget");
    const meter = meterProcessor(server.pid, database.location);
    const { requests, rate } = await load.call("run", {
      port: server.port,
      connections: CONNECTIONS,
      seconds: PATIENCE_MS / 1_000,
      expected: { status: 201 },
      repeat: false,
    });
    const expected = requests * endpoints;
    for (
      const until = performance.now() + PATIENCE_MS;
      (await receiver.call("count")) < expected;
      await delay(LOOK_MS)
    ) {
      if (performance.now() > until)
        throw new Error(`${await receiver.call("count")} of ${expected} deliveries received`);
    }
    await settled(server, key);
    const used = meter();
    const received = await receiver.call("count");
    if (received !== expected) throw new Error(`${received} deliveries received of ${requests} debits`);
    acknowledged += requests;
    return {
      server: microseconds(used.total, requests),
      backends: used.backends === null ? null : microseconds(used.backends, requests),
      threads: [used.main, used.worker, used.rest].map((ms) => microseconds(ms, requests)),
      debits: requests,
      received,
      rate,
    };
  };
  const all = async (length: number): Promise<Taken[]> => {
    const taken: Taken[] = [];
    for (const account of accounts) {
      progress(`${account.endpoints} endpoints`);
      taken.push(await take(account, length));
    }
    return taken;
  };
  progress("warming up");
  // The last account's many deliveries would run no other code.
  for (const account of accounts.slice(0, -1)) await take(account, seconds);
  const measured: Taken[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round}`);
    measured.push(await all(seconds));
  }
  progress("verifying");
  const verified = await verifyDebits(database, load, acknowledged);
  const of = (index: number): Taken[] => measured.flatMap((taken) => taken[index] ?? []);
  const none = of(0);
  return ENDPOINTS.slice(1).map((endpoints, index): Result => {
    const some = of(index + 1);
    const ratio = ratioOf(some.map((taken, round) => ({ floor: inAll(none[round] ?? taken), figure: inAll(taken) })));
    return {
      what: `processor of a debit with ${endpoints} subscribed ${endpoints === 1 ? "endpoint" : "endpoints"}, ${CONNECTIONS} connections`,
      figure: { value: ratio.figure, unit: "µs" },
      floor: { value: ratio.floor, unit: "µs", what: "with none" },
      ratio,
      demand: endpoints === 1 ? { text: `≤ ${DEMAND}×`, met: ratio.ratio <= DEMAND } : null,
      notes: [
        `${describe(some)}; with none ${describe(none)}`,
        `deliveries received: ${some.map(({ received, debits }) => `${received} of ${debits} debits`).join(", ")}; none lost`,
        verified,
      ],
    };
  });
};

function inAll({ server, backends }: Taken): number {
  return server + (backends ?? 0);
}

function describe(taken: readonly Taken[]): string {
  const server = `the server ${median(taken.map((each) => each.server)).toFixed(0)} µs`;
  const backends = taken.flatMap((each) => each.backends ?? []);
  const also = backends.length === 0 ? "" : `, PostgreSQL's backends ${median(backends).toFixed(0)} µs`;
  const [main, worker, rest] = [0, 1, 2].map((n) => median(taken.map(({ threads }) => threads[n] ?? 0)).toFixed(0));
  return `${server} (main thread ${main}, busiest other ${worker}, rest ${rest})${also}, ${Math.round(median(taken.map(({ rate }) => rate))).toLocaleString("en")} debits/s`;
}

/** Waits until every delivery of the account is recorded as delivered. */
async function settled(server: Server, key: string): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await delay(LOOK_MS)) {
    const pending = await server.api<unknown[]>("GET", "/api/v1/deliveries?status=pending&limit=1", undefined, key);
    if (pending.length === 0) return;
  }
  throw new Error("deliveries that were received are still pending");
}

async function subscribe(server: Server, key: string, url: string): Promise<void> {
  const endpoint = { url, event_types: ["*"], rate_limit_per_second: RATE_LIMIT };
  await server.api("POST", "/api/v1/webhook-endpoints", endpoint, key);
}
