import type { SweeperApi } from "../children/sweeper.ts";
import { startChild } from "../support/child.ts";
import { newDatabase } from "../support/database.ts";
import type { Scenario } from "../support/scenario.ts";
import { ratioOf, type Pair } from "../support/stats.ts";

const WALLETS = 1_000_000;
const DEMAND = 3;
const LEAST_ROUNDS = 5;
/**
 * A comparison that needs the table itself: no index has balances, and the column is not known to be above the bound.
 */
const COUNT = {
  sqlite: "SELECT count(*) FROM wallets NOT INDEXED WHERE balance > 0",
  postgres: "SELECT count(*) FROM wallets WHERE balance > 0",
};

/** A whole sweep of a million wallets with right alert states, against one sequential count of the same table. */
export const sweepScenario: Scenario = async ({ engines, resources, rounds, progress }) => {
  const { engine } = engines;
  const database = await newDatabase(resources, engines);
  const child = startChild<SweeperApi>(resources, new URL("../children/sweeper.ts", import.meta.url));
  progress(`filling ${WALLETS} wallets`);
  await child.call("fill", { database, wallets: WALLETS, count: COUNT[engine] });
  const both = async (): Promise<Pair> => {
    const floor = await child.call("count");
    const { ms, found } = await child.call("sweep");
    if (found > 0) throw new Error(`the sweep found ${found} wallets with wrong alert states`);
    return { floor, figure: ms };
  };
  progress("scanning");
  await both();
  const pairs: Pair[] = [];
  for (let round = 0; round < Math.max(LEAST_ROUNDS, rounds); round += 1) pairs.push(await both());
  const ratio = ratioOf(pairs);

  progress("correcting 1 %");
  const wrong = await child.call("unsettle", { part: 7 });
  const corrected = await child.call("sweep");
  if (corrected.found !== wrong || corrected.transitions !== wrong) {
    throw new Error(
      `${wrong} wallets with wrong alert states, ${corrected.found} found, ${corrected.transitions} corrected`,
    );
  }
  const again = await child.call("sweep");
  if (again.found > 0) throw new Error(`${again.found} wallets still have wrong alert states after the sweep`);
  await child.call("close");
  return [
    {
      what: `sweep of ${WALLETS.toLocaleString("en")} wallets, all alert states right`,
      figure: { value: ratio.figure, unit: "ms" },
      floor: { value: ratio.floor, unit: "ms", what: COUNT[engine] },
      ratio,
      demand: { text: `≤ ${DEMAND}×`, met: ratio.ratio <= DEMAND },
      notes: [],
    },
    {
      what: `sweep with 1 % wrong alert states (${wrong.toLocaleString("en")} alerts)`,
      figure: { value: corrected.ms, unit: "ms" },
      floor: null,
      ratio: null,
      demand: null,
      notes: [`${Math.round(corrected.transitions / (corrected.ms / 1_000))} corrections/s; the next sweep finds none`],
    },
  ];
};
