import type { FloodApi } from "../children/flood.ts";
import { newAccount } from "../support/account.ts";
import { startChild, type Child } from "../support/child.ts";
import { newDatabase } from "../support/database.ts";
import { residentMegabytes } from "../support/proc.ts";
import { QuietAccount, type Quiet } from "../support/quiet.ts";
import { scoped } from "../support/resources.ts";
import type { Context, Result, Scenario } from "../support/scenario.ts";
import { ADMIN_KEY, startServer, type Server } from "../support/server.ts";
import { ratioOf, type Pair } from "../support/stats.ts";

/** A 99th percentile needs some debits. */
const LEAST_SECONDS = 3;
const LEAST_DEBITS = 100;
const MOST = 5;
/** Time for a flood to begin. */
const WARM_UP_MS = 300;
const BATCH = 1_000;
const ENDPOINTS = 98;
const BACKLOG = 200_000;
const INTAKE_CONNECTIONS = 16;
const INTAKE_BATCH = 100;
const KEPT = 0.7;
const LONE_DEBIT_MS = 10;

interface Kind {
  readonly name: string;
  /** Prepares the flooding account; returns its requests. */
  readonly prepare: (
    server: Server,
    wallet: number,
    child: Child<FloodApi>,
  ) => Promise<Omit<Parameters<FloodApi["begin"]>[0], "port" | "key">>;
}

const KINDS: readonly Kind[] = [
  {
    name: "batches of 1,000 on 32 connections",
    prepare: async (_server, wallet) => ({ ...batches(wallet, BATCH), connections: 32 }),
  },
  {
    name: "pages of 1,000 transactions on 8 connections",
    prepare: async (server, wallet) => {
      for (let i = 0; i < 2; i += 1) await server.api("POST", "/api/v1/transactions", items(wallet, BATCH, "DEBIT"));
      return { method: "GET", path: "/api/v1/transactions?limit=1000", connections: 8 };
    },
  },
  {
    name: "batches of 1,000 for 100 endpoints",
    prepare: async (server, wallet, child) => {
      await subscribe(server, await child.call("receive"), 100, "wallet.debited");
      return { ...batches(wallet, BATCH), connections: 2 };
    },
  },
];

/** A quiet account's debit, and its webhook, beside a flood of another account's, against the same alone. */
export const neighboursScenario: Scenario = async (context) => {
  const results: Result[] = [];
  for (const kind of KINDS) results.push(...(await besideFlood(context, kind)));
  results.push(...(await besideBacklog(context)));
  return results;
};

async function besideFlood(context: Context, kind: Kind): Promise<Result[]> {
  const { rounds, progress } = context;
  const measured: { readonly alone: Quiet; readonly beside: Quiet }[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    progress(`${kind.name}, round ${round}`);
    // A server for each, because a flood leaves many deliveries to be sent.
    measured.push(await scoped((resources) => oneRound({ ...context, resources }, kind)));
  }
  return (["debit", "webhook"] as const).map((way): Result => {
    const of = (point: "p50" | "p99") =>
      ratioOf(measured.map(({ alone, beside }) => ({ floor: alone[way][point], figure: beside[way][point] })));
    const [p50, p99] = [of("p50"), of("p99")];
    return {
      what: `a quiet account's ${way === "debit" ? "debit" : "debit → webhook"} beside ${kind.name}, p99`,
      figure: { value: p99.figure, unit: "ms" },
      floor: { value: p99.floor, unit: "ms", what: "alone" },
      ratio: p99,
      demand: { text: `≤ ${MOST}×`, met: p99.ratio <= MOST },
      notes: [
        `p50 ${p50.figure.toFixed(1)} ms, alone ${p50.floor.toFixed(1)} ms (${p50.ratio.toFixed(2)}×)`,
        `debits measured: ${measured.map(({ alone, beside }) => `${alone.count}/${beside.count}`).join(", ")}`,
      ],
    };
  });
}

