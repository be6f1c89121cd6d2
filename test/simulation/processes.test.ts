import { createHash } from "node:crypto";
import type { Transaction } from "@plimsoll/contract";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { postgresUrl, sql } from "../support/e2e/database.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { plimsoll } from "../support/e2e/process.ts";
import { startReceiver, type Receiver } from "../support/e2e/receiver.ts";
import { createData, startServer, storeEnvironment, type Server, type ServerData } from "../support/e2e/server.ts";
import { countOf } from "../support/simulation/ledger.ts";
import { attemptsOf } from "../support/simulation/metrics.ts";

const RATE = 10;
/** A second, less the delay that the network and a busy receiver may add between two requests. */
const WINDOW_MS = 950;

describe.skipIf(postgresUrl === undefined)("three server processes on one database", () => {
  it("place exactly ten of 64 debits at once on a balance for ten", async () => {
    const servers = await startThree();
    const wallet = await first(servers).api.createFundedWallet("10.00");

    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        at(servers, index).api.post<Transaction>(
          `/wallets/${wallet.id}/debits`,
          { amount: "1.00" },
          { "Idempotency-Key": `order ${index}` },
        ),
      ),
    );

    const placed = answers.filter(({ status }) => status === 201);
    expect(placed.map(({ body }) => body.balance_after).toSorted()).toEqual(
      Array.from({ length: 10 }, (_, left) => `${left}.00`),
    );
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(54);
    for (const { api } of servers) expect(await api.wallet(wallet.id)).toMatchObject({ balance: "0.00", sequence: 11 });
    expect(await first(servers).cli("verify")).toMatchObject({ code: 0 });
  });

  it("send each webhook once, within one rate limit", async () => {
    const servers = await startThree();
    const receiver = await startReceiver();
    await first(servers).api.createEndpoint(receiver.url, {
      event_types: ["wallet.created"],
      rate_limit_per_second: RATE,
    });

    const wallets = await Promise.all(
      Array.from({ length: 40 }, (_, index) => at(servers, index).api.createWallet({ name: `wallet ${index}` })),
    );

    await nothingPending(first(servers));
    const reported = receiver.requests.map(({ json }) => Number(json.data?.["id"]));
    expect(reported.toSorted(ascending)).toEqual(wallets.map(({ id }) => id).toSorted(ascending));
    expect(busiestWindow(receiver)).toBeLessThanOrEqual(RATE);
    const senders = await Promise.all(servers.map(attemptsOf));
    expect(senders.toSorted(ascending)).toEqual([0, 0, 40]);
  });

  it("continue sending when the sending process is killed", async () => {
    const servers = await startThree();
    const receiver = await startReceiver();
    const { api } = first(servers);
    const endpoint = await api.createEndpoint(receiver.url, {
      event_types: ["wallet.created"],
      rate_limit_per_second: RATE,
    });
    const created = Array.from({ length: 40 }, (_, index) => at(servers, index).api.createWallet());
    const wallets = await Promise.all(created);
    await receiver.waitFor(15);

    const sender = await senderOf(servers);
    await sender.kill();
    const left = servers.filter((server) => server !== sender);

    const seen = receiver.requests.length;
    await receiver.waitFor(seen + 1, undefined, 8_000);
    await nothingPending(first(left));
    expect(new Set(receiver.requests.map(({ json }) => json.data?.["id"]))).toEqual(
      new Set(wallets.map(({ id }) => id)),
    );
    expect(busiestWindow(receiver)).toBeLessThanOrEqual(RATE);
    expect(await countOf(first(left).api, `/webhook-endpoints/${endpoint.id}/deliveries?status=delivered`)).toBe(40);
    // Only webhooks under way when the process died may arrive twice.
    expect(receiver.requests.length).toBeLessThanOrEqual(40 + 16);
  });
});

describe.skipIf(postgresUrl === undefined)("two processes started at once on an empty database", () => {
  it("both come up, with one account and the configured admin key once", async () => {
    const data = await createData("postgres");
    const servers = await Promise.all([startServer({ data }), startServer({ data })]);

    for (const { api } of servers) expect((await api.get("/wallets")).status).toBe(200);
    expect(await accountsAndKeys(data)).toEqual({ accounts: 1, keys: 1 });
  });

  it("make one admin key when none is configured, and print it once", async () => {
    const data = await createData("postgres");
    expect(await plimsoll(["migrate"], storeEnvironment(data))).toMatchObject({ code: 0 });
    const url = data.databaseUrl ?? "";
    const env = { PLIMSOLL_ADMIN_KEY: "" };

    // Both are held where they read the keys, and released together.
    const letGo = await lock(url, "api_keys");
    const starting = Promise.all([startServer({ data, env }), startServer({ data, env })]);
    // The rejection is asserted below.
    starting.catch(() => undefined);
    const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    await eventually(async () => (await sql(url, waiting)).length === 2).finally(letGo);
    const servers = await starting;

    const printed = await eventually(() => {
      const keys = servers.flatMap(({ stdout }) => [...stdout.matchAll(/pk_\S+/g)].map(([key]) => key));
      return keys.length > 0 ? keys : null;
    });
    expect(printed).toHaveLength(1);
    expect(await accountsAndKeys(data)).toEqual({ accounts: 1, keys: 1 });
    const [{ hash } = { hash: "" }] = await sql<{ hash: string }>(url, "SELECT hash FROM api_keys");
    expect(
      createHash("sha256")
        .update(printed[0] ?? "")
        .digest("hex"),
    ).toBe(hash);
  });
});

async function startThree(): Promise<readonly Server[]> {
  const data = await createData("postgres");
  return Promise.all([startServer({ data }), startServer({ data }), startServer({ data })]);
}

function at(servers: readonly Server[], index: number): Server {
  const server = servers[index % servers.length];
  if (!server) throw new Error("no server");
  return server;
}

function ascending(a: number, b: number): number {
  return a - b;
}

function first(servers: readonly Server[]): Server {
  return at(servers, 0);
}

/** The process that has sent webhooks. */
async function senderOf(servers: readonly Server[]): Promise<Server> {
  for (const server of servers) if ((await attemptsOf(server)) > 0) return server;
  throw new Error("no process has sent anything");
}

async function nothingPending({ api }: Server): Promise<void> {
  const [endpoint] = (await api.get<{ id: string }[]>("/webhook-endpoints")).body;
  await eventually(
    async () => (await countOf(api, `/webhook-endpoints/${endpoint?.id}/deliveries?status=pending`)) === 0,
    30_000,
  );
}

/** The most requests within one second, wherever the second starts. */
function busiestWindow(receiver: Receiver): number {
  const times = receiver.requests.map(({ at: time }) => time);
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + WINDOW_MS).length));
}

/** Locks a table against every session until the returned function is called. */
async function lock(url: string, table: string): Promise<() => void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return () => void client.end();
}

async function accountsAndKeys({ databaseUrl }: ServerData) {
  const [row] = await sql<{ accounts: number; keys: number }>(
    databaseUrl ?? "",
    "SELECT (SELECT count(*)::int FROM accounts) AS accounts, (SELECT count(*)::int FROM api_keys) AS keys",
  );
  return row;
}
