import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { everyPage } from "../../../../../test/support/lookups.ts";
import { groupLookups } from "../lookups.ts";
import { openWriter } from "./connection.ts";
import type { Database } from "./database.ts";
import { migrateSqlite } from "./migrate.ts";
import { lookupText } from "./transaction.ts";

let directory: string;
let database: Database;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plimsoll-"));
  database = openWriter(join(directory, "plimsoll.db"));
  migrateSqlite(database, 0);
});
afterAll(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

it("every page of a lookup reads a range of an index, from its first row on", () => {
  const found: string[] = [];
  for (const { title, lookup } of everyPage()) {
    const [group] = groupLookups([lookup]);
    if (group === undefined) throw new Error("no group");
    // SQLite prefers the order of the wallets' ids, in which all pages together read each wallet once.
    const columns = lookup.table === "wallets" ? group.columns.slice(0, 1) : group.columns;
    const conditions = columns.map(({ name }) => `${name}=?`);
    if (group.continued) conditions.push(`${group.order[0]?.name}>?`);
    const text = lookupText(group);
    const values = Array.from(text.matchAll(/\?/g), () => 1);
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values);
    const lines = plan.map((row) => String(row.at(-1)));
    const range = /^SEARCH .*\((.*)\)$/.exec(lines[0] ?? "")?.[1]?.split(" AND ") ?? [];
    if (lines.length > 1 || !conditions.every((condition) => range.includes(condition))) {
      found.push(`${title}: ${lines.join(" | ")}`);
    }
  }
  expect(found).toEqual([]);
});
