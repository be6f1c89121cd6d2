import {
  INDEXES,
  decide,
  lookupsOf,
  type Change,
  type Command,
  type Loaded,
  type Lookup,
  type TableName,
} from "@plimsoll/core";
import { attemptBatch, type BatchTransaction } from "@plimsoll/server/store/commit/batch";
import { TABLES, type Column } from "@plimsoll/server/store/columns";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { asks, commandOf, FEATURES, namedIn, shopCommands } from "../../support/asks.ts";
import {
  below,
  dropDefault,
  newEndpoint,
  newFeature,
  newProvider,
  newWallet,
  patchWallet,
  putDefault,
} from "../../support/commands.ts";
import type { TestDatabase, TestEngine } from "../../support/database.ts";
import { SCALE } from "../../support/scale.ts";
import { World } from "../../support/world.ts";

const NAMES = Object.keys(TABLES) as TableName[];

/** Texts that some layer between here and the disk could misinterpret. */
const TEXTS = [
  "plain",
  "",
  " ",
  "NULL",
  "null",
  '"',
  "'; DROP TABLE wallets; --",
  "back\\slash\\",
  "{brace}",
  "{}",
  "com,ma,",
  '{"a":[1,"x\\"y"],"b":{}}',
  "Grüße, 漢字 😀 \u202e",
  "line\nline\ttab\r\n",
  "\\N",
  "$1 ? :name %s",
  "a".repeat(20_000),
];

const AMOUNTS = [-9223372036854775808n, 9223372036854775807n, 0n, -1n, 9007199254740993n];
const INTEGERS = [0, 1, 253_402_300_799_999, Number.MAX_SAFE_INTEGER];

/** The lookup of a row by its primary key. */
function lookupOf(table: TableName, row: object): Lookup {
  const key = INDEXES[table].pk.map((name) => (row as Readonly<Record<string, unknown>>)[name]);
  return { table, index: "pk", key } as unknown as Lookup;
}

function textAt(i: number): string {
  return TEXTS[i % TEXTS.length] as string;
}

/**
 * A row whose columns hold the values picked by `i`; no two rows with different `i` below TEXTS.length have a key in
 * common.
 */
function rowOf(columns: readonly Column[], unique: ReadonlySet<string>, i: number): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ property, kind }, c) => {
      if (kind === "text") return [property, unique.has(property) ? textAt(i) : textAt(i + c)];
      if (kind === "amount") return [property, AMOUNTS[(i + c) % AMOUNTS.length]];
      if (kind === "bool") return [property, i % 2 === 0];
      return [property, unique.has(property) ? i + 1 : INTEGERS[(i + c) % INTEGERS.length]];
    }),
  );
}

/** Columns that make a row unique: its keys, and the columns of unique indexes. */
const UNIQUE: Partial<Record<TableName, readonly string[]>> = {
  directoryEntries: ["key"],
  apiKeys: ["hash"],
  wallets: ["providerId", "externalId"],
  transactions: ["walletId", "sequence"],
  drifts: ["providerId", "position"],
  alertLog: ["walletId", "walletPosition", "ownerKind", "ownerId", "streamPosition"],
  holds: ["position", "source", "externalId"],
  products: ["position"],
  orders: ["reference"],
  transfers: ["position"],
};

