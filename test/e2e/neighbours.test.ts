import { expect, it, onTestFinished } from "vitest";
import { expectStatus, type Api } from "../support/e2e/api.ts";
import { describeEngines } from "../support/e2e/engines.ts";
import { startFlood, type Flood } from "../support/e2e/flood.ts";
import { startServer, type Server } from "../support/e2e/server.ts";

/** Debits of the quiet account, one after the other. */
const DEBITS = 15;
/** Far above the effect of a busy machine on a ratio of one run, and far below that of a queue. */
const BOUND = 25;
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
  return took.toSorted((a, b) => a - b)[Math.floor(DEBITS / 2)] ?? Number.NaN;
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
});
