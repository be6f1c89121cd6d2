import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Channel, ChannelTested, Transaction } from "@plimsoll/contract";
import pg from "pg";
import { expect, it, describe } from "vitest";
import { expectStatus, type Api } from "../support/e2e/api.ts";
import { postgresUrl } from "../support/e2e/database.ts";
import { describeEngines, type Engine } from "../support/e2e/engines.ts";
import { eventually, steadily } from "../support/e2e/eventually.ts";
import { connectOctopus, declareMirror, listen } from "../support/e2e/fixtures.ts";
import { startLoad, type Load } from "../support/e2e/load.ts";
import { movementEvent, sendHook } from "../support/e2e/octopus.ts";
import { plimsoll, PlimsollProcess } from "../support/e2e/process.ts";
import { startReceiver, verifies, type Receiver } from "../support/e2e/receiver.ts";
import { connectSandbox, mirrorAll } from "../support/e2e/sandbox.ts";
import { createData, startServer, storeEnvironment, type Server, type ServerData } from "../support/e2e/server.ts";
import { countRows, tamper } from "../support/e2e/tamper.ts";

const hasPgDump = spawnSync("pg_dump", ["--version"]).status === 0;
const SECRET_KEY = "5a".repeat(32);
const DAY_MS = 86_400_000;
const env = { PLIMSOLL_SECRET_KEY: SECRET_KEY };
const OLD_KEYS = 4_000;
/** What the providers showed about drifts: each hundredth was read today. */
const LISTINGS = 1_200;
/** Events a second during a backup, those that are sent, and what a machine with processors to spare reaches of these. */
const [WANTED, SENT, MORE_THAN_WANTED] = [1_000, 2_000, 1_400];

/** Starts the command and kills it as soon as the condition holds. */
async function killedWhen(
  condition: () => boolean | Promise<boolean>,
  args: readonly string[],
  data: ServerData,
  more: Readonly<Record<string, string>> = env,
): Promise<void> {
  const command = new PlimsollProcess(args, { ...storeEnvironment(data), ...more });
  while (command.child.exitCode === null && !(await condition())) await pause(1);
  await command.end("SIGKILL");
}

function run(data: ServerData, ...args: readonly string[]) {
  return plimsoll(args, { ...storeEnvironment(data), ...env });
}

async function createChannel(server: Server, receiver: Receiver): Promise<Channel> {
  const body = { kind: "webhook", name: "Ops", config: { url: receiver.url } };
  return expectStatus(201, await server.api.post<Channel>("/channels", body));
}

/** Acknowledged credits a second, from now until it is called. */
function rateOf({ acknowledged }: Load): () => number {
  const [count, began] = [acknowledged.length, performance.now()];
  return () => ((acknowledged.length - count) * 1_000) / (performance.now() - began);
}

