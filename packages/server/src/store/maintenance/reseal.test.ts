import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sealed, TableName } from "@plimsoll/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSealer, type SealedPlace } from "../../util/sealer.ts";
import { TABLES } from "../columns.ts";
import { openMaintenance, setUpStore, type StoreLocation } from "../open.ts";
import type { Maintenance, MaintainedValue } from "./maintenance.ts";
import { reseal, SEALED_USES } from "./reseal.ts";

const present = createSealer(Buffer.alloc(32, 1));
const next = createSealer(Buffer.alloc(32, 2));
const COLUMNS = Object.entries(SEALED_USES).map(([name, use]) => {
  const [table, property] = name.split(".") as [TableName, string];
  const isNumbered = TABLES[table].pk.at(-1)?.kind === "int";
  return {
    name,
    table,
    property,
    place: (account: number): SealedPlace => ({ accountId: account, use, id: isNumbered ? account : "one" }),
  };
});

let directory: string;
let maintenance: Maintenance;
let account: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "plimsoll-reseal-"));
  const location: StoreLocation = { engine: "sqlite", dataDir: directory };
  const setup = await setUpStore(location);
  await setup.migrate(0);
  await setup.ensureAccount("another", 0);
  account = await setup.ensureAccount("default", 0);
  await setup.checkSecretKey(present.check);
  await setup.close();
  maintenance = await openMaintenance(location);
});
afterEach(async () => {
  await maintenance.close();
  await rm(directory, { recursive: true });
});

/** A row with a value in every sealed column. */
async function insertRow(table: TableName): Promise<void> {
  const { columns, name } = TABLES[table];
  const values = columns.map(({ property, kind, nullable }): MaintainedValue => {
    const sealed = COLUMNS.find((column) => column.table === table && column.property === property);
    if (sealed) return present.seal(sealed.name, sealed.place(account));
    if (property === "accountId") return account;
    if (property === "id") return kind === "int" ? account : "one";
    if (nullable) return null;
    return kind === "text" ? "" : 0;
  });
  const names = columns.map((column) => column.name).join(", ");
  const marks = columns.map(() => "?").join(", ");
  await maintenance.transaction((sql) => sql.run(`INSERT INTO ${name} (${names}) VALUES (${marks})`, ...values));
}

async function stored({ table, property }: (typeof COLUMNS)[number]): Promise<Sealed> {
  const column = TABLES[table].columns.find((candidate) => candidate.property === property);
  const text = `SELECT ${column?.name} FROM ${TABLES[table].name} WHERE account_id = ?`;
  const [[value] = []] = await maintenance.transaction((sql) => sql.rows(text, account));
  return String(value) as Sealed;
}

test("every sealed column of every table opens with the next key afterwards", async () => {
  for (const table of new Set(COLUMNS.map((column) => column.table))) await insertRow(table);
  expect(await maintenance.transaction((sql) => reseal(sql, present, next))).toBe(COLUMNS.length);
  for (const column of COLUMNS) expect(next.unseal(await stored(column), column.place(account))).toBe(column.name);
});

test("a value that does not open, or another key, changes nothing", async () => {
  await insertRow("heartbeats");
  await insertRow("providers");
  await maintenance.transaction((sql) => sql.run("UPDATE heartbeats SET url = 'v1.AAAA'"));
  await expect(maintenance.transaction((sql) => reseal(sql, present, next))).rejects.toThrow("heartbeat's URL");
  const [credentials] = COLUMNS.filter(({ name }) => name === "providers.credentials");
  if (credentials) expect(present.unseal(await stored(credentials), credentials.place(account))).toBe(credentials.name);
  const other = createSealer(Buffer.alloc(32, 3));
  await expect(maintenance.transaction((sql) => reseal(sql, other, next))).rejects.toThrow("is not the one");
});
