import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { errorOf, expectStatus } from "../support/e2e/api.ts";
import { postgresUrl, sql } from "../support/e2e/database.ts";
import { describeAnyEngine, describeEngines } from "../support/e2e/engines.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { useServer } from "../support/e2e/fixtures.ts";
import { plimsoll, PlimsollProcess } from "../support/e2e/process.ts";
import { createData, startServer, storeEnvironment, type ServerData } from "../support/e2e/server.ts";
import { lastingPort } from "../support/lasting-port.ts";
import { tamper } from "../support/e2e/tamper.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = join(ROOT, "packages/server/dist/main.js");
/** For a process that ends on its own, on a busy machine. */
const ENDS_MS = 15_000;

const refused = (data: ServerData, env: Readonly<Record<string, string>> = {}) =>
  plimsoll(["serve", "--port", "0"], { ...storeEnvironment(data), PLIMSOLL_ADMIN_KEY: data.adminKey, ...env });

async function emptyDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "plimsoll-start-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describeEngines("a start", (engine) => {
  it("that fails on an unexpected error of the database reports it and ends", { timeout: ENDS_MS * 2 }, async () => {
    const server = await startServer({ engine });
    await server.stop();
    await tamper(server.data, "ALTER TABLE api_keys RENAME TO lost_keys", 0);
    const { code, stdout, stderr } = await refused(server.data);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/api_keys/);
    if (server.data.databaseUrl === null) return;
    const sessions =
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'plimsoll %'";
    await eventually(async () => (await sql(server.data.databaseUrl ?? "", sessions)).length === 0);
  });

  it("with another admin key revokes the previous one, and only that", async () => {
    const first = await startServer({ engine });
    const { key: own } = expectStatus(
      201,
      await first.api.post<{ key: string }>("/api-keys", { name: "PLIMSOLL_ADMIN_KEY", scopes: ["admin"] }),
    );
    const [oldKey, newKey] = [first.data.adminKey, `pk_${"n".repeat(29)}`];
    await first.stop();

    const second = await first.restart({ env: { PLIMSOLL_ADMIN_KEY: newKey } });
    const status = async (server: typeof second, key: string) => (await server.api.as(key).get("/wallets")).status;
    expect([await status(second, oldKey), await status(second, newKey), await status(second, own)]).toEqual([
      401, 200, 200,
    ]);
    await second.stop();

    const back = await first.restart();
    expect([await status(back, oldKey), await status(back, newKey), await status(back, own)]).toEqual([200, 401, 200]);
    const keys = expectStatus(
      200,
      await back.api.get<{ id: string; revoked_at: string | null; name: string; prefix: string }[]>("/api-keys"),
    );
    const present = keys.find(({ prefix, revoked_at }) => oldKey.startsWith(prefix) && revoked_at === null);
    expectStatus(204, await back.api.as(own).delete(`/api-keys/${present?.id}`));
    await back.stop();

    const { code, stderr } = await refused(first.data);
    expect(stderr).toBe("plimsoll: PLIMSOLL_ADMIN_KEY names a key that was revoked; choose another\n");
    expect(code).toBe(1);
  });

  it("with another secret key, or without it, is refused and creates no key; so is doctor", async () => {
    const server = await startServer({ engine });
    await server.stop();
    const { data } = server;
    const path = join(data.dataDir, "secret.key");
    await rm(path);
    for (const env of [{}, { PLIMSOLL_SECRET_KEY: "0".repeat(64) }]) {
      const { code, stderr } = await refused(data, env);
      expect(stderr).toMatch(/^plimsoll: the secret key is not the one .*\n$/);
      expect(code).toBe(1);
      expect(existsSync(path)).toBe(false);
    }
    expect(await plimsoll(["doctor"], storeEnvironment(data))).toMatchObject({ code: 0 });
    expect(existsSync(path)).toBe(false);
  });

  it("/readyz is 503 while the store accepts no writes, and 200 again when it does", async ({ skip }) => {
    const server = await startServer({ engine });
    const ready = async () => (await fetch(`${server.url}/readyz`)).status;
    expect(await ready()).toBe(200);
    const url = server.data.databaseUrl;
    const ends =
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'plimsoll %'";
    const limit = (bytes: string) =>
      spawnSync("prlimit", ["--pid", String(server.pid), `--fsize=${bytes}`]).status === 0;
    if (url !== null) {
      const name = new URL(url).pathname.slice(1);
      await sql(url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await sql(url, ends);
    } else if (!limit("1:")) skip("prlimit is not installed");
    await eventually(async () => (await ready()) === 503);
    expect((await server.api.get("/wallets")).status).toBe(200);
    expect(server.logs).toContain("writing to the store fails");
    if (url !== null) {
      const name = new URL(url).pathname.slice(1);
      await sql(postgresUrl ?? "", `ALTER DATABASE ${name} RESET default_transaction_read_only`);
      await sql(url, ends);
    } else limit("unlimited:");
    await eventually(async () => (await ready()) === 200);
    await server.api.createWallet();
  });
});

