import { setTimeout as delay } from "node:timers/promises";
import { runCommand, startCommand, type Command } from "../support/command.ts";
import { newDatabase, type Database } from "../support/database.ts";
import type { Scenario } from "../support/scenario.ts";

const LOOK_MS = 50;

/** A store copied to the other engine, killed halfway and continued; to another file where there is no other engine. */
export const copyScenario: Scenario = async ({ engines, resources, filled, progress }) => {
  const { database: source, rows } = await filled();
  const to = engines.engine === "sqlite" && engines.postgresUrl !== null ? "postgres" : "sqlite";
  const target = await newDatabase(resources, { ...engines, engine: to });
  const copy = () => startCommand(resources, source, ["copy", "--to", placeOf(target), "--json"]);

  progress(`copying to ${to}`);
  const killed = copy();
  await halfway(killed, progress);
  const first = await killed.end("SIGKILL");
  progress(`killed after ${first.seconds.toFixed(0)} s; continuing`);
  const continuing = copy();
  const shown = follow(continuing, progress);
  const second = await continuing.ended;
  await shown;
  if (second.code !== 0 || !second.stderr.includes("continuing an unfinished copy")) {
    throw new Error(`the second copy exited with ${second.code}:\n${second.stderr}`);
  }
  const { rows: copied } = JSON.parse(second.stdout) as { readonly rows: number };
  progress("verifying");
  const verified = await runCommand(resources, target, ["verify"]);
  const seconds = first.seconds + second.seconds;
  return [
    {
      what: `a store of ${rows.toLocaleString("en")} transactions copied to ${to}, every row compared, the books verified`,
      figure: { value: seconds, unit: "s" },
      floor: null,
      ratio: null,
      demand: null,
      notes: [
        `${copied.toLocaleString("en")} rows, ${Math.round(copied / seconds).toLocaleString("en")}/s in all; killed at ${percentOf(first.stderr)} % after ${first.seconds.toFixed(0)} s, continued for ${second.seconds.toFixed(0)} s`,
        `copying ${rateOf(second.stderr, "copying")}, comparing ${rateOf(second.stderr, "comparing")} rows/s at the end of each`,
        `the largest memory of either run: ${Math.max(first.megabytes, second.megabytes).toFixed(0)} MB`,
        `verify afterwards, ${verified.seconds.toFixed(0)} s: ${verified.stdout.trim()}`,
      ],
    },
  ];
};

function placeOf({ location }: Database): string {
  return location.engine === "postgres" ? location.url : location.dataDir;
}

/** Resolves when half of the rows are copied. */
async function halfway(command: Command, progress: (line: string) => void): Promise<void> {
  const shown = follow(command, progress, () => percentOf(command.progress()) >= 50);
  await shown;
  if (!command.isRunning()) throw new Error(`the copy ended before it was killed:\n${command.progress()}`);
}

/** Repeats what the command prints, until it has ended or the condition holds. */
async function follow(
  command: Command,
  progress: (line: string) => void,
  until: () => boolean = () => false,
): Promise<void> {
  let last = "";
  while (command.isRunning() && !until()) {
    const line = command.progress().trim().split("\n").at(-1) ?? "";
    if (line !== last) progress(line);
    last = line;
    await delay(LOOK_MS);
  }
}

/** Of the last line of its progress that has one. */
function percentOf(stderr: string): number {
  return Number([...stderr.matchAll(/\((\d+) %\)/g)].at(-1)?.[1] ?? 0);
}

function rateOf(stderr: string, phase: string): string {
  const rates = [...stderr.matchAll(new RegExp(`^${phase} .* (\\d+) rows/s`, "gm"))];
  return Number(rates.at(-1)?.[1] ?? Number.NaN).toLocaleString("en");
}
