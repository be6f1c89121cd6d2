import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { postgresUrl, sql } from "../support/e2e/database.ts";
import { newAccount } from "../support/e2e/accounts.ts";
import { plimsoll } from "../support/e2e/process.ts";
import { createData, startServer, storeEnvironment, type ServerData } from "../support/e2e/server.ts";

const CITUS = new URL("../support/citus.sql", import.meta.url);

/** What Citus reports when it cannot connect to a node. */
const DOWN = `
  CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE 'connection to the remote node worker:5432 failed' USING ERRCODE = '08006'; END $$;
  CREATE TRIGGER down BEFORE INSERT ON transactions FOR EACH ROW WHEN (NEW.account_id = 1) EXECUTE FUNCTION fail()`;

/** An empty database by Citus's rules, which `test/support/citus.sql` keeps: Citus itself is not there. */
async function citusData(): Promise<ServerData> {
  const data = await createData("postgres");
  await sql(data.databaseUrl ?? "", await readFile(CITUS, "utf8"));
  return data;
}

describe.skipIf(postgresUrl === undefined)("a server on Citus's rules", () => {
  it("is distributed by migrate --citus, and one account's node that is down costs the others nothing", async () => {
    const data = await citusData();
    const migrate = () => plimsoll(["migrate", "--citus"], storeEnvironment(data));
    expect(await migrate()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^applied migrations: 1\ndistributed: accounts, directory_entries, /) as string,
    });
    expect(await migrate()).toMatchObject({
      code: 0,
      stdout: "the schema is up to date\nevery table is distributed\n",
    });

    const server = await startServer({ data });
    const other = await newAccount(server);
    const [here, there] = [await server.api.createFundedWallet("10.00"), await other.api.createFundedWallet("10.00")];
    expect((await server.api.get("/wallets")).status).toBe(200);
    const ready = () => fetch(`${server.url}/readyz`).then((response) => response.json());
    expect(await ready()).toEqual({ status: "ready" });

    await sql(data.databaseUrl ?? "", DOWN);
    const refused = await server.api.post(`/wallets/${here.id}/debits`, { amount: "1.00" });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    await other.api.debit(there.id, "1.00");
    expect(await ready()).toEqual({ status: "ready", unavailable_accounts: 1 });

    await sql(data.databaseUrl ?? "", "DROP TRIGGER down ON transactions");
    await server.api.debit(here.id, "1.00");
    expect(await ready()).toEqual({ status: "ready" });
    expect((await server.cli("verify")).code).toBe(0);
  });

  it("starts on the coordinator only, and says so in one line", async () => {
    const data = await citusData();
    expect((await plimsoll(["migrate", "--citus"], storeEnvironment(data))).code).toBe(0);
    await sql(data.databaseUrl ?? "", "UPDATE pg_dist_local_group SET groupid = 1");
    const { code, stderr } = await plimsoll(["serve", "--port", "0"], storeEnvironment(data));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^plimsoll: PostgreSQL at \S+ is no coordinator, but a worker of its Citus cluster\n$/);
  });

  it.each(["postgres", "sqlite"] as const)(
    "migrate --citus without Citus is refused in one line: %s",
    async (engine) => {
      const data = await createData(engine);
      const { code, stderr } = await plimsoll(["migrate", "--citus"], storeEnvironment(data));
      expect(code).toBe(1);
      expect(stderr).toMatch(/^plimsoll: (PostgreSQL at \S+ has no extension citus|only a Citus cluster)[^\n]*\n$/);
    },
  );
});
