import { startLoad } from "../support/hooks.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { ADMIN_KEY, startServer } from "../support/server.ts";
import { ratioOf, type Pair } from "../support/stats.ts";

const LIMIT = 100;
const DEEP_PAGE = 5_000;
const REQUESTS = 200;
/** Distinct pages at either end, so that neither measures a repeated response. */
const PAGES = 20;
const SECONDS = 30;
/** The factor that counts as "not slower": below it two lists of the same length cannot be distinguished. */
const DEMAND = 1.5;

/** A page at the beginning of a list against one far down, over one connection. */
export const listsScenario: Scenario = async ({ resources, rounds, filled, progress }) => {
  const { database, rows } = await filled();
  const server = await startServer(resources, database);
  const load = startLoad(resources);
  const lists = [
    // Wallet 1 has half of all transactions.
    { what: "transactions of a wallet", query: "wallet_id=1&", length: rows / 2 },
    { what: "transactions of the account", query: "", length: rows },
  ];
  const p50 = async (query: string, first: number): Promise<number> => {
    const pages = Array.from({ length: PAGES }, (_, index) => first + index);
    const paths = pages.map((page) => `/api/v1/transactions?${query}page=${page}&limit=${LIMIT}`);
    await load.call("gets", { key: ADMIN_KEY, paths, count: REQUESTS });
    const expected = { status: 200 };
    const measured = await load.call("run", {
      port: server.port,
      connections: 1,
      seconds: SECONDS,
      expected,
      repeat: false,
    });
    return measured.p50;
  };
  const results: Result[] = [];
  for (const { what, query, length } of lists) {
    const deep = Math.min(DEEP_PAGE, Math.floor(length / LIMIT)) - PAGES;
    progress(`${what}, page ${deep}`);
    const both = async (): Promise<Pair> => ({ floor: await p50(query, 1), figure: await p50(query, deep) });
    await both();
    const pairs: Pair[] = [];
    for (let round = 0; round < rounds; round += 1) pairs.push(await both());
    const ratio = ratioOf(pairs);
    results.push({
      what: `${what}, pages from ${deep.toLocaleString("en")} of ${LIMIT}, p50`,
      figure: { value: ratio.figure, unit: "ms" },
      floor: { value: ratio.floor, unit: "ms", what: "pages from 1" },
      ratio,
      demand: { text: `no slower (≤ ${DEMAND})`, met: ratio.ratio <= DEMAND },
      notes: [`${rows.toLocaleString("en")} transactions stored; ${REQUESTS} requests a measurement, one connection`],
    });
  }
  return results;
};
