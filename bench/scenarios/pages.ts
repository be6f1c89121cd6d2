import { openSql, newDatabase } from "../support/database.ts";
import { fillHistory } from "../support/fill.ts";
import { connectProvider, startLoad } from "../support/hooks.ts";
import { scoped } from "../support/resources.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { ADMIN_KEY, startServer, type Server } from "../support/server.ts";
import { median } from "../support/stats.ts";

const WALLETS = 100_000;
/** Wallets in an alert that is open. */
const IN_DANGER = 100;
const REQUESTS = 20;
const SECONDS = 60;
/** The bound of each answer, in milliseconds. */
const DEMAND_MS = 50;

/** What the dashboard's pages request, in the order of its navigation. */
const PATHS = [
  "/overview",
  "/wallets?limit=100&include=spark,runway",
  "/wallets?limit=100&page=500",
  "/wallets?limit=100&q=9999",
  "/wallets?limit=100&state=in_alarm&include=runway",
  "/wallets/1?include=counts",
  "/wallets/1/balance-series",
  "/wallets/1/alternatives",
  "/transactions?wallet_id=1&limit=100",
  "/transactions?q=ORDER_77&limit=100",
  "/episodes?limit=100",
  "/alerts?limit=100",
  "/topups?limit=100",
  "/rebalancing-plan",
  "/deliveries?limit=100",
  "/events?limit=100",
  "/providers?limit=100",
  "/search?q=9999",
  "/audit?limit=100",
];

/** Each answer of the dashboard's pages, of an account with 100,000 wallets and a long history. */
export const pagesScenario: Scenario = async ({ engines, resources, rounds, rows, progress }) => {
  const database = await newDatabase(resources, engines);
  const { providerId } = await scoped(async (own) => connectProvider(await startServer(own, database)));
  await fillHistory(database, { rows, wallets: WALLETS, providerId, progress });
  const sql = await openSql(database);
  // Each wallet spends something, as most do.
  await sql.run("UPDATE wallets SET typical_spend = 1000 + id % 997");
  // As PostgreSQL does by itself within a minute: an index alone answers only for pages that have been vacuumed.
  if (database.engine === "postgres") await sql.run("VACUUM ANALYZE wallets");
  await sql.close();
  const server = await startServer(resources, database);
  progress(`${IN_DANGER} alerts`);
  await alarm(server);
  const load = startLoad(resources);
  const times: { readonly path: string; readonly p50: number }[] = [];
  for (const path of PATHS) {
    await load.call("gets", { key: ADMIN_KEY, paths: [`/api/v1${path}`], count: REQUESTS });
    const measured: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const expected = { status: 200 };
      const { p50 } = await load.call("run", {
        port: server.port,
        connections: 1,
        seconds: SECONDS,
        expected,
        repeat: false,
      });
      measured.push(p50);
    }
    progress(`${path}: ${median(measured).toFixed(1)} ms`);
    times.push({ path, p50: median(measured) });
  }
  const slowest = times.toSorted((a, b) => b.p50 - a.p50);
  const value = slowest[0]?.p50 ?? 0;
  const result: Result = {
    what: "the slowest answer of the dashboard's pages, p50",
    figure: { value, unit: "ms" },
    floor: null,
    ratio: null,
    demand: { text: `under ${DEMAND_MS} ms`, met: value < DEMAND_MS },
    notes: [
      `${WALLETS.toLocaleString("en")} wallets, ${rows.toLocaleString("en")} transactions, ${IN_DANGER} open alerts`,
      ...slowest.map(({ path, p50 }) => `${path}: ${p50.toFixed(1)} ms`),
    ],
  };
  return [result];
};

/** Settings of their own, by which the first wallets are in alarm. */
async function alarm(server: Server): Promise<void> {
  const critical = { threshold: "100000000000.00", condition: "below" };
  for (let id = 1; id <= IN_DANGER; id += 1) {
    await server.api("PATCH", `/api/v1/wallets/${id}`, { alert_settings: { alert_enabled: true, critical } });
  }
}
