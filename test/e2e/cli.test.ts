import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { MIGRATIONS } from "@plimsoll/server/store/migrations/index";
import { locationOf, setUpStore } from "@plimsoll/server/store/open";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { describeAnyEngine, describeEngines } from "../support/e2e/engines.ts";
import { eventually, steadily } from "../support/e2e/eventually.ts";
import { LEVELS, listen } from "../support/e2e/fixtures.ts";
import { plimsoll } from "../support/e2e/process.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { createData, startServer, storeEnvironment, type Server, type ServerData } from "../support/e2e/server.ts";
import { tamper } from "../support/e2e/tamper.ts";

describeEngines("the command line", (engine) => {
  it("a stop completes the webhook under way", async () => {
    const server = await startServer({ engine });
    const receiver = await startReceiver({ delayMs: 700 });
    const endpoint = await server.api.createEndpoint(receiver.url, { event_types: ["wallet.credited"] });
    await server.api.createFundedWallet("1.00");
    await receiver.waitFor(1);
    server.signal("SIGTERM");
    await expectCleanExit(server);
    const again = await server.restart();
    expect(await again.api.deliveries(endpoint.id)).toMatchObject([{ status: "delivered", attempt_count: 1 }]);
    expect(receiver.requests).toHaveLength(1);
    await receiver.close();
    await again.kill();
  });

  it("a stop completes the requests under way, whose senders keep their connections", async () => {
    const server = await startServer({ engine });
    const wallet = await server.api.createWallet();
    const item = { wallet_id: wallet.id, transaction_type: "CREDIT", amount: "1.00" };
    const items = Array.from({ length: 1_000 }, () => item);
    const requests = Array.from({ length: 4 }, () =>
      server.api.post<{ results: { status: number }[] }>("/transactions", items),
    );
    // With the first response the other requests are certainly on their way.
    await Promise.race(requests);
    server.signal("SIGTERM");
    const answers = await Promise.all(requests);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.results.every((result) => result.status === 201)).toBe(true);
    }
    await expectCleanExit(server);
    const again = await server.restart();
    expect((await again.api.wallet(wallet.id)).sequence).toBe(4_000);
    await again.kill();
  });

  it("a stop right after the start ends it too", async () => {
    for (let round = 0; round < 2; round += 1) {
      const server = await startServer({ engine });
      server.signal("SIGTERM");
      await expectCleanExit(server);
    }
  });

  it("keys are created, listed and revoked beside the running server", async () => {
    const server = await startServer({ engine });
    const made = await server.cli("keys", "create", "--name", "reports", "--scopes", "read", "--json");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const { id, key, scopes } = JSON.parse(made.stdout) as { id: string; key: string; scopes: string[] };
    expect(scopes).toEqual(["read"]);
    expect(key).toMatch(/^pk_/);
    const api = server.api.as(key);
    await eventually(async () => (await api.get("/wallets")).status === 200);
    expect((await api.post("/wallets", { name: "W", currency: "USD" })).status).toBe(403);

    const listed = await server.cli("keys", "list", "--json");
    const rows = JSON.parse(listed.stdout) as object[];
    expect(rows).toContainEqual(expect.objectContaining({ id, name: "reports", scopes: ["read"], state: "active" }));
    expect(listed.stdout).not.toContain(key);

    const revoked = await server.cli("keys", "revoke", id, "--json");
    expect(revoked.code).toBe(0);
    expect(JSON.parse(revoked.stdout)).toEqual({ id, state: "revoked" });
    // By a notice: a key that was only cached would be accepted for five seconds.
    await eventually(async () => (await api.get("/wallets")).status === 401, 2_500);
    expect((await server.cli("keys", "list")).stdout).toContain("revoked");
    expect(await server.cli("keys", "revoke", "key_nothing")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("there is no key key_nothing"),
    });
    await server.kill();
  });

  it("migrate brings a new store up to date, once, however many processes run it", async () => {
    const data = await createData(engine);
    const both = await Promise.all([1, 2].map(() => plimsoll(["migrate"], storeEnvironment(data))));
    for (const result of both) expect(result).toMatchObject({ code: 0, stderr: "" });
    const lines = both.map(({ stdout }) => stdout.replace(/: .*/s, "").trim()).toSorted();
    expect(lines).toEqual(["applied migrations", "the schema is up to date"]);
  });

  it("every command refuses a store that another version has migrated", async () => {
    const data = await createData(engine);
    const setup = await setUpStore(locationOf(data));
    const later = { version: MIGRATIONS.length + 1, name: "notes", statements: () => [] };
    await setup.migrate(Date.now(), [...MIGRATIONS, later]);
    await setup.close();
    for (const args of [["serve", "--port", "0"], ["migrate"], ["verify"], ["keys", "list"]]) {
      const { code, stderr } = await plimsoll(args, storeEnvironment(data));
      expect(stderr).toMatch(/^plimsoll: the store has migration \d+ \(notes\), which this version .*\n$/);
      expect(code).toBe(1);
    }
  });

  it("replay sends an endpoint's deliveries of a range again, or one, through the running server", async () => {
    const server = await startServer({ engine });
    const { receiver, endpoint } = await listen(server, { event_types: ["wallet.created"], max_attempts: 1 }, 500);
    for (let count = 0; count < 3; count += 1) await server.api.createWallet();
    const failed = await eventually(async () => {
      const deliveries = await server.api.deliveries(endpoint.id, "&status=failed");
      return deliveries.length === 3 ? deliveries : null;
    });
    receiver.answer(200);

    const none = await server.cli("replay", endpoint.id, "--until", "2020-01-01T00:00:00Z");
    expect(none).toMatchObject({ code: 0, stdout: "0 deliveries will be sent again\n" });
    const one = await server.cli("replay", failed[0]?.id ?? "", "--json");
    expect(JSON.parse(one.stdout)).toEqual({ replayed: 1 });
    await receiver.waitFor(4);
    const all = await server.cli("replay", endpoint.id, "--since", "2020-01-01T00:00:00Z");
    expect(all).toMatchObject({
      code: 0,
      stdout: "2 deliveries will be sent again\n",
      stderr: "2 deliveries put back\n",
    });
    await receiver.waitFor(6);
    await eventually(async () => (await server.api.deliveries(endpoint.id, "&status=delivered")).length === 3);
    const again = await server.cli("replay", endpoint.id, "--status", "delivered", "--json");
    expect(JSON.parse(again.stdout)).toEqual({ replayed: 3 });
    await receiver.waitFor(9);
    await server.kill();
  });

  it("verify prints no discrepancy for right books and names the wallets of wrong ones", async () => {
    const server = await startServer({ engine });
    for (let index = 0; index < 3; index += 1) {
      const { id } = await server.api.createFundedWallet("10.00");
      await server.api.debit(id, "1.00");
      await server.api.debit(id, "2.00");
    }
    const right = await server.cli("verify");
    expect(right).toMatchObject({ code: 0 });
    expect(right.stdout).toContain("3 wallets verified");
    await server.stop();
    // One wallet each, so that one run shows all of them.
    await tamper(server.data, "UPDATE wallets SET balance = balance + 1 WHERE id = 2");
    const found = await server.cli("verify");
    expect(found.code).toBe(1);
    expect(found.stdout).toMatch(/wallet 2: .*(7\.01|701)/);
    expect(found.stdout).not.toMatch(/wallet [13]:/);
    await tamper(
      server.data,
      "UPDATE transactions SET balance_after = balance_after + 5 WHERE wallet_id = 1 AND sequence = 2",
    );
    await tamper(server.data, "DELETE FROM transactions WHERE wallet_id = 3 AND sequence = 2");
    const json = await server.cli("verify", "--json");
    expect(json.code).toBe(1);
    const { wallets, discrepancies } = JSON.parse(json.stdout) as {
      wallets: number;
      discrepancies: { walletId: number }[];
    };
    expect(wallets).toBe(3);
    expect(new Set(discrepancies.map(({ walletId }) => walletId))).toEqual(new Set([1, 2, 3]));
  });

  it("sweep corrects wrong alert states; the running server reports them", async () => {
    const server = await startServer({ engine, env: { PLIMSOLL_SWEEP_INTERVAL_MS: "86400000" } });
    const wallet = await server.api.createFundedWallet("50.00");
    await server.api.updateWallet(wallet.id, { alert_settings: LEVELS });
    const { receiver } = await listen(server, { event_types: ["wallet.balance.alert"] });
    expect(await server.cli("sweep", "--json")).toMatchObject({ code: 0, stdout: '{"found":0,"transitions":0}\n' });
    await tamper(server.data, `UPDATE wallets SET balance = 500 WHERE id = ${wallet.id}`);
    await steadily(() => expect(receiver.requests).toHaveLength(0), 200);
    const swept = await server.cli("sweep", "--json");
    expect(swept.code).toBe(0);
    expect(JSON.parse(swept.stdout)).toEqual({ found: 1, transitions: 1 });
    const [request] = await receiver.waitFor(1, undefined, 20_000);
    expect(request?.json).toMatchObject({ alert_status: "warning", previous_status: "ok", ongoing_balance: "5.00" });
    const [change] = await server.api.alertHistory(`&wallet_id=${wallet.id}`);
    expect(change).toMatchObject({ cause: { type: "sweep" }, state: "warning" });
    await server.cli("sweep");
    await steadily(() => expect(receiver.requests).toHaveLength(1), 200);
    await server.kill();
  });
});