async function everyTransaction(api: Api, walletId: number): Promise<Transaction[]> {
  const found: Transaction[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/transactions?wallet_id=${walletId}&limit=1000&page=${page}`;
    const credits = expectStatus(200, await api.get<Transaction[]>(path));
    found.push(...credits);
    if (credits.length < 1_000) return found;
  }
}

async function restoreHasBegun(data: ServerData): Promise<boolean> {
  if (data.databaseUrl === null) return existsSync(join(data.dataDir, "restoring"));
  return (await countRows(data, "pg_stat_activity", "application_name = 'pg_restore'")) > 0;
}

/** On PostgreSQL the program goes on after the kill; a database that is not held has no migrations, so that no server starts. */
async function expectNothingServed(data: ServerData): Promise<void> {
  await eventually(async () => !(await restoreHasBegun(data)));
  if ((await countRows(data, "information_schema.tables", "table_name = 'migrations'")) === 0) return;
  if ((await countRows(data, "migrations", "true")) === 0) return;
  expect(await countRows(data, "installation", "held = 1")).toBe(1);
}

describeEngines("backup and restore", (engine: Engine) => {
  it.skipIf(engine === "postgres" && !hasPgDump)(
    "under load: what was acknowledged before is in it, its books are right, and nothing is polled or sent until it is released",
    async () => {
      const server = await startServer({ engine, env: { ...env, PLIMSOLL_RETRY_BASE_MS: "3600000" } });
      const wallet = await server.api.createWallet();
      const connected = await connectSandbox(server);
      await mirrorAll(server, connected);
      const load = startLoad(server.api, wallet.id, SENT);
      await eventually(() => load.acknowledged.length > 1_000);
      const before = rateOf(load);

      const file = join(server.data.dataDir, "copy.backup");
      await killedWhen(() => existsSync(`${file}.unfinished`), ["backup", file], server.data);
      // Killed, it has left no backup or a whole one.
      const whole = existsSync(file) ? `${file}.2` : file;
      const down = await startReceiver(503);
      await server.api.createEndpoint(down.url, { event_types: ["wallet.created"], max_attempts: 10 });
      const channel = await createChannel(server, down);
      expectStatus(200, await server.api.put("/heartbeat", { url: down.urlAt("/beat"), every_seconds: 3_600 }));
      await server.api.createWallet();
      expectStatus(200, await server.api.post<ChannelTested>(`/channels/${channel.id}/test`));
      await down.waitFor(2, ({ path }) => path !== "/beat");
      const [acknowledged, busy, during] = [[...load.acknowledged], before() < MORE_THAN_WANTED, rateOf(load)];
      const made = await run(server.data, "backup", whole, "--json");
      const rate = Math.round(during());
      // A machine whose processors others use cannot reach the rate without a backup either.
      if (busy && rate <= WANTED) console.warn(`backup on ${engine} under ${rate} events/s only: the machine is busy`);
      else expect(rate).toBeGreaterThan(WANTED);
      await load.stop();
      expect(made).toMatchObject({ code: 0 });
      expect(JSON.parse(made.stdout)).toMatchObject({ file: whole });
      const existing = { code: 1, stderr: expect.stringContaining("exists") };
      expect(await run(server.data, "backup", whole)).toMatchObject(existing);
      await server.kill();
      const polls = connected.sandbox.truth();
      down.answer(200);

      const { adminKey } = server.data;
      let data = { ...(await createData(engine)), adminKey };
      await killedWhen(() => restoreHasBegun(data), ["restore", whole], data);
      if (engine === "postgres") {
        await expectNothingServed(data);
        data = { ...(await createData(engine)), adminKey };
      }
      // Killed, it has left nothing or everything.
      const again = await run(data, "restore", whole);
      const there = { code: 1, stderr: expect.stringContaining("already") };
      if (again.code !== 0) expect(again).toMatchObject(there);
      expect(await run(data, "restore", whole)).toMatchObject(there);
      await tamper(data, "UPDATE deliveries SET next_attempt_at = 0 WHERE status = 'pending'", 2);

      const sent = down.requests.length;
      const restored = await startServer({ engine, env, data });
      const kept = new Map((await everyTransaction(restored.api, wallet.id)).map((credit) => [credit.id, credit]));
      expect(acknowledged.map(({ id }) => kept.get(id))).toEqual(acknowledged);
      expect(restored.logs).toContain("held");
      const sync = await restored.api.post<{ last_error?: unknown }>(`/providers/${connected.provider.id}/sync`);
      expect(JSON.stringify(sync.body)).toContain("held");
      await steadily(() => expect(down.requests).toHaveLength(sent), 1_000);
      expect(connected.sandbox.truth()).toEqual(polls);

      expect(await run(data, "release")).toMatchObject({ code: 0, stdout: "released: polling and sending begin\n" });
      await down.waitFor(1, ({ path }) => path === "/beat", 20_000);
      for (const list of ["/deliveries", "/notifications"]) {
        await eventually(async () => {
          const { body } = await restored.api.get<{ status: string }[]>(list);
          return body.length > 0 && body.every(({ status }) => status === "delivered");
        }, 30_000);
      }
      expect((await restored.api.post(`/providers/${connected.provider.id}/sync`)).status).toBe(200);
      await restored.stop();
      expect(await run(data, "verify")).toMatchObject({ code: 0 });
    },
  );
});

describe("restore", () => {
  it("refuses what is no backup, and leaves nothing", async () => {
    const data = await createData();
    const file = join(data.dataDir, "text");
    await writeFile(file, "not a database".repeat(1_000));
    const refused = await run(data, "restore", file);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot be restored") });
    expect(existsSync(join(data.dataDir, "plimsoll.db"))).toBe(false);
    expect(await run(data, "restore", join(data.dataDir, "none"))).toMatchObject({ code: 1 });
  });

  it("refuses a directory where another database has left its log; what it restores is its owner's alone", async () => {
    const server = await startServer({ env });
    await server.stop();
    const file = join(server.data.dataDir, "copy.backup");
    expect(await run(server.data, "backup", file)).toMatchObject({ code: 0 });
    await chmod(file, 0o644);
    const data = await createData();
    const log = join(data.dataDir, "plimsoll.db-wal");
    await writeFile(log, "of another database");
    expect(await run(data, "restore", file)).toMatchObject({ code: 1, stderr: expect.stringContaining("already") });
    await rm(log);
    expect(await run(data, "restore", file)).toMatchObject({ code: 0 });
    expect((await stat(join(data.dataDir, "plimsoll.db"))).mode & 0o777).toBe(0o600);
  });
});

/** Writes its password and its arguments to the file that it shall make. */
const PG_DUMP = `#!/bin/sh
for argument in "$@"; do
  case "$argument" in --file=*) printf '%s\\n' "$PGPASSWORD" "$@" > "\${argument#--file=}" ;; esac
done
`;

describe("backup of PostgreSQL", () => {
  it.each([
    ["postgres://own%40er:p%40ss:word@db:1/a?sslmode=disable", "postgres://own%40er@db:1/a?sslmode=disable"],
    ["postgres://owner@db:1/a?password=p%40ss:word", "postgres://owner@db:1/a"],
    ["postgres://db:1/a?user=owner&password=p%40ss:word&host=%2Frun", "postgres://db:1/a?user=owner&host=%2Frun"],
  ])("%s: the password is not among the arguments, which every user of the machine sees", async (url, address) => {
    const { dataDir } = await createData();
    await writeFile(join(dataDir, "pg_dump"), PG_DUMP, { mode: 0o755 });
    const file = join(dataDir, "copy.backup");
    const environment = { DATABASE_URL: url, PATH: `${dataDir}:${process.env["PATH"]}` };
    expect(await plimsoll(["backup", file], environment)).toMatchObject({ code: 0 });
    const [password, ...args] = (await readFile(file, "utf8")).trim().split("\n");
    expect(password).toBe("p@ss:word");
    expect(args).toEqual(["--format=custom", `--file=${file}.unfinished`, `--dbname=${address}`]);
  });
});

describeEngines("prune", (engine: Engine) => {
  it("under load and killed: deletes what is old, keeps what is to be sent and every list without gaps", async () => {
    // No second attempt is made during the test.
    const server = await startServer({ engine, env: { ...env, PLIMSOLL_RETRY_BASE_MS: "3600000" } });
    const { receiver, endpoint } = await listen(server, { event_types: ["wallet.created"] });
    const people = await startReceiver();
    const channel = await createChannel(server, people);
    for (let i = 0; i < 3; i += 1) await server.api.post(`/channels/${channel.id}/test`);
    for (let i = 0; i < 30; i += 1) {
      await server.api.post("/wallets", { name: `W${i}`, currency: "USD" }, { "Idempotency-Key": `key-${i}` });
    }
    await receiver.waitFor(30);
    receiver.answer(503);
    people.answer(503);
    // Pending, so they stay, and so does everything behind them.
    const pending = await server.api.createWallet();
    await server.api.post(`/channels/${channel.id}/test`);
    await receiver.waitFor(31);
    await eventually(async () => (await server.api.deliveries(endpoint.id, "&status=pending")).length === 1);
    const old = Date.now() - 100 * DAY_MS;
    const total = async (path: string): Promise<number> =>
      Number((await server.api.get(path)).headers.get("x-total-count"));
    const events = await total("/events");
    await tamper(server.data, `UPDATE events SET created_at = ${old}`, events);
    await tamper(server.data, `UPDATE deliveries SET created_at = ${old}`, 31 + 4);
    await tamper(server.data, `UPDATE notifications SET created_at = ${old}`, 4);
    await tamper(
      server.data,
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${OLD_KEYS})
       INSERT INTO idempotency_keys (account_id, key, fingerprint, created_at)
       SELECT accounts.id, 'old-' || numbers.n, '', ${old} FROM accounts, numbers`,
      OLD_KEYS,
    );
    // More old ones than a step deletes, and between them those that were read today.
    await tamper(
      server.data,
      `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${LISTINGS})
       INSERT INTO drift_listings (account_id, drift_id, outcome, lines, complete, read_at)
       SELECT accounts.id, 'drift-' || numbers.n, 'listed', '[]', 1,
         CASE WHEN numbers.n % 100 = 0 THEN ${Date.now()} ELSE ${old} END FROM accounts, numbers`,
      LISTINGS,
    );
    await server.api.credit(pending.id, "1.00");
    const load = startLoad(server.api, pending.id);
    const dryRun = async () =>
      JSON.parse((await run(server.data, "prune", "--older-than", "90d", "--dry-run", "--json")).stdout) as Record<
        string,
        number
      >;
    const planned = await dryRun();
    expect(planned).toMatchObject({
      dry_run: true,
      deliveries: 30,
      attempts: 33,
      notifications: 3,
      idempotency_keys: OLD_KEYS,
    });
    expect(planned["events"]).toBeGreaterThanOrEqual(30);
    expect(await countRows(server.data, "drift_listings", "true")).toBe(LISTINGS);
    const oldKeys = () => countRows(server.data, "idempotency_keys", "key LIKE 'old-%'");
    await killedWhen(async () => (await oldKeys()) < OLD_KEYS, ["prune", "--older-than", "90d"], server.data);
    // Whole steps.
    expect(await oldKeys()).toBeGreaterThan(0);
    expect((await oldKeys()) % 500).toBe(0);
    const pruned = await run(server.data, "prune", "--older-than", "90d", "--json");
    expect(pruned).toMatchObject({ code: 0 });
    await load.stop();
    expect(await countRows(server.data, "drift_listings", `read_at = ${old}`)).toBe(0);
    expect(await countRows(server.data, "drift_listings", "true")).toBe(LISTINGS / 100);
    expect(await dryRun()).toMatchObject({
      deliveries: 0,
      attempts: 0,
      events: 0,
      notifications: 0,
      idempotency_keys: 0,
    });

    const left = await total("/events?limit=1");
    const last = await server.api.get<{ type: string; data: { id?: number } }[]>(`/events?limit=1&page=${left}`);
    expect(last.body[0]).toMatchObject({ type: "wallet.created", data: { id: pending.id } });
    expect((await server.api.get<unknown[]>(`/events?limit=1&page=${left + 1}`)).body).toEqual([]);
    expect(await total("/events?limit=1&from=2001-01-01T00:00:00Z")).toBe(left);
    expect(await total(`/transactions?wallet_id=${pending.id}&limit=1`)).toBe(load.acknowledged.length + 1);
    expectStatus(200, await server.api.get("/alerts/history"));
    for (const list of ["/deliveries", "/notifications", `/webhook-endpoints/${endpoint.id}/deliveries`]) {
      expect((await server.api.get<unknown[]>(list)).body).toMatchObject([{ status: "pending" }]);
      expect(await total(list)).toBe(1);
    }
    await server.stop();
    expect(await run(server.data, "verify")).toMatchObject({ code: 0 });

    // The pending ones are sent after all, with what they name.
    receiver.answer(200);
    people.answer(200);
    await tamper(server.data, "UPDATE deliveries SET next_attempt_at = 0 WHERE status = 'pending'", 2);
    const again = await server.restart();
    for (const list of ["/deliveries", "/notifications"]) {
      await eventually(async () => {
        const { body } = await again.api.get<{ status: string }[]>(list);
        return body.length === 1 && body[0]?.status === "delivered";
      });
    }
    expect(receiver.requests.at(-1)?.json).toMatchObject({ type: "wallet.created", data: { id: pending.id } });
    await again.kill();
  });
});

