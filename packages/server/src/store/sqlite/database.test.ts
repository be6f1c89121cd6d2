import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreUnavailable } from "../port/unavailable.ts";
import { Database } from "./database.ts";
import { unavailable } from "./errors.ts";

const WRITING = { readOnly: false };

let directory: string;
let path: string;
let database: Database;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plimsoll-"));
  path = join(directory, "test.db");
  database = new Database(path, WRITING);
  database.exec("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT) STRICT");
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("it did not throw");
}

describe("values", () => {
  const insert = (id: unknown, name: unknown) =>
    database.prepare("INSERT INTO things (id, name) VALUES (?, ?) RETURNING id, name").get(id, name);

  it.each([
    [1, null],
    [2 ** 53 + 2, "Wällét 💶 'quoted'"],
    [-(2n ** 63n), ""],
    [2n ** 63n - 1n, "x".repeat(100_000)],
  ])("%s comes back as a bigint, its text unchanged", (id, name) => {
    expect(insert(id, name)).toEqual([BigInt(id), name]);
    expect(database.prepare("SELECT * FROM things").all()).toEqual([[BigInt(id), name]]);
  });

  it.each([
    ["more than 64 bits", 2n ** 63n, "x"],
    ["a fraction", 0.5, "x"],
    ["an integer as text that is none", "one", "x"],
    ["an object", 1, {}],
  ])("%s is refused", (_, id, name) => {
    errorOf(() => insert(id, name));
    expect(database.value("SELECT count(*) FROM things")).toBe(0n);
  });

  it("refuses more values than parameters", () => {
    errorOf(() => database.prepare("INSERT INTO things (id) VALUES (?)").run(1, 2));
  });
});

describe("a transaction", () => {
  it("is stored whole", () => {
    expect(database.immediately(() => database.value("INSERT INTO things VALUES (7, 'x') RETURNING id"))).toBe(7n);
    expect(database.isTransaction).toBe(false);
    expect(database.value("SELECT count(*) FROM things")).toBe(1n);
  });

  it("leaves nothing behind when the work throws", () => {
    const work = () => {
      database.exec("INSERT INTO things VALUES (7, 'x')");
      throw new Error("no");
    };
    expect(() => database.immediately(work)).toThrow("no");
    expect(database.isTransaction).toBe(false);
    expect(database.value("SELECT count(*) FROM things")).toBe(0n);
  });
});

describe("errors", () => {
  it("a lock that another connection has is temporary", () => {
    const other = new Database(path, WRITING);
    other.exec("BEGIN IMMEDIATE");
    const error = unavailable(errorOf(() => database.exec("BEGIN IMMEDIATE")));
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error?.message).toBe("SQLite: BUSY (5)");
    other.close();
  });

  it("so is a file that cannot be opened", () => {
    const error = errorOf(() => new Database(join(directory, "none", "test.db"), WRITING));
    expect(unavailable(error)?.message).toBe("SQLite: CANTOPEN (14)");
  });

  it("so is a file that cannot be written", () => {
    const reader = new Database(path, { readOnly: true });
    const error = errorOf(() => reader.exec("DELETE FROM things"));
    expect(unavailable(error)?.message).toBe("SQLite: READONLY (8)");
    reader.close();
  });

  it.each(["SELECT nothing FROM things", "INSERT INTO things VALUES ('x', 'y')", "BEGIN; BEGIN"])(
    "a statement that is wrong is not: %s",
    (sql) => expect(unavailable(errorOf(() => database.exec(sql)))).toBeNull(),
  );
});

it("a closed connection frees its statements", () => {
  const statement = database.prepare("SELECT 1");
  database.close();
  errorOf(() => statement.get());
  database = new Database(path, WRITING);
});

it("a path is a path, whatever it begins with", () => {
  const before = process.cwd();
  process.chdir(directory);
  try {
    new Database("file:other.db?mode=memory", WRITING).close();
    expect(readdirSync(directory)).toContain("file:other.db?mode=memory");
  } finally {
    process.chdir(before);
  }
});
