import { randomBytes } from "node:crypto";
import type { Transaction } from "@plimsoll/contract";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectStatus } from "../support/e2e/api.ts";
import { postgresUrl, sql } from "../support/e2e/database.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { hasPgbouncer, startPgbouncer } from "../support/e2e/pgbouncer.ts";
import { plimsoll } from "../support/e2e/process.ts";
import { startReceiver } from "../support/e2e/receiver.ts";
import { createData, startServer, storeEnvironment, type Server } from "../support/e2e/server.ts";

const here = postgresUrl !== undefined;

/** The time within which PostgreSQL frees an account that a stalled process holds. */
const FREED_MS = 2_000;

const databaseOf = ({ data }: Server) => data.databaseUrl ?? "";

/** A session of its own until the test ends. */
async function connected(server: Server): Promise<pg.Client> {
  const client = new pg.Client(databaseOf(server));
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const CLOCK = "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at";

/** Runs statements, one of which is `CLOCK`, and returns its time in milliseconds. */
async function timeOf(client: pg.Client, statements: string): Promise<number> {
  const results = (await client.query(statements)) as unknown as readonly pg.QueryResult<{ readonly at?: number }>[];
  return results.flatMap(({ rows }) => rows).find(({ at }) => at !== undefined)?.at ?? Number.NaN;
}

/** Ends sessions on the server, as a restart or a proxy does. Resolves when they are gone. */
async function endSessions(server: Server, like: string): Promise<number> {
  const url = databaseOf(server);
  const found = `FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE '${like}'`;
  const ended = await sql(url, `SELECT pg_terminate_backend(pid, 5000) ${found}`);
  return ended.length;
}

describe.skipIf(!here)("PostgreSQL sessions that end while idle", () => {
  it.each(["plimsoll write", "plimsoll read", "plimsoll %"])("%s: the next request is served", async (like) => {
    const server = await startServer({ engine: "postgres" });
    const wallet = await server.api.createFundedWallet("100.00");
    for (let round = 0; round < 5; round += 1) {
      await server.api.debit(wallet.id, "1.00");
      await Promise.all([server.api.wallet(wallet.id), server.api.transactions(wallet.id)]);
      expect(await endSessions(server, like)).toBeGreaterThan(0);
      // At once, whether or not the process has noticed it.
      const [debit, read] = await Promise.all([
        server.api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "1.00" }),
        server.api.get(`/transactions?wallet_id=${wallet.id}`),
      ]);
      expect(expectStatus(201, debit).balance_after).toBe(`${100 - 2 * (round + 1)}.00`);
      expectStatus(200, read);
    }
    expect(server.logs).not.toContain("refusing until it works");
    expect((await server.cli("verify")).code).toBe(0);
  });
});

describe.skipIf(!here)("a process that is stopped inside its transaction", () => {
  it("frees the account for the others within two seconds, starts over when it continues, and books once", async () => {
    // Each stores its own debits: which of the two is the account's home is left to chance otherwise.
    const env = { PLIMSOLL_PEER_PORT: "off" };
    const server = await startServer({ engine: "postgres", env });
    const other = await startServer({ data: server.data, env });
    const wallet = await server.api.createFundedWallet("100.00");
    await other.api.debit(wallet.id, "1.00");

    const holder = await connected(server);
    await holder.query("BEGIN; SELECT id FROM accounts FOR UPDATE");
    const stopped = server.api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "10.00" });
    // It waits for the row, with the account's turn taken; PostgreSQL continues without the process.
    const waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND";
    const waiting = (which: string) =>
      eventually(async () => (await sql(databaseOf(server), `${waits} ${which}`)).length === 1);
    await waiting("application_name = 'plimsoll write'");
    server.signal("SIGSTOP");
    onTestFinished(() => server.signal("SIGCONT"));
    // Next in line for the row. The times are the database's, so that a busy test measures nothing of itself.
    const freed = timeOf(await connected(server), `SELECT id FROM accounts FOR UPDATE; ${CLOCK}`);
    await waiting("query LIKE 'SELECT id FROM accounts%'");
    const passedOn = await timeOf(holder, `${CLOCK}; ROLLBACK`);
    const served = await other.api.post<Transaction>(`/wallets/${wallet.id}/debits`, { amount: "1.00" });
    expect(expectStatus(201, served).balance_after).toBe("98.00");
    const held = (await freed) - passedOn;
    expect(held).toBeLessThan(FREED_MS);
    // The stopped process has held it.
    expect(held).toBeGreaterThan(FREED_MS / 2);

    server.signal("SIGCONT");
    expect(expectStatus(201, await stopped).balance_after).toBe("88.00");
    expect(await server.api.transactions(wallet.id)).toHaveLength(4);
    expect(server.logs).not.toContain("refusing until it works");
  });
});

describe.skipIf(!here)("a statement that takes longer than a request may wait", () => {
  it("does not end a command", async () => {
    const server = await startServer({ engine: "postgres" });
    await server.api.createFundedWallet("100.00");
    const holder = await connected(server);
    await holder.query("BEGIN; LOCK TABLE transactions IN ACCESS EXCLUSIVE MODE");
    const verified = server.cli("verify");
    const waits =
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND now() - query_start > interval '9 s'";
    await eventually(async () => (await sql(databaseOf(server), waits)).length === 1, 30_000);
    await holder.query("ROLLBACK");
    expect((await verified).code).toBe(0);
  });
});