export function rowSuite(engine: TestEngine): void {
  describe("a row", () => {
    let database: TestDatabase;
    let transaction: BatchTransaction;
    let connection: Awaited<ReturnType<TestDatabase["transaction"]>>;
    const nullable = new Set<string>();

    beforeAll(async () => {
      database = await engine.create("migrated");
      connection = await database.transaction();
      ({ transaction } = connection);
      for (const { name, columns } of await database.schema()) {
        for (const column of columns) if (column.nullable) nullable.add(`${name}.${column.name}`);
      }
    });
    afterAll(async () => {
      await connection.close();
      await database.drop();
    });

    async function write(change: Partial<Change> & { table: TableName }): Promise<void> {
      await transaction.begin();
      await transaction.write({
        changes: [{ inserts: [], updates: [], deletes: [], ...change }],
        bulk: [],
      });
      await transaction.commit();
    }

    async function byKey(table: TableName, rows: readonly object[]): Promise<(object | undefined)[]> {
      const lookups = rows.map((row) => lookupOf(table, row));
      await transaction.begin();
      const loaded = await transaction.load(lookups);
      await transaction.rollback();
      return lookups.map((lookup) => loaded.find((entry) => entry.lookup === lookup)?.rows[0]);
    }

    test.each(NAMES)("of %s is read as it was written, changed and deleted", async (table) => {
      const { columns, name, changing: all } = TABLES[table];
      const unique = new Set<string>([...INDEXES[table].pk, ...(UNIQUE[table] ?? [])]);
      const isNullable = ({ name: column, property }: Column) =>
        nullable.has(`${name}.${column}`) && !unique.has(property);
      const full = TEXTS.map((_, i) => rowOf(columns, unique, i));
      // And a row with nulls wherever a null is allowed.
      const bare: Record<string, unknown> = Object.fromEntries(
        Object.entries(rowOf(columns, unique, TEXTS.length)).map(([property, value]) => [
          property,
          unique.has(property) && typeof value === "string" ? `bare ${property}` : value,
        ]),
      );
      for (const column of columns) if (isNullable(column)) bare[column.property] = null;
      const rows = [...full, bare];
      await write({ table, inserts: rows });
      expect(await byKey(table, rows)).toEqual(rows);

      const parts = [all.slice(0, 1), all.filter((_, i) => i % 2 === 0), all.filter((_, i) => i % 2 === 1), all];
      for (const changing of parts.filter(({ length }) => length > 0)) {
        const before = (await byKey(table, rows)) as object[];
        const updates = before.map((row, i) => {
          const other = rowOf(columns, unique, i + 5);
          const after = { ...(row as Record<string, unknown>) };
          for (const column of changing) {
            if (!unique.has(column.property)) {
              after[column.property] = isNullable(column) && i % 3 === 0 ? null : other[column.property];
            }
          }
          return { before: row, after };
        });
        await write({ table, updates });
        expect(await byKey(table, rows)).toEqual(updates.map(({ after }) => after));
      }

      const gone = rows.filter((_, i) => i % 2 === 0);
      await write({ table, deletes: gone });
      const left = await byKey(table, rows);
      expect(left.map((row) => row === undefined)).toEqual(rows.map((_, i) => i % 2 === 0));
    });
  });

  describe("a database against tables in memory", () => {
    /** Random batches leave the same tables in memory and in the database, in whichever way these are carried out. */
    const sameTables = (carry: (mirror: Mirror, commands: readonly Command[]) => Promise<void>, numRuns: number) =>
      fc.assert(
        fc.asyncProperty(asks, async (batches) => {
          const database = await engine.create("migrated");
          const connection = await database.transaction();
          try {
            const mirror = new Mirror(connection.transaction);
            await mirror.start();
            const scene = await mirror.scene();
            for (const batch of batches) {
              const named = namedIn(mirror.world, scene.ids, scene.provider);
              const commands = batch.map((step) => commandOf(named, step));
              await carry(mirror, commands);
              // Some holds end in the meantime.
              mirror.world.now += 60_000;
            }
            await mirror.compare();
          } finally {
            await connection.close();
            await database.drop();
          }
        }),
        { numRuns, endOnFailure: true },
      );

    test("the same batches load the same rows and leave the same tables", { timeout: 60_000 }, async () => {
      await sameTables((mirror, commands) => mirror.run(commands), 12);
    });

    test("the same batches leave the same tables when plain movements take the lane", { timeout: 60_000 }, async () => {
      await sameTables((mirror, commands) => mirror.carryOut(commands), 12 * SCALE);
    });

    test("rows created, removed and created again within a batch, or removed and created again", async () => {
      const database = await engine.create("migrated");
      onTestFinished(() => database.drop());
      const connection = await database.transaction();
      onTestFinished(() => connection.close());
      const mirror = new Mirror(connection.transaction);
      await mirror.start();
      const { ids } = await mirror.scene();
      const linked = [...ids.values()].slice(0, 2);
      const settings = { alert_enabled: true, info: below("1") };
      await mirror.run([putDefault("EUR", settings)]);
      mirror.world.now += 1_000;
      await mirror.run([
        patchWallet(1, { featureIds: [] }),
        patchWallet(1, { featureIds: linked }),
        dropDefault("EUR"),
        putDefault("EUR", { ...settings, info: below("2") }),
        putDefault("USD", settings),
        dropDefault("USD"),
        putDefault("USD", settings),
      ]);
      await mirror.compare();
    });
  });
}