describeAnyEngine("replay", (engine) => {
  it("reports what it cannot find or read", async () => {
    const server = await startServer({ engine });
    const { endpoint } = await listen(server);
    await server.api.patch(`/webhook-endpoints/${endpoint.id}`, { status: "disabled" });
    const complaints: readonly (readonly [readonly string[], string])[] = [
      [["ep_0000000000000000000000"], "no webhook endpoint"],
      [["dlv_00_00000001"], "no such"],
      [[endpoint.id], "disabled"],
      [[endpoint.id, "--since", "yesterday"], "--since"],
      [[endpoint.id, "--status", "pending"], "--status"],
      [[endpoint.id, "--account", "unknown"], "no account unknown"],
    ];
    for (const [args, complaint] of complaints) {
      const result = await server.cli("replay", ...args);
      expect(result).toMatchObject({ code: 1, stdout: "" });
      expect(result.stderr).toContain(complaint);
      expect(result.stderr).not.toMatch(/^\s+at /m);
    }
    await server.kill();
  });
});

describe("starting", () => {
  it("serves until SIGTERM, and again on the same data", async () => {
    const server = await startServer();
    const wallet = await server.api.createFundedWallet("5.00");
    expect(server.stdout.split("\n")[0]).toMatch(
      /^plimsoll listening on http:\/\/127\.0\.0\.1:[1-9]\d* \(\d+\.\d+\.\d+(-\w+)?\)$/,
    );
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    const again = await server.restart();
    expect(await again.api.wallet(wallet.id)).toEqual(wallet);
    again.signal("SIGINT");
    expect(await again.exited).toEqual({ code: 0, signal: null });
  });

  it("prints the first admin key once, and never again", async () => {
    const first = await startServer({ env: { PLIMSOLL_ADMIN_KEY: "" } });
    const key = await eventually(() => /^plimsoll admin key \(shown once\): (pk_\S+)$/m.exec(first.stdout)?.[1]);
    expectStatus(200, await first.api.as(key).get("/api-keys"));
    expect(first.logs).not.toContain(key);
    await first.stop();
    const second = await first.restart();
    expectStatus(200, await second.api.as(key).get("/wallets"));
    await second.stop();
    expect(second.stdout.trim().split("\n")).toHaveLength(1);
    expect(second.stdout + second.logs).not.toContain("pk_");
  });

  it("the server sweeps at its interval", async () => {
    const server = await startServer({ env: { PLIMSOLL_SWEEP_INTERVAL_MS: "200" } });
    const wallet = await server.api.createFundedWallet("50.00");
    await server.api.updateWallet(wallet.id, { alert_settings: LEVELS });
    const { receiver } = await listen(server, { event_types: ["wallet.balance.alert"] });
    await tamper(server.data, `UPDATE wallets SET balance = 500 WHERE id = ${wallet.id}`);
    const [request] = await receiver.waitFor(1);
    expect(request?.json).toMatchObject({ alert_status: "warning", ongoing_balance: "5.00" });
    await steadily(() => expect(receiver.requests).toHaveLength(1), 500);
    await server.kill();
  });

  it("another secret key than the data was sealed with is refused", async () => {
    const server = await startServer();
    await server.api.createProvider("hook-secret");
    await server.stop();
    const refused = await serveAgain(server.data, { PLIMSOLL_SECRET_KEY: randomBytes(32).toString("hex") });
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toContain("secret key");
    expect(refused.stderr).not.toMatch(/^\s+at /m);
    await rm(join(server.data.dataDir, "secret.key"));
    expect(await serveAgain(server.data)).toMatchObject({ code: 1, stdout: "" });
  });

  it("commands that read data refuse a directory without any, and create none", async () => {
    const dataDir = join((await createData()).dataDir, "mistyped");
    for (const words of [
      ["verify"],
      ["sweep"],
      ["doctor"],
      ["keys", "list"],
      ["keys", "revoke", "key_x"],
      ["replay", "ep_x"],
    ]) {
      expect(await plimsoll([...words, "--data-dir", dataDir])).toMatchObject({
        code: 1,
        stdout: "",
        stderr: expect.stringContaining(`there is no Plimsoll data in ${dataDir}`) as string,
      });
    }
    expect(existsSync(dataDir)).toBe(false);
    expect((await plimsoll(["keys", "create", "--data-dir", dataDir])).code).toBe(0);
    expect((await plimsoll(["verify", "--data-dir", dataDir])).code).toBe(0);
  });

  it("a second server on the same data directory is refused, and the first continues", async () => {
    const server = await startServer();
    const second = await serveAgain(server.data);
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toContain("another Plimsoll server is using this data directory");
    expect(second.stderr.trim().split("\n")).toHaveLength(1);
    expect((await server.api.createWallet()).id).toBe(1);
    // After a kill the lock is free again.
    await server.kill();
    await (await server.restart()).stop();
  });

  it.concurrent.each<[string, string[], Record<string, string>, RegExp]>([
    ["an unknown flag", ["--colour", "red"], {}, /--colour/],
    ["an unknown command", ["sail"], {}, /sail/],
    ["a port that is none", ["--port", "http"], {}, /^plimsoll: --port must be .*"http"/],
    ["a port in the environment", [], { PLIMSOLL_PORT: "8e3" }, /PLIMSOLL_PORT.*8e3/],
    ["a database URL of another kind", ["--database-url", "mysql://x"], {}, /^plimsoll: --database-url must begin/],
    [
      "a database that is not there",
      ["--database-url", "postgres://nobody@127.0.0.1:1/none"],
      {},
      /127\.0\.0\.1:1|ECONNREFUSED|database/,
    ],
    ["an admin key of another shape", [], { PLIMSOLL_ADMIN_KEY: "secret" }, /PLIMSOLL_ADMIN_KEY/],
    [
      "an admin key that can be guessed",
      [],
      { PLIMSOLL_ADMIN_KEY: "pk_1" },
      /PLIMSOLL_ADMIN_KEY must have at least 32/,
    ],
    ["a secret key that is too short", [], { PLIMSOLL_SECRET_KEY: "abc" }, /PLIMSOLL_SECRET_KEY/],
    ["a log level", ["--log-level", "loud"], {}, /^plimsoll: --log-level must be .*"loud"/],
    ["a number", [], { PLIMSOLL_RETRY_BASE_MS: "soon" }, /PLIMSOLL_RETRY_BASE_MS.*soon/],
    ["a host that is not ours", ["--port", "0", "--host", "192.0.2.1"], {}, /192\.0\.2\.1/],
    ["keys without a name", ["keys", "create", "--name", "  "], {}, /--name must not be blank/],
    ["keys of an unknown scope", ["keys", "create", "--scopes", "root"], {}, /root/],
  ])("refuses %s in one line with exit code 1", async (_title, args, env, message) => {
    const data = await createData();
    const result = await plimsoll(args, { ...storeEnvironment(data), ...env });
    expect(result.code).toBe(1);
    expect(result.stdout).toBe("");
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  it("a taken port, and a data directory that is a file, are named in the error", async () => {
    const data = await createData();
    const taken = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void taken.close());
    const { port } = await eventually(() => taken.address() as { port: number } | null);
    const busy = await plimsoll(["--port", String(port)], storeEnvironment(data));
    expect(busy).toMatchObject({ code: 1, stdout: "" });
    expect(busy.stderr).toContain(String(port));
    expect(busy.stderr).not.toMatch(/^\s+at /m);
    const file = join(data.dataDir, "a-file");
    await writeFile(file, "");
    const notDirectory = await plimsoll(["--data-dir", file, "--port", "0"]);
    expect(notDirectory).toMatchObject({ code: 1, stdout: "" });
    expect(notDirectory.stderr).toContain(file);
  });

  it("help and version are not failures", async () => {
    const help = await plimsoll(["--help"]);
    expect(help.code).toBe(0);
    for (const command of ["serve", "migrate", "keys", "verify", "replay", "sweep"])
      expect(help.stdout).toContain(command);
    const version = await plimsoll(["--version"]);
    expect(version.code).toBe(0);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});

/** Within a time that a drain without stuck work never needs. */
async function expectCleanExit(server: Server): Promise<void> {
  const timer = new AbortController();
  const late = pause(8_000, "still running", { signal: timer.signal }).catch(() => "");
  const exit = await Promise.race([server.exited, late]);
  timer.abort();
  if (exit === "still running") await server.kill();
  expect(exit).toEqual({ code: 0, signal: null });
}

function serveAgain(data: ServerData, env: Readonly<Record<string, string>> = {}) {
  return plimsoll(["--port", "0"], { ...storeEnvironment(data), PLIMSOLL_ADMIN_KEY: data.adminKey, ...env });
}