/** A batch under way, and how many sessions wait for another. */
async function lockedBy(data: ServerData, statement: string) {
  const client = new pg.Client({ connectionString: data.databaseUrl ?? "" });
  await client.connect();
  await client.query("BEGIN");
  await client.query(statement);
  const condition = "datname = current_database() AND wait_event_type = 'Lock'";
  const waiting = (count: number) =>
    eventually(async () => (await countRows(data, "pg_stat_activity", condition)) === count);
  return { client, waiting };
}

describe.skipIf(postgresUrl === undefined)("prune on PostgreSQL", () => {
  it("waits for the batch under way, and keeps the delivery that it sends again", async () => {
    const server = await startServer({ engine: "postgres", env });
    const { endpoint } = await listen(server, { event_types: ["wallet.created"] });
    await server.api.createWallet();
    await eventually(async () => (await server.api.deliveries(endpoint.id, "&status=delivered")).length === 1);
    await server.stop();
    await tamper(server.data, `UPDATE deliveries SET created_at = ${Date.now() - 100 * DAY_MS}`, 1);
    const { client, waiting } = await lockedBy(server.data, "SELECT id FROM accounts FOR UPDATE");
    const pruning = run(server.data, "prune", "--older-than", "90d", "--json");
    await waiting(1);
    await client.query("UPDATE deliveries SET status = 'pending'");
    await client.query("COMMIT");
    await client.end();
    const { code, stdout } = await pruning;
    expect({ code, counts: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      counts: { deliveries: 0, attempts: 0 },
    });
  });
});

