import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { residentMegabytes } from "../support/proc.ts";
import { scoped } from "../support/resources.ts";
import type { Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { median } from "../support/stats.ts";

const STARTS = 7;
const IDLE_MS = 5_000;
const SETTLED_MS = 500;
const DEMAND = { seconds: 0.5, megabytes: 120 };
const BARE = `require("node:http").createServer().listen(0, "127.0.0.1", () => console.log("ready"))`;

/** Time from the start of the process to its ready line on existing data, and its memory once it is idle. */
export const startScenario: Scenario = async ({ engines, filled, progress }) => {
  const { database, rows } = await filled();
  const starts: number[] = [];
  const bare: number[] = [];
  let resident = 0;
  let bareResident = 0;
  // The first start after the fill finds cold caches and is not counted.
  for (let start = 0; start <= STARTS; start += 1) {
    const isLast = start === STARTS;
    if (isLast) progress("idle");
    const floor = await startBare(isLast);
    bareResident = floor.resident;
    await scoped(async (resources) => {
      const server = await startServer(resources, database);
      if (start > 0) {
        starts.push(server.readyMs);
        bare.push(floor.readyMs);
      }
      // Lets the workers begin, so that stopping the server is not a test of its own.
      await delay(isLast ? IDLE_MS : SETTLED_MS);
      if (!isLast) return;
      resident = residentMegabytes(server.pid);
    });
  }
  const only = engines.engine === "sqlite" ? "" : " (required on SQLite)";
  const ready = median(starts) / 1_000;
  return [
    {
      what: `start to ready, ${rows.toLocaleString("en")} transactions stored`,
      figure: { value: ready, unit: "s" },
      floor: { value: median(bare) / 1_000, unit: "s", what: "bare node:http" },
      ratio: null,
      demand: { text: `≤ ${DEMAND.seconds} s${only}`, met: ready <= DEMAND.seconds },
      notes: [`median of ${STARTS}: ${starts.map((ms) => Math.round(ms)).join(", ")} ms`],
    },
    {
      what: `resident memory, idle for ${IDLE_MS / 1_000} s`,
      figure: { value: resident, unit: "MB" },
      floor: { value: bareResident, unit: "MB", what: "bare node:http" },
      ratio: null,
      demand: { text: `≤ ${DEMAND.megabytes} MB${only}`, met: resident <= DEMAND.megabytes },
      notes: ["VmRSS of the one process, its writer thread included"],
    },
  ];
};

async function startBare(untilIdle: boolean): Promise<{ readonly readyMs: number; readonly resident: number }> {
  return scoped(async (resources) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, ["-e", BARE], { stdio: ["ignore", "pipe", "ignore"] });
    const exited = once(child, "exit");
    resources.defer(async () => {
      child.kill("SIGKILL");
      await exited;
    });
    await once(child.stdout, "data");
    const readyMs = performance.now() - startedAt;
    if (untilIdle) await delay(1_000);
    return { readyMs, resident: residentMegabytes(child.pid ?? 0) };
  });
}
