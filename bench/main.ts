import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { cardScenario } from "./scenarios/card.ts";
import { copyScenario } from "./scenarios/copy.ts";
import { csvScenario } from "./scenarios/csv.ts";
import { ingestScenario } from "./scenarios/ingest.ts";
import { latencyScenario } from "./scenarios/latency.ts";
import { ledgerScenario } from "./scenarios/ledger.ts";
import { listsScenario } from "./scenarios/lists.ts";
import { mirrorsScenario } from "./scenarios/mirrors.ts";
import { neighboursScenario } from "./scenarios/neighbours.ts";
import { pagesScenario } from "./scenarios/pages.ts";
import { pollScenario } from "./scenarios/poll.ts";
import { processesScenario } from "./scenarios/processes.ts";
import { pruneScenario } from "./scenarios/prune.ts";
import { startScenario } from "./scenarios/start.ts";
import { subscribedScenario } from "./scenarios/subscribed.ts";
import { sweepScenario } from "./scenarios/sweep.ts";
import { volumeScenario } from "./scenarios/volume.ts";
import type { Engine, Engines } from "./support/database.ts";
import { fillStore } from "./support/filled.ts";
import { describeMachine } from "./support/machine.ts";
import { releaseOnSignals, scoped } from "./support/resources.ts";
import type { Filled, Result, Scenario } from "./support/scenario.ts";
import { profileServersInto } from "./support/server.ts";
import { lines } from "./support/table.ts";

const USAGE = `Usage: npm run bench -- [options]

Measures the product's figures and their floors in one run, on SQLite and, where a PostgreSQL is named, on PostgreSQL.

  --only NAME,…         ingest, ledger, subscribed, processes (PostgreSQL only), latency, card, sweep, volume,
                        lists, pages, csv, mirrors, poll, neighbours, prune, start, copy; all by default
  --engine ENGINE       sqlite or postgres; both by default
  --postgres-url URL    any database of a cluster in which databases may be made; PLIMSOLL_TEST_POSTGRES_URL by default
  --seconds N           length of one measurement, 1.5 by default
  --rounds N            floor and figure in turn, this many times, 3 by default
  --rows N              transactions stored for volume, lists, pages, csv, start and copy, 1000000 by default
  --full                --rows 10000000
  --json                one JSON document instead of the table
  --profile DIRECTORY   leaves V8 CPU profiles of the servers there; the figures are then not worth anything`;

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  ingest: ingestScenario,
  ledger: ledgerScenario,
  subscribed: subscribedScenario,
  processes: processesScenario,
  latency: latencyScenario,
  card: cardScenario,
  sweep: sweepScenario,
  volume: volumeScenario,
  lists: listsScenario,
  pages: pagesScenario,
  csv: csvScenario,
  mirrors: mirrorsScenario,
  poll: pollScenario,
  neighbours: neighboursScenario,
  prune: pruneScenario,
  start: startScenario,
  copy: copyScenario,
};

const FULL_ROWS = 10_000_000;
const LEAST_ROWS = 100_000;

interface Options {
  readonly names: readonly string[];
  readonly engines: readonly Engines[];
  readonly postgresUrl: string | null;
  readonly seconds: number;
  readonly rounds: number;
  readonly rows: number;
  readonly json: boolean;
}

class UsageError extends Error {}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      engine: { type: "string" },
      "postgres-url": { type: "string" },
      seconds: { type: "string", default: "1.5" },
      rounds: { type: "string", default: "3" },
      rows: { type: "string" },
      full: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      profile: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const names = values.only?.split(",") ?? Object.keys(SCENARIOS);
  for (const name of names) if (!SCENARIOS[name]) throw new UsageError(`there is no scenario "${name}"`);
  const postgresUrl = values["postgres-url"] ?? (process.env["PLIMSOLL_TEST_POSTGRES_URL"] || null);
  if (values.profile !== undefined) {
    mkdirSync(values.profile, { recursive: true });
    profileServersInto(resolve(values.profile));
  }
  return {
    names,
    engines: enginesOf(values.engine, postgresUrl).map((engine) => ({ engine, postgresUrl })),
    postgresUrl,
    seconds: number("seconds", values.seconds, 0.2, 600),
    rounds: number("rounds", values.rounds, 1, 100),
    rows: number("rows", values.rows ?? String(values.full ? FULL_ROWS : 1_000_000), LEAST_ROWS, 100_000_000),
    json: values.json,
  };
}

function enginesOf(wished: string | undefined, postgresUrl: string | null): readonly Engine[] {
  if (wished === undefined) return postgresUrl === null ? ["sqlite"] : ["sqlite", "postgres"];
  if (wished !== "sqlite" && wished !== "postgres") throw new UsageError(`there is no engine "${wished}"`);
  if (wished === "postgres" && postgresUrl === null) {
    throw new UsageError("PostgreSQL needs --postgres-url or PLIMSOLL_TEST_POSTGRES_URL");
  }
  return [wished];
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new UsageError(`--${name} must be from ${least} to ${most}`);
  return value;
}

interface Measured extends Result {
  readonly scenario: string;
  readonly engine: Engine;
}

async function measureEngine(engines: Engines, options: Options, report: (result: Measured) => void): Promise<void> {
  const { engine } = engines;
  await scoped(async (lasting) => {
    let made: Promise<Filled> | null = null;
    for (const name of options.names) {
      const scenario = SCENARIOS[name];
      if (!scenario) continue;
      const progress = (line: string) => process.stderr.write(`${engine} ${name}: ${line}\n`);
      const filled = () => {
        const fill = (line: string) => progress(`filling ${line}`);
        return (made ??= fillStore(lasting, engines, options.rows, fill));
      };
      const { seconds, rounds, rows } = options;
      const startedAt = performance.now();
      const results = await scoped((resources) =>
        scenario({ engines, resources, seconds, rounds, rows, filled, progress }),
      );
      progress(`took ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
      for (const result of results) report({ scenario: name, engine, ...result });
    }
  });
}

async function bench(options: Options): Promise<void> {
  const { json, seconds, rounds, rows } = options;
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const machine = await describeMachine(options.postgresUrl);
  const measured: Measured[] = [];
  if (!json) {
    print(machine);
    print(
      `${rounds} rounds of ${seconds} s, floor and figure in turn; medians, in brackets the lowest and highest ratio`,
    );
    if (options.postgresUrl === null) print("PostgreSQL: skipped: PLIMSOLL_TEST_POSTGRES_URL is not set");
  }
  for (const engines of options.engines) {
    if (!json) print(`\n${engines.engine === "sqlite" ? "SQLite" : "PostgreSQL"}`);
    await measureEngine(engines, options, (result) => {
      measured.push(result);
      if (!json) for (const line of lines(result)) print(line);
    });
  }
  if (json) print(JSON.stringify({ machine, seconds, rounds, rows, results: measured }, null, 2));
}

releaseOnSignals();
try {
  const options = readOptions();
  if (options === null) process.stdout.write(`${USAGE}\n`);
  else await bench(options);
} catch (error) {
  const isUsage = error instanceof UsageError || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  process.stderr.write(`bench: ${error instanceof Error ? (isUsage ? error.message : error.stack) : String(error)}\n`);
  if (isUsage) process.stderr.write(`${USAGE}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
