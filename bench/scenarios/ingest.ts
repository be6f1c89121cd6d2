import { newDatabase } from "../support/database.ts";
import { FLOOR_A, startFloorA } from "../support/floor-a.ts";
import {
  balancesOf,
  checkBalances,
  connectProvider,
  declareWallets,
  describeLoads,
  describeThreads,
  ingest,
  startLoad,
} from "../support/hooks.ts";
import { WALLETS, type Result, type Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { ratioOf } from "../support/stats.ts";

const CONNECTIONS = [64, 256];
/** On PostgreSQL the main thread commits, and the busiest other thread is one of Node.js's own. */
const WORKER = { sqlite: "writer thread", postgres: "busiest other thread" };
const DEMAND = { rate: { sqlite: 0.6, postgres: 0.45 }, processor: 2 };

/** Signed hooks, one event each, against floor A: their rate, and what one costs the server. */
export const ingestScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  const load = startLoad(resources);
  const database = await newDatabase(resources, engines);
  const server = await startServer(resources, database);
  const signer = await connectProvider(server);
  const wallets = { providerId: signer.providerId, first: 1, count: WALLETS, balance: "1000000.00" };
  const setup = await declareWallets(load, server, wallets);
  const before = await balancesOf(server, WALLETS);
  const floor = await startFloorA(resources);
  const results: Result[] = [];
  let acknowledged = 0;
  for (const connections of CONNECTIONS) {
    progress(`${connections} connections`);
    const { floors, figures, rates, processor, floorRequests } = await ingest({
      load,
      connections,
      seconds,
      rounds,
      wallets: WALLETS,
      floor: { ...floor, signer: null },
      figure: { ...server, signer, location: database.location },
    });
    acknowledged += floorRequests;
    const [rate, cost] = [ratioOf(rates), ratioOf(processor)];
    const least = DEMAND.rate[engines.engine];
    results.push(
      {
        what: `signed webhooks, ${connections} connections`,
        figure: { value: rate.figure, unit: "/s" },
        floor: { value: rate.floor, unit: "/s", what: FLOOR_A },
        ratio: rate,
        demand: { text: `≥ ${least}`, met: rate.ratio >= least },
        notes: [describeLoads("Plimsoll", figures), describeLoads("floor A", floors)],
      },
      {
        what: `processor of a signed webhook, ${connections} connections`,
        figure: { value: cost.figure, unit: "µs" },
        floor: { value: cost.floor, unit: "µs", what: "floor A" },
        ratio: cost,
        demand: { text: `≤ ${DEMAND.processor}×`, met: cost.ratio <= DEMAND.processor },
        notes: [
          describeThreads("Plimsoll", WORKER[engines.engine], figures),
          describeThreads("floor A", "worker thread", floors),
        ],
      },
    );
  }
  progress("checking balances");
  const checked = checkBalances(before, await balancesOf(server, WALLETS), await load.call("spent"));
  const made = `${WALLETS} mirrored wallets made through the API in ${setup.toFixed(1)} s`;
  const notes = [`${checked}; ${made}`, await floor.check(acknowledged)];
  return results.map((result) => ({ ...result, notes: [...result.notes, ...notes] }));
};