/** Carries out batches in memory and in a database from the same decisions. */
class Mirror {
  readonly world = new World();
  private readonly transaction: BatchTransaction;
  private batches = 0;

  constructor(transaction: BatchTransaction) {
    this.transaction = transaction;
  }

  async start(): Promise<void> {
    await this.transaction.begin();
    await this.transaction.write({
      changes: [{ table: "accounts", inserts: this.world.rows("accounts"), updates: [], deletes: [] }],
      bulk: [],
    });
    await this.transaction.commit();
  }

  async scene(): Promise<{ ids: Map<string, string>; provider: string }> {
    const setup = [...shopCommands(), newProvider(), newEndpoint(), newEndpoint({ eventTypes: ["wallet.debited"] })];
    await this.run([...setup, ...Array.from({ length: FEATURES }, () => newFeature())]);
    const features = this.world.rows("features");
    await this.run([newWallet({ overdraftLimit: null, featureIds: features.slice(0, 2).map(({ id }) => id) })]);
    return {
      ids: new Map(features.map(({ id }, i) => [`feature ${i}`, id])),
      provider: this.world.rows("providers")[0]?.id ?? "",
    };
  }

  async run(commands: readonly Command[]): Promise<void> {
    this.batches += 1;
    const seed = String(this.batches).padStart(10, "0");
    const loaded: Loaded[] = [];
    let lookups = lookupsOf(commands);
    await this.transaction.begin();
    for (;;) {
      const rows = await this.transaction.load(lookups);
      const expected = this.world.store.load(rows.map(({ lookup }) => lookup));
      expect(rows.map(inOrder)).toEqual(expected.map(inOrder));
      loaded.push(...rows);
      const decision = decide(loaded, commands, this.world.now, seed);
      if (decision.type === "effects") {
        this.world.store.write(decision);
        await this.transaction.write(decision);
        await this.transaction.commit();
        return;
      }
      lookups = [...decision.lookups];
    }
  }

  /** As a server carries out a batch: in the database with the lane, in memory without it. */
  async carryOut(commands: readonly Command[]): Promise<void> {
    this.batches += 1;
    const seed = String(this.batches).padStart(10, "0");
    const { answers } = await attemptBatch(this.transaction, commands, this.world.now, { seed });
    const expected = this.world.decided(commands, seed);
    this.world.store.write(expected);
    expect(answers.map(({ ok }) => ok)).toEqual(expected.outcomes.map(({ ok }) => ok));
  }

  /** Every row in memory is in the database as it is in memory. */
  async compare(): Promise<void> {
    await this.transaction.begin();
    for (const table of NAMES) {
      const rows = this.world.rows(table);
      const lookups = rows.map((row) => lookupOf(table, row));
      const loaded = await this.transaction.load(lookups);
      const found = lookups.map((lookup) => loaded.find((entry) => entry.lookup === lookup)?.rows[0]);
      expect(found, table).toEqual(rows);
    }
    await this.transaction.rollback();
  }
}

/** Only pages promise an order. */
function inOrder({ lookup, rows }: Loaded): readonly string[] {
  const texts = rows.map((row) =>
    Object.entries(row)
      .map(([name, value]) => `${name}: ${typeof value} ${String(value)}`)
      .toSorted()
      .join("\n"),
  );
  return lookup.page ? texts : texts.toSorted();
}
