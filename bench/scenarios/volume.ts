import { fillStore } from "../support/filled.ts";
import { balancesOf, checkBalances, describeLoads, ingest, startLoad } from "../support/hooks.ts";
import { WALLETS, type Filled, type Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { ratioOf } from "../support/stats.ts";

const CONNECTIONS = 64;
const DEMAND = 0.9;

/** Ingest with a long history stored, against the same with none. */
export const volumeScenario: Scenario = async (context) => {
  const { engines, resources, seconds, rounds, rows, progress } = context;
  const full = await context.filled();
  const empty = await fillStore(resources, engines, 0, () => undefined);
  progress(`${CONNECTIONS} connections`);
  const [above, below] = [await open(full), await open(empty)];
  const load = startLoad(resources);
  const { floors, figures, rates } = await ingest({
    load,
    connections: CONNECTIONS,
    seconds,
    rounds,
    wallets: WALLETS,
    floor: { ...below.server, signer: empty.signer },
    figure: { ...above.server, signer: full.signer, location: full.database.location },
  });
  progress("checking balances");
  // The load generator has counted the debits of both, by the same wallet numbers.
  const before = sum(above.before, below.before);
  const after = sum(await balancesOf(above.server, WALLETS), await balancesOf(below.server, WALLETS));
  const checked = checkBalances(before, after, await load.call("spent"));
  const ratio = ratioOf(rates);
  return [
    {
      what: `signed webhooks with ${rows.toLocaleString("en")} transactions stored`,
      figure: { value: ratio.figure, unit: "/s" },
      floor: { value: ratio.floor, unit: "/s", what: "the same with none" },
      ratio,
      demand: { text: `≥ ${DEMAND} (at 10,000,000)`, met: ratio.ratio >= DEMAND },
      notes: [describeLoads("full", figures), describeLoads("empty", floors), checked],
    },
  ];

  async function open({ database }: Filled) {
    const server = await startServer(resources, database);
    return { server, before: await balancesOf(server, WALLETS) };
  }
};

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value + (b[index] ?? Number.NaN));
}
