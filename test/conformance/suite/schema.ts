import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { TABLES } from "@plimsoll/server/store/columns";
import { openStore, setUpStore, type StoreLocation } from "@plimsoll/server/store/open";
import { afterAll, describe, expect, test } from "vitest";
import type { TestDatabase, TestEngine } from "../../support/database.ts";
import { START } from "../../support/world.ts";

const VERSIONS = [1, 2, 3, 4, 5, 6, 7];

const SET_UP = fileURLToPath(new URL("../../support/set-up-store.mjs", import.meta.url));

/** Processes that set up the same store at the same moment, and what each says of it. */
async function setUpAtOnce(
  location: StoreLocation,
  processes: number,
): Promise<{ applied: number[]; account: number }[]> {
  const children = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, [SET_UP, JSON.stringify(location)], { stdio: "pipe" });
    const output = { out: "", error: "" };
    child.stdout.on("data", (data) => (output.out += String(data)));
    child.stderr.on("data", (data) => (output.error += String(data)));
    return { child, output, ready: once(child.stdout, "data"), closed: once(child, "close") };
  });
  await Promise.all(children.map(({ ready, closed }) => Promise.race([ready, closed])));
  for (const { child } of children) child.stdin.write("go");
  return Promise.all(
    children.map(async ({ output, closed }) => {
      const [code] = (await closed) as [number];
      expect(code, output.error).toBe(0);
      return JSON.parse(output.out.replace("ready", "")) as { applied: number[]; account: number };
    }),
  );
}

export function schemaSuite(engine: TestEngine): void {
  describe("setting up", () => {
    const databases: TestDatabase[] = [];
    const create = async (content: "migrated" | "nothing") => {
      const database = await engine.create(content);
      databases.push(database);
      return database;
    };
    afterAll(async () => {
      for (const database of databases) await database.drop();
    });

    test("the columns of the database are the columns the store reads and writes", async () => {
      const database = await create("migrated");
      const schema = (await database.schema()).filter(({ table }) => !table.startsWith("sqlite_"));
      const described = Object.values(TABLES).flatMap(({ name, columns }) =>
        columns.map((column) => `${name}.${column.name} ${column.kind === "text" ? "text" : "integer"}`),
      );
      const own = ["migrations", "installation"];
      const present = schema
        .filter(({ table }) => !own.includes(table))
        .map(({ table, name, type }) => `${table}.${name} ${type.toLowerCase().replace("bigint", "integer")}`);
      expect(present.toSorted()).toEqual(described.toSorted());
    });

    test("a migration is applied once", async () => {
      const { location } = await create("nothing");
      const setup = await setUpStore(location);
      expect(await setup.migrate(START)).toEqual(VERSIONS);
      expect(await setup.migrate(START)).toEqual([]);
      await setup.close();
      const later = await setUpStore(location);
      expect(await later.migrate(START)).toEqual([]);
      await later.close();
    });

    test("processes that start at once apply it once and share one account", async () => {
      const { location } = await create("nothing");
      const results = await setUpAtOnce(location, 4);
      expect(results.flatMap(({ applied }) => applied)).toEqual(VERSIONS);
      expect(results.map(({ account }) => account)).toEqual([1, 1, 1, 1]);
    });

    test("an account is made once, others get other ids, and each starts with nothing", async () => {
      const { location } = await create("migrated");
      const setup = await setUpStore(location);
      const first = await setup.ensureAccount("default", START);
      expect(await setup.ensureAccount("default", START)).toBe(first);
      const second = await setup.ensureAccount('o"th\\er, {é}', START);
      expect(second).not.toBe(first);
      await setup.close();
      const store = await openStore(location);
      expect(await store.reads.accountIds()).toEqual([first, second]);
      expect(await store.reads.wallets(second, { page: 1, limit: 10 })).toEqual({ rows: [], total: 0 });
      await store.close();
    });

    test("accounts that two setups make at once are all made", async () => {
      const { location } = await create("migrated");
      const setups = await Promise.all([setUpStore(location), setUpStore(location)]);
      const ids = await Promise.all(setups.map((setup, i) => setup.ensureAccount(`account ${i}`, START)));
      expect(new Set(ids)).toEqual(new Set([1, 2]));
      await Promise.all(setups.map((setup) => setup.close()));
    });

    test("the first secret key is the one", async () => {
      const { location } = await create("migrated");
      const setup = await setUpStore(location);
      expect(await setup.checkSecretKey("first")).toBe(true);
      expect(await setup.checkSecretKey("second")).toBe(false);
      expect(await setup.checkSecretKey("first")).toBe(true);
      await setup.close();
    });
  });
}