describe("a start in the file system", () => {
  it("makes files readable by their owner only, in an existing directory open to all", async () => {
    const dataDir = await emptyDirectory();
    await chmod(dataDir, 0o755);
    const server = await startServer({ env: { PLIMSOLL_DATA_DIR: dataDir } });
    await server.api.createFundedWallet("1.00");
    const modes = async () =>
      Object.fromEntries(
        await Promise.all(
          (await readdir(dataDir)).map(
            async (file) => [file, ((await stat(join(dataDir, file))).mode & 0o777).toString(8)] as const,
          ),
        ),
      );
    const found = await modes();
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(["plimsoll.db", "plimsoll.db-wal", "plimsoll.db-shm", "secret.key", "server.lock"]),
    );
    expect(new Set(Object.values(found))).toEqual(new Set(["600"]));
    await server.stop();
    expect(new Set(Object.values(await modes()))).toEqual(new Set(["600"]));
  });

  it.skipIf(!existsSync("/proc/self"))(
    "under a path where no directory can be made is refused in one line",
    { timeout: ENDS_MS },
    async () => {
      for (const args of [["serve", "--port", "0"], ["migrate"], ["keys", "create"]]) {
        const { code, stderr } = await plimsoll([...args, "--data-dir", "/proc/plimsoll/data"]);
        expect(stderr).toMatch(/^plimsoll: the directory \/proc\/plimsoll\/data cannot be made: .*\n$/);
        expect(code).toBe(1);
      }
    },
  );

  it("that waits for its database ends with SIGTERM", { timeout: ENDS_MS }, async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const connected = once(silent, "connection");
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const env = { PLIMSOLL_DATA_DIR: await emptyDirectory(), DATABASE_URL: `postgres://u@127.0.0.1:${port}/x` };
    const started = new PlimsollProcess(["serve", "--port", "0"], env);
    const [socket] = (await connected) as [{ destroy(): void }];
    onTestFinished(() => socket.destroy());
    expect(await started.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

describe("keys revoke", () => {
  it("is in force on a running server when the command returns", async () => {
    const server = await startServer();
    for (let round = 0; round < 3; round += 1) {
      const { id, key } = JSON.parse((await server.cli("keys", "create", "--json")).stdout) as {
        id: string;
        key: string;
      };
      expect((await server.api.as(key).get("/wallets")).status).toBe(200);
      expect(await server.cli("keys", "revoke", id)).toMatchObject({ code: 0 });
      expect((await server.api.as(key).get("/wallets")).status).toBe(401);
    }
  });
});

describe("a command whose reader closes the output", () => {
  const COMMANDS = [
    ["--help"],
    ["help"],
    ["migrate"],
    ["verify"],
    ["sweep"],
    ["doctor"],
    ["keys", "list"],
    ["keys", "create"],
    ["replay", "ep_none"],
  ];

  let store: ServerData;
  beforeAll(async () => {
    store = await createData();
    await plimsoll(["keys", "create"], storeEnvironment(store));
  });

  it.each(COMMANDS)("%s %s prints no error", async (...args) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env["PATH"], ...storeEnvironment(store) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    await once(child, "close");
    expect(errors).not.toMatch(/EPIPE|^\s+at /m);
  });

  it("serve continues", async () => {
    const port = await lastingPort();
    const data = await createData();
    const started = new PlimsollProcess(["serve", "--port", String(port)], storeEnvironment(data));
    started.child.stdout?.destroy();
    await eventually(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200);
    expect(await started.end("SIGTERM")).toEqual({ code: 0, signal: null });
  });
});

describe("a command's help", () => {
  it.each([
    [["help", "keys", "create"], "--scopes <list>"],
    [["help", "keys"], "revoke"],
    [["help", "serve"], "--port <number>"],
    [["help"], "Commands:"],
    [["keys", "help", "create"], "--scopes <list>"],
  ])("%j explains that", async (args, text) => {
    const { code, stdout, stderr } = await plimsoll(args);
    expect(stdout).toContain(text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("help of an unknown command says so", async () => {
    expect(await plimsoll(["help", "sail"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("sail") as string,
    });
  });

  it("npm start says how to get JSON alone, and then it is", async () => {
    const data = await createData();
    const npm = (...args: readonly string[]) =>
      spawnSync("npm", args, {
        cwd: ROOT,
        encoding: "utf8",
        env: { ...process.env, ...storeEnvironment(data), DATABASE_URL: "" },
      });
    const created = npm("--silent", "start", "--", "keys", "create", "--json");
    expect(JSON.parse(created.stdout)).toMatchObject({ scopes: ["read", "write"] });
    const noisy = npm("start", "--", "keys", "list", "--json");
    expect(noisy.stderr).toContain("npm --silent start");
  });
});

describeAnyEngine("requests that earlier versions accepted", (engine) => {
  const server = useServer({ engine });

  it("order_id names an order of the wallet, in movements, batches and captures", async () => {
    const { api } = server();
    const [one, two] = [await api.createFundedWallet("100.00"), await api.createFundedWallet("100.00")];
    const product = expectStatus(
      201,
      await api.post<{ id: string }>("/products", { name: "Card", currency: "USD", denominations: ["10.00"] }),
    );
    const order = expectStatus(
      201,
      await api.post<{ id: number }>("/orders", {
        product_id: product.id,
        wallet_id: one.id,
        denomination: "10.00",
        quantity: 1,
        reference_code: "A",
      }),
    );
    const paths = [`/wallets/${two.id}/debits`, `/wallets/${two.id}/credits`, `/wallets/${one.id}/debits`];
    const ids = [order.id, 999_999];
    for (const path of paths) {
      for (const id of ids) {
        const answer = await api.post(path, { amount: "1.00", order_id: id });
        if (path.includes(`/${one.id}/`) && id === order.id) expectStatus(201, answer);
        else expect(errorOf(answer)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "order_id" }] });
      }
    }
    const items = [order.id, 999_999, null].map((id) => ({
      wallet_id: two.id,
      transaction_type: "DEBIT",
      amount: "1.00",
      order_id: id,
    }));
    const batch = await api.post<{ results: { status: number }[] }>("/transactions", items);
    expect(batch.body.results.map(({ status }) => status)).toEqual([400, 400, 201]);
    const hold = expectStatus(
      201,
      await api.post<{ id: string }>("/holds", { wallet_id: two.id, amount: "5.00", expires_in: 600 }),
    );
    const captured = await api.post(`/holds/${hold.id}/capture`, { order_id: order.id });
    expect(errorOf(captured)).toMatchObject({ code: "VALIDATION_FAILURE", details: [{ field: "order_id" }] });
    expectStatus(200, await api.post(`/holds/${hold.id}/capture`));
  });

  it("null is not a missing body", async () => {
    const { api } = server();
    const endpoint = await api.createEndpoint("http://127.0.0.1:9/");
    for (const action of ["replay", "test"]) {
      for (const body of ["null", "[]", '"all"', "1", '{"status":"failed"}', '{"since":null}', '{"type":1}']) {
        const answer = await api.post(`/webhook-endpoints/${endpoint.id}/${action}`, body);
        const own = action === "replay" ? !body.includes("type") : !body.includes("status") && !body.includes("since");
        if (own) expect(errorOf(answer), `${action} ${body}`).toMatchObject({ code: "VALIDATION_FAILURE" });
      }
      expectStatus(200, await api.post(`/webhook-endpoints/${endpoint.id}/${action}`));
    }
  });
});