describe.skipIf(!here || !hasPgbouncer)("behind PgBouncer with its defaults", () => {
  it("in session mode everything works", async () => {
    const data = await createData("postgres");
    const pooler = await startPgbouncer(data.databaseUrl ?? "", "session");
    onTestFinished(() => pooler.stop());
    const env = { DATABASE_URL: pooler.urlOf(data.databaseUrl ?? "") };
    const server = await startServer({ data, env });
    const receiver = await startReceiver();
    await server.api.createEndpoint(receiver.url, { event_types: ["wallet.debited"] });
    const wallet = await server.api.createFundedWallet("100.00");
    const debits = Array.from({ length: 20 }, () => server.api.debit(wallet.id, "1.00"));
    await Promise.all(debits);
    expect((await server.api.wallet(wallet.id)).balance).toBe("80.00");
    await receiver.waitFor(20);
    expect(await plimsoll(["verify"], { ...storeEnvironment(data), ...env })).toMatchObject({ code: 0 });
    expect(await server.stop()).toMatchObject({ code: 0 });
  });

  it("in transaction mode the start is refused with a reason, and so is every command", async () => {
    const data = await createData("postgres");
    const pooler = await startPgbouncer(data.databaseUrl ?? "", "transaction");
    onTestFinished(() => pooler.stop());
    const env = { ...storeEnvironment(data), DATABASE_URL: pooler.urlOf(data.databaseUrl ?? "") };
    for (const args of [["serve", "--port", "0"], ["migrate"], ["keys", "list"]]) {
      const { code, stdout, stderr } = await plimsoll(args, env);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^plimsoll: PostgreSQL: the pooler in front .* pool_mode = session.*\n$/);
    }
    expect(await sql(data.databaseUrl ?? "", "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    expect(
      await sql(
        data.databaseUrl ?? "",
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      ),
    ).toEqual([]);
  });
});

const authority = process.env["PLIMSOLL_TEST_POSTGRES_CA"] ?? "";

describe.skipIf(!here || authority === "")(
  "TLS to PostgreSQL, whose certificate is for localhost and of an authority of its own",
  () => {
    const data = here ? createData("postgres") : null;

    async function run(host: string, query: string) {
      const found = await data;
      const url = new URL(found?.databaseUrl ?? "");
      url.hostname = host;
      const env = { ...storeEnvironment(found as NonNullable<typeof found>), DATABASE_URL: `${url.href}?${query}` };
      return plimsoll(["migrate"], env);
    }

    it.each([
      ["127.0.0.1", "sslmode=require"],
      ["localhost", `sslmode=verify-ca&sslrootcert=${authority}`],
      ["127.0.0.1", `sslmode=verify-ca&sslrootcert=${authority}`],
      ["127.0.0.1", `sslmode=require&sslrootcert=${authority}`],
      ["localhost", `sslmode=verify-full&sslrootcert=${authority}`],
      ["127.0.0.1", "sslmode=disable"],
    ])("%s with %s connects, without output on standard error", async (host, query) => {
      expect(await run(host, query)).toMatchObject({ code: 0, stderr: "" });
    });

    it.each([
      [
        "localhost",
        "sslmode=verify-full",
        /at localhost:\d+: its certificate is not trusted \(.*\); name its authority's certificate in sslrootcert/,
      ],
      ["localhost", "sslmode=verify-ca&sslrootcert=system", /its certificate is not trusted/],
      ["127.0.0.1", `sslmode=verify-full&sslrootcert=${authority}`, /its certificate is for another name/],
      [
        "localhost",
        "sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
        /DATABASE_URL is wrong: sslrootcert: \/nowhere\/ca\.pem cannot be read \(ENOENT\)/,
      ],
      [
        "localhost",
        "sslmode=yes",
        /DATABASE_URL is wrong: sslmode must be one of disable, require, verify-ca, verify-full, not "yes"/,
      ],
      ["localhost", "sslmode=prefer", /DATABASE_URL is wrong: sslmode=prefer leaves it to the network/],
      [
        "localhost",
        `sslrootcert=${authority}`,
        /DATABASE_URL is wrong: sslrootcert, sslcert and sslkey need an sslmode/,
      ],
    ])("%s with %s is refused in one line", async (host, query, message) => {
      const { code, stderr } = await run(host, query);
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/^plimsoll: .*\n$/);
      expect(code).toBe(1);
    });

    it("a server's own sessions are encrypted, all of them", async () => {
      const found = await createData("postgres");
      const url = Object.assign(new URL(found.databaseUrl ?? ""), { hostname: "localhost" }).href;
      const env = { DATABASE_URL: `${url}?sslmode=verify-full&sslrootcert=${authority}` };
      const server = await startServer({ data: found, env });
      const wallet = await server.api.createFundedWallet("1.00");
      await server.api.wallet(wallet.id);
      const sessions = await sql<{ name: string; ssl: boolean }>(
        found.databaseUrl ?? "",
        "SELECT application_name AS name, ssl FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE datname = current_database() AND application_name LIKE 'plimsoll %'",
      );
      expect(new Set(sessions.map(({ ssl }) => ssl))).toEqual(new Set([true]));
      expect(sessions.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["plimsoll write", "plimsoll read", "plimsoll listen"]),
      );
    });
  },
);

describe("a PostgreSQL that cannot be reached", () => {
  it("ends the start in one line that names the server", async () => {
    const data = await createData();
    const env = {
      ...storeEnvironment(data),
      DATABASE_URL: `postgres://u:${randomBytes(4).toString("hex")}@localhost:1/x`,
    };
    const { code, stderr } = await plimsoll(["serve", "--port", "0"], env);
    expect(stderr).toMatch(/^plimsoll: PostgreSQL at localhost:1: connect ECONNREFUSED .*\n$/);
    expect(code).toBe(1);
  });
});
