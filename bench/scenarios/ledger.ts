import { setUpStore } from "@plimsoll/server/store/open";
import type { SqliteCommitsApi } from "../children/sqlite-commits.ts";
import { startChild } from "../support/child.ts";
import { newDatabase, openSql, type Database } from "../support/database.ts";
import { fillWallets, settle } from "../support/fill.ts";
import { balancesOf, checkBalances, declareWallets, describeLoads, startLoad } from "../support/hooks.ts";
import { pgbench } from "../support/postgres.ts";
import { WALLETS, type Context, type Result, type Scenario } from "../support/scenario.ts";
import { ADMIN_KEY, startServer } from "../support/server.ts";
import { ratioOf } from "../support/stats.ts";

const BATCH = 100;
const CONNECTIONS = 16;
/** Batches a second for which requests are made before the rate is known. */
const FIRST_RATE = 200;
const SPARE = 1.5;

interface Floor {
  readonly what: string;
  readonly demand: number;
  readonly measure: () => Promise<number>;
}

/** Sixteen clients share commits, as batches do. */
const PGBENCH = [
  { clients: 1, demand: 5 },
  { clients: 16, demand: 2.5 },
];
const SQLITE_DEMAND = 5;

/** Batches of 100 through the API, against the same two rows committed one by one without a server. */
export const ledgerScenario: Scenario = async (context) => {
  const { engines, resources, seconds, rounds, progress } = context;
  const load = startLoad(resources);
  const server = await startServer(resources, await newDatabase(resources, engines));
  await declareWallets(load, server, { providerId: null, first: 1, count: WALLETS, balance: "0" });
  const floors = await (engines.engine === "postgres" ? pgbenchFloors(context) : sqliteFloors(context));
  const before = await balancesOf(server, WALLETS, "id");
  let rate = FIRST_RATE;
  const measure = async (length: number) => {
    const count = Math.ceil(rate * length * SPARE);
    const seed = Math.floor(Math.random() * 2 ** 32);
    await load.call("batches", { key: ADMIN_KEY, wallets: WALLETS, size: BATCH, count, seed });
    const measured = await load.call("run", {
      port: server.port,
      connections: CONNECTIONS,
      seconds: length,
      expected: { status: 200, each: '"status":201' },
      repeat: false,
    });
    rate = measured.rate / BATCH;
    return measured;
  };
  await measure(Math.max(1, seconds / 2));
  const figures: Awaited<ReturnType<typeof measure>>[] = [];
  const measured = floors.map((): number[] => []);
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round}`);
    for (const [index, floor] of floors.entries()) measured[index]?.push(await floor.measure());
    figures.push(await measure(seconds));
  }
  const checked = checkBalances(before, await balancesOf(server, WALLETS, "id"), await load.call("spent"));
  return floors.map((floor, index): Result => {
    const pairs = figures.map((figure, round) => ({
      floor: measured[index]?.[round] ?? Number.NaN,
      figure: figure.rate,
    }));
    const ratio = ratioOf(pairs);
    return {
      what: `transactions, batches of ${BATCH}, ${CONNECTIONS} connections`,
      figure: { value: ratio.figure, unit: "/s" },
      floor: { value: ratio.floor, unit: "/s", what: floor.what },
      ratio,
      demand: { text: `≥ ${floor.demand}×`, met: ratio.ratio >= floor.demand },
      notes: [describeLoads("batches", figures), checked],
    };
  });
};

/** A database with the product's own tables and wallets, and no server. */
async function bareDatabase({ engines, resources }: Context): Promise<Database> {
  const database = await newDatabase(resources, engines);
  const setup = await setUpStore(database.location);
  await setup.migrate(Date.now());
  await setup.ensureAccount("default", Date.now());
  await setup.close();
  const sql = await openSql(database);
  await fillWallets(sql, engines.engine, { count: WALLETS, providerId: null, balance: "0", sequence: "0" });
  if (engines.engine === "postgres") await sql.run("CREATE SEQUENCE bench_ids");
  await settle(sql, engines.engine);
  await sql.close();
  return database;
}

/** The two rows in one prepared statement: the least work for PostgreSQL. */
const TRANSACTION = `\\set wallet random(1, ${WALLETS})
\\set cents random(1, 500)
WITH moved AS (
  UPDATE wallets SET balance = balance - :cents, sequence = sequence + 1, updated_at = 1760000000000
  WHERE account_id = 1 AND id = :wallet RETURNING id, balance, sequence)
INSERT INTO transactions (account_id, id, wallet_id, sequence, amount, balance_after, kind, source, reference_number, created_at)
SELECT 1, nextval('bench_ids'), id, sequence, -(:cents)::bigint, balance, 'order', 'api', 'ORDER_1_1', 1760000000000 FROM moved;
`;

async function pgbenchFloors(context: Context): Promise<Floor[]> {
  const { location } = await bareDatabase(context);
  if (location.engine !== "postgres") throw new Error("pgbench needs PostgreSQL");
  const { resources, seconds } = context;
  return PGBENCH.map(({ clients, demand }) => ({
    what: `pgbench, ${clients} ${clients === 1 ? "client" : "clients"}, two rows a commit`,
    demand,
    measure: () => pgbench(resources, { url: location.url, script: TRANSACTION, clients, seconds }),
  }));
}

async function sqliteFloors(context: Context): Promise<Floor[]> {
  const { resources, seconds } = context;
  const { dataDir } = await bareDatabase(context);
  const child = startChild<SqliteCommitsApi>(resources, new URL("../children/sqlite-commits.ts", import.meta.url));
  await child.call("open", { dataDir });
  return [
    {
      what: "SQLite in a loop, two rows a commit, synchronous=FULL",
      demand: SQLITE_DEMAND,
      measure: () => child.call("run", { seconds, wallets: WALLETS }),
    },
  ];
}
