import { newAccount } from "../support/account.ts";
import { verifyDebits } from "../support/books.ts";
import { newDatabase } from "../support/database.ts";
import { declareWallets, startLoad } from "../support/hooks.ts";
import { scoped } from "../support/resources.ts";
import type { Result, Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { ratioOf } from "../support/stats.ts";

const PROCESSES = [1, 2, 4];
const CONNECTIONS = 64;
/** Of each account. */
const WALLETS = 1_000;
const ACCOUNTS = 8;
/** Four processes against one. */
const GROUPS = [
  { what: "one account", accounts: 1, demand: 0.9 },
  { what: "eight accounts", accounts: ACCOUNTS, demand: 1.3 },
];
/** Of each process, because more processes share the same requests while the compiler learns. */
const WARM_UP_SECONDS = 1;
const FIRST_RATE = 8_000;
const SPARE = 1.5;

/** Single debits spread over several server processes on one PostgreSQL, against one process. */
export const processesScenario: Scenario = async ({ engines, resources, seconds, rounds, progress }) => {
  if (engines.engine === "sqlite") return [];
  const load = startLoad(resources);
  const database = await newDatabase(resources, engines);
  const keys: string[] = [];
  await scoped(async (own) => {
    const server = await startServer(own, database);
    for (let account = 1; account <= ACCOUNTS; account += 1) {
      const key = await newAccount(database, `account-${account}`);
      await declareWallets(load, server, { key, providerId: null, first: 1, count: WALLETS, balance: "0" });
      keys.push(key);
    }
  });
  let acknowledged = 0;
  let rate = FIRST_RATE;
  const debit = async (ports: readonly number[], accounts: number, length: number): Promise<number> => {
    const count = Math.ceil(rate * length * SPARE);
    const seed = Math.floor(Math.random() * 2 ** 32);
    await load.call("debits", { keys: keys.slice(0, accounts), wallets: WALLETS, count, seed });
    const run = { port: ports, connections: CONNECTIONS, seconds: length, expected: { status: 201 }, repeat: false };
    const taken = await load.call("run", run);
    acknowledged += taken.requests;
    rate = Math.max(rate, taken.rate);
    return taken.rate;
  };
  /** Rates by group. Every number of processes starts afresh, so that none is better warmed up than another. */
  const take = (processes: number): Promise<number[]> =>
    scoped(async (own) => {
      const ports: number[] = [];
      for (let n = 0; n < processes; n += 1) ports.push((await startServer(own, database)).port);
      await debit(ports, ACCOUNTS, WARM_UP_SECONDS * processes);
      const rates: number[] = [];
      for (const { accounts } of GROUPS) rates.push(await debit(ports, accounts, seconds));
      return rates;
    });
  const measured: (readonly number[])[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const taken: (readonly number[])[] = [];
    for (const processes of PROCESSES) {
      progress(`round ${round}, ${processes} ${processes === 1 ? "process" : "processes"}`);
      taken.push(await take(processes));
    }
    measured.push(taken);
  }
  progress("verifying");
  const verified = await verifyDebits(database, load, acknowledged);
  return GROUPS.flatMap(({ what, demand }, group) =>
    PROCESSES.slice(1).map((processes, index): Result => {
      const of = (taken: readonly (readonly number[])[], at: number) => taken[at]?.[group] ?? Number.NaN;
      const ratio = ratioOf(measured.map((taken) => ({ floor: of(taken, 0), figure: of(taken, index + 1) })));
      const isDemanded = processes === PROCESSES.at(-1);
      return {
        what: `debits of ${what} over ${processes} processes, ${CONNECTIONS} connections`,
        figure: { value: ratio.figure, unit: "/s" },
        floor: { value: ratio.floor, unit: "/s", what: "one process" },
        ratio,
        demand: isDemanded ? { text: `≥ ${demand}`, met: ratio.ratio >= demand } : null,
        notes: [verified],
      };
    }),
  );
};
