import { newDatabase } from "../support/database.ts";
import {
  balancesOf,
  checkBalances,
  connectProvider,
  declareWallets,
  describeLoads,
  ingest,
  startBareServer,
  startLoad,
} from "../support/hooks.ts";
import { WALLETS, type Result, type Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { ratioOf } from "../support/stats.ts";

const CONNECTIONS = [64, 256];
const DEMAND = { sqlite: 0.6, postgres: 0.4 };

/** Signed hooks, one event each, against a bare server that reads and answers the same requests. */
export const ingestScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  const load = startLoad(resources);
  const server = await startServer(resources, await newDatabase(resources, engines));
  const signer = await connectProvider(server);
  const wallets = { providerId: signer.providerId, first: 1, count: WALLETS, balance: "1000000.00" };
  const setup = await declareWallets(load, server, wallets);
  const before = await balancesOf(server, WALLETS);
  const bare = await startBareServer(resources);
  const results: Result[] = [];
  for (const connections of CONNECTIONS) {
    progress(`${connections} connections`);
    const { floors, figures, pairs } = await ingest({
      load,
      connections,
      seconds,
      rounds,
      wallets: WALLETS,
      floor: { ...bare, signer: null },
      figure: { ...server, signer },
    });
    const ratio = ratioOf(pairs);
    const demand = DEMAND[engines.engine];
    results.push({
      what: `signed webhooks, ${connections} connections`,
      figure: { value: ratio.figure, unit: "/s" },
      floor: { value: ratio.floor, unit: "/s", what: "bare node:http, same requests" },
      ratio,
      demand: { text: `≥ ${demand}`, met: ratio.ratio >= demand },
      notes: [describeLoads("Plimsoll", figures), describeLoads("bare", floors)],
    });
  }
  progress("checking balances");
  const checked = checkBalances(before, await balancesOf(server, WALLETS), await load.call("spent"));
  const made = `${WALLETS} mirrored wallets made through the API in ${setup.toFixed(1)} s`;
  return results.map((result) => ({ ...result, notes: [...result.notes, `${checked}; ${made}`] }));
};