describe("prune", () => {
  it.each([
    [[], "--older-than 90d, or PLIMSOLL_RETENTION"],
    [["--older-than", "1d"], "--older-than must be a number of days such as 90d, at least 7d"],
    [["--older-than", "transactions=90d"], "--older-than must name events"],
  ] as const)("%j is refused: %s", async (flags, complaint) => {
    const refused = await run(await createData(), "prune", ...flags);
    expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(complaint) });
  });
});

describeEngines("keys rotate-secret", (engine: Engine) => {
  it("killed at any moment, leaves every secret sealed with one key, which the server finds; a held store stays held", async () => {
    const server = await startServer({ engine, args: ["--hold"] });
    const { receiver, endpoint } = await listen(server, { event_types: ["wallet.created"] });
    const channel = await createChannel(server, receiver);
    for (let i = 0; i < 50; i += 1) await server.api.createEndpoint(receiver.url, { event_types: ["order.failed"] });
    const { provider, target } = await connectOctopus(server);
    await declareMirror(server, provider);
    await server.api.createWallet();
    const busy = await server.cli("keys", "rotate-secret");
    expect(busy).toMatchObject({ code: 1, stdout: "" });
    expect(busy.stderr).toMatch(/another Plimsoll server|stop every server/);
    await server.stop();
    for (const ms of [0, 4]) {
      const isStaged = () => existsSync(join(server.data.dataDir, "secret.key.next"));
      const condition = async () => isStaged() && (await pause(ms, true));
      await killedWhen(condition, ["keys", "rotate-secret"], server.data, {});
    }
    const [keyFile, stagedFile] = ["secret.key", "secret.key.next"].map((name) => join(server.data.dataDir, name));
    if (keyFile === undefined || stagedFile === undefined) throw new Error("no files");
    const before = `${keyFile}.before`;
    await eventually(async () => {
      await copyFile(keyFile, before);
      return (await server.cli("keys", "rotate-secret")).code === 0;
    }, 30_000);
    // As if it had been killed right after its commit: whichever command is next finds the key.
    await rename(keyFile, stagedFile);
    await rename(before, keyFile);
    expect((await server.cli("doctor", provider.id)).stdout).not.toContain("another secret key");
    const rotated = await startServer({ engine, data: server.data });
    await steadily(() => expect(receiver.requests).toHaveLength(0), 700);
    await server.cli("release");
    const [request] = await receiver.waitFor(1);
    expect(request && verifies(request, endpoint.secret)).toBe(true);
    expectStatus(200, await rotated.api.post<ChannelTested>(`/channels/${channel.id}/test`));
    const hook = await sendHook({ ...target, url: rotated.url }, movementEvent("wallet.credited", 1, "5.00"));
    expect(hook.status).toBe(200);
    const keys = (await readdir(server.data.dataDir)).filter((name) => name.startsWith("secret.key"));
    expect(keys).toEqual(["secret.key"]);
    await rotated.kill();
  });

  it("of a configured key needs the new one, which alone opens the store afterwards", async () => {
    const server = await startServer({ engine, env });
    await server.api.createEndpoint("https://example.com/hook");
    await server.stop();
    const next = "6b".repeat(32);
    expect(await run(server.data, "keys", "rotate-secret")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("PLIMSOLL_NEW_SECRET_KEY"),
    });
    const rotate = ["keys", "rotate-secret", "--json"];
    const done = await plimsoll(rotate, { ...storeEnvironment(server.data), ...env, PLIMSOLL_NEW_SECRET_KEY: next });
    expect(done).toMatchObject({ code: 0, stdout: '{"values":1}\n' });
    await expect(startServer({ engine, env, data: server.data })).rejects.toThrow("the secret key is not the one");
    const again = await startServer({ engine, env: { PLIMSOLL_SECRET_KEY: next }, data: server.data });
    await again.kill();
  });
});

describe.skipIf(postgresUrl === undefined)("keys rotate-secret on PostgreSQL", () => {
  it("gives way to a server that starts meanwhile", async () => {
    const engine = "postgres";
    const server = await startServer({ engine, env });
    const { receiver, endpoint } = await listen(server, { event_types: ["wallet.created"] });
    await server.stop();
    // Keeps the rotation from its end.
    const { client, waiting } = await lockedBy(server.data, "SELECT id FROM endpoints FOR UPDATE");
    const rotating = plimsoll(["keys", "rotate-secret"], {
      ...storeEnvironment(server.data),
      ...env,
      PLIMSOLL_NEW_SECRET_KEY: "6b".repeat(32),
    });
    await waiting(1);
    const starting = startServer({ engine, env, data: server.data });
    await waiting(2);
    await client.end();
    expect(await rotating).toMatchObject({ code: 1, stderr: expect.stringContaining("stop every server") });
    const started = await starting;
    await started.api.createWallet();
    const [request] = await receiver.waitFor(1);
    expect(request && verifies(request, endpoint.secret)).toBe(true);
    await started.kill();
  });
});