async function oneRound({ engines, resources, seconds }: Context, kind: Kind) {
  const database = await newDatabase(resources, engines);
  const server = await startServer(resources, database);
  const quiet = new QuietAccount(server, await newAccount(database, "quiet"));
  await quiet.open(resources);
  const child = startChild<FloodApi>(resources, new URL("../children/flood.ts", import.meta.url));
  const flood = await kind.prepare(server, await newWallet(server), child);
  const length = Math.max(LEAST_SECONDS, seconds);
  await quiet.measure(1);
  const alone = await quiet.measure(length, LEAST_DEBITS);
  await child.call("begin", { port: server.port, key: ADMIN_KEY, ...flood });
  await pause(WARM_UP_MS);
  const beside = await quiet.measure(length, LEAST_DEBITS);
  await child.close();
  return { alone, beside };
}

/** Batches of debits, and a lone debit, of an account that has a backlog of deliveries to send, against the same without one. */
async function besideBacklog({ engines, resources, seconds, rounds, progress }: Context): Promise<Result[]> {
  const database = await newDatabase(resources, engines);
  const server = await startServer(resources, database);
  const child = startChild<FloodApi>(resources, new URL("../children/flood.ts", import.meta.url));
  const wallet = await newWallet(server);
  const intake = async (): Promise<number> => {
    const flood = { ...batches(wallet, INTAKE_BATCH), connections: INTAKE_CONNECTIONS };
    const startedAt = performance.now();
    await child.call("begin", { port: server.port, key: ADMIN_KEY, ...flood });
    await pause(Math.max(1, seconds) * 1_000);
    const answered = await child.call("end");
    return (answered * INTAKE_BATCH * 1_000) / (performance.now() - startedAt);
  };
  await intake();
  const without: number[] = [];
  for (let round = 0; round < rounds; round += 1) without.push(await intake());
  await subscribe(server, await child.call("receive"), ENDPOINTS, "wallet.credited");
  progress(`a backlog of ${BACKLOG} deliveries`);
  const credits = Math.ceil(BACKLOG / ENDPOINTS);
  for (let done = 0; done < credits; done += INTAKE_BATCH) {
    await server.api("POST", "/api/v1/transactions", items(wallet, Math.min(INTAKE_BATCH, credits - done), "CREDIT"));
  }
  const pairs: Pair[] = [];
  for (const floor of without) pairs.push({ floor, figure: await intake() });
  const debits: number[] = [];
  for (let i = 0; i < 100; i += 1) {
    const startedAt = performance.now();
    await server.api("POST", `/api/v1/wallets/${wallet}/debits`, { amount: "0.01" });
    debits.push(performance.now() - startedAt);
  }
  const received = await child.call("received");
  const ratio = ratioOf(pairs);
  const p50 = debits.toSorted((a, b) => a - b)[50] ?? Number.NaN;
  const notes = [
    `${received} of ${credits * ENDPOINTS} deliveries sent by the end; ${residentMegabytes(server.pid).toFixed(0)} MB resident`,
  ];
  return [
    {
      what: `transactions in batches of ${INTAKE_BATCH} beside ${BACKLOG} deliveries to ${ENDPOINTS} endpoints`,
      figure: { value: ratio.figure, unit: "/s" },
      floor: { value: ratio.floor, unit: "/s", what: "without them" },
      ratio,
      demand: { text: `≥ ${KEPT}`, met: ratio.ratio >= KEPT },
      notes,
    },
    {
      what: "a lone debit beside them, p50",
      figure: { value: p50, unit: "ms" },
      floor: null,
      ratio: null,
      demand: { text: `≤ ${LONE_DEBIT_MS} ms`, met: p50 <= LONE_DEBIT_MS },
      notes: [],
    },
  ];
}

async function newWallet(server: Server): Promise<number> {
  const wallet = { name: "busy", currency: "USD", overdraft_limit: null };
  return (await server.api<{ readonly id: number }>("POST", "/api/v1/wallets", wallet)).id;
}

async function subscribe(server: Server, port: number, count: number, type: string): Promise<void> {
  for (let i = 1; i <= count; i += 1) {
    const url = `http://127.0.0.1:${port}/${i}`;
    await server.api("POST", "/api/v1/webhook-endpoints", { url, event_types: [type] });
  }
}

function items(wallet: number, count: number, type: "CREDIT" | "DEBIT") {
  return Array.from({ length: count }, () => ({ wallet_id: wallet, transaction_type: type, amount: "0.01" }));
}

function batches(wallet: number, count: number) {
  return { method: "POST", path: "/api/v1/transactions", body: JSON.stringify(items(wallet, count, "DEBIT")) } as const;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
