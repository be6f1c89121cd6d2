import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { expectStatus, type Api } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { startFlood, type Flood } from "../support/e2e/flood.ts";
import { startReceiver, type Receiver } from "../support/e2e/receiver.ts";
import { startServer, type Server } from "../support/e2e/server.ts";

/** Debits of the quiet account, one after the other. */
const DEBITS = 15;
/** Far above the effect of a busy machine on a ratio of one run, and far below that of a queue. */
const BOUND = 25;
/** Debits of the quiet account whose webhooks are awaited. */
const WEBHOOKS = 8;
/** Endpoints of the account with the backlog; an account has at most 100. */
const ENDPOINTS = 98;
/** Movements that it has not delivered: 9,800 deliveries, which it may send at 980 a second. */
const UNDELIVERED = 100;
/** What a webhook of the quiet account may take; after the backlog it would take ten seconds. */
const WEBHOOK_MS = 1_500;
/** What a backlog of this size may take in memory; its payloads alone would take more than that. */
const BACKLOG_MB = 150;
/** Shorter times are as good as none, and ratios of them mean little. */
const LEAST_MS = 4;

/** Another account's client. */
async function newAccount(server: Server, name: string): Promise<Api> {
  const { stdout } = await server.cli("keys", "create", "--account", name, "--scopes", "admin", "--json");
  const { key } = JSON.parse(stdout) as { readonly key: string };
  return server.api.as(key);
}

async function medianDebit(api: Api, wallet: number): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < DEBITS; i += 1) {
    const startedAt = performance.now();
    await api.debit(wallet, "0.01");
    took.push(performance.now() - startedAt);
  }
  return medianOf(took);
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** From the request of a debit to the arrival of its webhook, for each of some debits. */
async function webhookTimes(api: Api, wallet: number, receiver: Receiver): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < WEBHOOKS; i += 1) {
    const before = receiver.requests.length;
    const startedAt = performance.now();
    await api.debit(wallet, "0.01");
    await receiver.waitFor(before + 1);
    took.push((receiver.requests[before]?.at ?? Number.NaN) - startedAt);
  }
  return took;
}

/** The memory of a process, in megabytes. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}

/**
 * The factor by which the quiet account's debits are slower beside the flood than alone. Every one of them must
 * succeed.
 */
async function slowdown(server: Server, flood: Omit<Flood, "url" | "key">): Promise<number> {
  const quiet = await newAccount(server, "quiet");
  const { id } = await quiet.createFundedWallet("1000.00");
  await medianDebit(quiet, id);
  const alone = await medianDebit(quiet, id);
  const flooding = await startFlood({ url: server.url, key: server.data.adminKey, ...flood });
  onTestFinished(() => flooding.stop());
  const beside = await medianDebit(quiet, id);
  await flooding.stop();
  expect([...flooding.statuses.keys()]).toEqual([200]);
  return beside / Math.max(alone, LEAST_MS);
}

function batch(wallet: number, count: number): string {
  const item = { wallet_id: wallet, transaction_type: "DEBIT", amount: "0.01" };
  return JSON.stringify(Array.from({ length: count }, () => item));
}

describeEngines("a quiet account", (engine) => {
  it("is served beside one that sends batches of 1,000 on 32 connections", async () => {
    const server = await startServer({ engine });
    const { id } = await server.api.createWallet({ overdraft_limit: null });
    const flood = { method: "POST", path: "/transactions", body: batch(id, 1_000), connections: 32 } as const;
    expect(await slowdown(server, flood)).toBeLessThan(BOUND);
  });

  it("is served beside one that reads long pages on 8 connections", async () => {
    const server = await startServer({ engine });
    const { id } = await server.api.createWallet({ overdraft_limit: null });
    for (let i = 0; i < 2; i += 1) expectStatus(200, await server.api.post("/transactions", batch(id, 1_000)));
    const flood = { method: "GET", path: "/transactions?limit=1000", connections: 8 } as const;
    expect(await slowdown(server, flood)).toBeLessThan(BOUND);
  });

  it("is served, and gets its webhooks, beside one whose 98 endpoints have a backlog", async () => {
    const server = await startServer({ engine });
    const quiet = await newAccount(server, "quiet");
    const receiver = await startReceiver();
    await quiet.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });
    const { id } = await quiet.createFundedWallet("1000.00");
    await webhookTimes(quiet, id, receiver);
    const alone = await medianDebit(quiet, id);

    const slow = await startReceiver();
    await Promise.all(Array.from({ length: ENDPOINTS }, () => server.api.createEndpoint(slow.url)));
    const busy = await server.api.createWallet({ overdraft_limit: null });
    const before = await residentMb(server.pid);
    expectStatus(200, await server.api.post("/transactions", batch(busy.id, UNDELIVERED)));
    const beside = await medianDebit(quiet, id);
    // The debits' own webhooks come first.
    await receiver.waitFor(WEBHOOKS + 2 * DEBITS);
    const webhooks = await webhookTimes(quiet, id, receiver);
    const grown = (await residentMb(server.pid)) - before;

    expect(slow.requests.length).toBeGreaterThan(ENDPOINTS);
    expect(slow.requests.length, "there still is a backlog").toBeLessThan(ENDPOINTS * UNDELIVERED);
    expect(beside / Math.max(alone, LEAST_MS)).toBeLessThan(BOUND);
    expect(medianOf(webhooks)).toBeLessThan(WEBHOOK_MS);
    expect(grown).toBeLessThan(BACKLOG_MB);
    await server.kill();
    await Promise.all([slow.close(), receiver.close()]);
  });
});
