import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { postgresUrl } from "../support/e2e/database.ts";
import type { Engine } from "../support/e2e/engines.ts";
import { eventually, steadily } from "../support/e2e/eventually.ts";
import { connectOctopus, declareMirror } from "../support/e2e/fixtures.ts";
import { plimsoll, PlimsollProcess } from "../support/e2e/process.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { createData, startServer, storeEnvironment, type Server, type ServerData } from "../support/e2e/server.ts";
import { countRows, tamper } from "../support/e2e/tamper.ts";

const env = { PLIMSOLL_SECRET_KEY: "5a".repeat(32), PLIMSOLL_RETRY_BASE_MS: "3600000" };
const ENGINES: readonly (readonly [Engine, Engine])[] = [
  ["sqlite", "sqlite"],
  ["sqlite", "postgres"],
  ["postgres", "sqlite"],
];
const TRANSACTIONS = 6_000;

function placeOf({ databaseUrl, dataDir }: ServerData): string {
  return databaseUrl ?? join(dataDir, "copy");
}

/** The store at that place. */
function storeAt(data: ServerData, adminKey: string): ServerData {
  return { ...data, dataDir: data.databaseUrl === null ? placeOf(data) : data.dataDir, adminKey };
}

function run(data: ServerData, ...args: readonly string[]) {
  return plimsoll(args, { ...storeEnvironment(data), ...env });
}

/** Time that the copy runs between two checks: a few hundred rows. */
const STEP_MS = 20;

/**
 * Starts the copy and ends it when that many rows are in the target. It stands still during each check, so that it cannot
 * be over before the test has checked it.
 */
async function endedHalfway(source: ServerData, target: ServerData, signal: NodeJS.Signals, rows: number) {
  const command = new PlimsollProcess(["copy", "--to", placeOf(target)], { ...storeEnvironment(source), ...env });
  const isHalfway = () => countRows(storeAt(target, ""), "unfinished_copy", `row_count > ${rows}`).catch(() => 0);
  // One that continues says so, and takes signals from then on.
  const takesSignals = () => signal === "SIGKILL" || command.stderr !== "";
  let ended = false;
  void command.exited.then(() => (ended = true));
  while (!takesSignals() || (await isHalfway()) === 0) {
    if (ended) throw new Error(`the copy ended before the signal: ${command.stderr}`);
    command.child.kill("SIGCONT");
    await pause(STEP_MS);
    command.child.kill("SIGSTOP");
  }
  const end = command.end(signal);
  command.child.kill("SIGCONT");
  return { ...(await end), stderr: command.stderr };
}

function killedHalfway(source: ServerData, target: ServerData) {
  return endedHalfway(source, target, "SIGKILL", 3_000);
}

/** Every list that a person reads, as it is. */
async function shown(server: Server): Promise<Record<string, unknown>> {
  const paths = [
    "/wallets",
    "/transactions?limit=200",
    "/events?limit=200",
    "/webhook-endpoints",
    "/providers",
    "/alerts",
  ];
  const lists = await Promise.all(
    paths.map(async (path) => {
      const { body, headers } = await server.api.get(path);
      return [path, [headers.get("x-total-count"), body]] as const;
    }),
  );
  return Object.fromEntries(lists);
}

describe.each(ENGINES)("copy from %s to %s", (from, to) => {
  const isPossible = postgresUrl !== undefined || (from === "sqlite" && to === "sqlite");

  it.skipIf(!isPossible)("killed halfway, is continued, equals its source in every row, and is held", async () => {
    const server = await startServer({ engine: from, env });
    const receiver = await startReceiver(503);
    await server.api.createEndpoint(receiver.url, { event_types: ["wallet.created"] });
    const { provider } = await connectOctopus(server);
    await declareMirror(server, provider);
    const wallet = await server.api.createWallet({ name: "Ærø €\n" });
    await receiver.waitFor(1);
    const item = { wallet_id: wallet.id, transaction_type: "CREDIT", amount: "0.01", remarks: "ø" };
    for (let i = 0; i < TRANSACTIONS; i += 1_000) {
      await server.api.post(
        "/transactions",
        Array.from({ length: 1_000 }, () => item),
        { "Idempotency-Key": `${i}` },
      );
    }
    const target = await createData(to);
    expect(await run(server.data, "copy", "--to", placeOf(target))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/another Plimsoll server|stop every server/),
    });
    const before = await shown(server);
    await server.stop();

    await killedHalfway(server.data, target);
    const store = storeAt(target, server.data.adminKey);
    await expect(startServer({ engine: to, env, data: store })).rejects.toThrow("unfinished");
    const other = await createData();
    await run(other, "migrate");
    expect(await run(other, "copy", "--to", placeOf(target))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("another store"),
    });
    expect(await endedHalfway(server.data, target, "SIGTERM", 6_000)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\nstopped; the same command continues\n$/),
    });
    const continued = await run(server.data, "copy", "--to", placeOf(target), "--json");
    expect(continued).toMatchObject({ code: 0, stderr: expect.stringContaining("continuing") });
    expect((JSON.parse(continued.stdout) as { rows: number }).rows).toBeGreaterThan(2 * TRANSACTIONS);
    expect(await run(server.data, "copy", "--to", placeOf(target))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("not empty"),
    });
    expect(await run(store, "verify")).toMatchObject({ code: 0 });

    await tamper(store, "UPDATE deliveries SET next_attempt_at = 0 WHERE status = 'pending'", 2);
    const sent = receiver.requests.length;
    receiver.answer(200);
    const copied = await startServer({ engine: to, env, data: store });
    expect(await shown(copied)).toEqual(before);
    await steadily(() => expect(receiver.requests).toHaveLength(sent), 500);
    await run(store, "release");
    await eventually(() => receiver.requests.length === sent + 2);
    await copied.kill();
  });
});

describe("copy", () => {
  it("finds a row that differs, and refuses a source that has changed since, the store itself and a foreign place", async () => {
    const server = await startServer({ env });
    const wallet = await server.api.createWallet();
    const item = { wallet_id: wallet.id, transaction_type: "CREDIT", amount: "0.01" };
    for (let i = 0; i < 4; i += 1)
      await server.api.post(
        "/transactions",
        Array.from({ length: 1_000 }, () => item),
      );
    await server.stop();
    const differing = await createData();
    await killedHalfway(server.data, differing);
    await tamper(storeAt(differing, ""), "UPDATE transactions SET remarks = 'another' WHERE id = 7", 1);
    expect(await run(server.data, "copy", "--to", placeOf(differing))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("transactions (1, 7) is not the same in both"),
    });
    const target = await createData();
    await killedHalfway(server.data, target);
    const again = await startServer({ env, data: server.data });
    await again.api.credit(wallet.id, "1.00");
    await again.stop();
    expect(await run(server.data, "copy", "--to", placeOf(target))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("before it changed"),
    });
    expect(await run(server.data, "copy", "--to", server.data.dataDir)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the store itself"),
    });
    expect(await run(await createData(), "copy", "--to", placeOf(target))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no Plimsoll data"),
    });
  });
});
