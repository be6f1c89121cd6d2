import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { openSql, type Database } from "../support/database.ts";
import { fillDeliveries } from "../support/fill.ts";
import { fillStore } from "../support/filled.ts";
import { startBareServer } from "../support/hooks.ts";
import { residentMegabytes } from "../support/proc.ts";
import { scoped } from "../support/resources.ts";
import type { Context, Result, Scenario } from "../support/scenario.ts";
import { startServer } from "../support/server.ts";
import { median } from "../support/stats.ts";

const STARTS = 7;
const PENDING = 100_000;
const IDLE_MS = 5_000;
const SETTLED_MS = 500;
const DEMAND = { seconds: 0.5, megabytes: 120 };
const BARE = `require("node:http").createServer().listen(0, "127.0.0.1", () => console.log("ready"))`;

interface Started {
  readonly readyMs: number;
  readonly resident: number;
}

/**
 * Time from the start of the process to its ready line on existing data, without and with deliveries pending, and its
 * memory once it is idle.
 */
export const startScenario: Scenario = async (context) => {
  const { engines, filled, progress } = context;
  const { database, rows } = await filled();
  const behind = await storeWithPending(context);
  const before = await pendingIn(behind);
  const bare: Started[] = [];
  const plain: Started[] = [];
  const pending: Started[] = [];
  for (let start = 0; start <= STARTS; start += 1) {
    const isLast = start === STARTS;
    progress(isLast ? "idle" : `start ${start}`);
    bare.push(await startBare(isLast));
    plain.push(await startOn(database, isLast));
    pending.push(await startOn(behind, isLast));
  }
  const left = await pendingIn(behind);
  if (left === before) throw new Error("no start sent any of the pending deliveries");
  const only = engines.engine === "sqlite" ? "" : " (required on SQLite)";
  const result = (what: string, started: readonly Started[], note: string): Result => {
    const ready = readySeconds(started);
    return {
      what: `start to ready, ${what}`,
      figure: { value: ready, unit: "s" },
      floor: { value: readySeconds(bare), unit: "s", what: "bare node:http" },
      ratio: null,
      demand: { text: `≤ ${DEMAND.seconds} s${only}`, met: ready <= DEMAND.seconds },
      notes: [
        `median of ${STARTS}: ${counted(started)
          .map(({ readyMs }) => Math.round(readyMs))
          .join(", ")} ms${note}`,
      ],
    };
  };
  const resident = plain.at(-1)?.resident ?? Number.NaN;
  const sending = `; ${before - left} of them sent meanwhile; ${pending.at(-1)?.resident.toFixed(0)} MB resident`;
  return [
    result(`${rows.toLocaleString("en")} transactions stored`, plain, ""),
    result(`${PENDING.toLocaleString("en")} deliveries pending`, pending, sending),
    {
      what: `resident memory, idle for ${IDLE_MS / 1_000} s`,
      figure: { value: resident, unit: "MB" },
      floor: { value: bare.at(-1)?.resident ?? Number.NaN, unit: "MB", what: "bare node:http" },
      ratio: null,
      demand: { text: `≤ ${DEMAND.megabytes} MB${only}`, met: resident <= DEMAND.megabytes },
      notes: ["VmRSS of the one process, its writer thread included"],
    },
  ];
};

/** The first start after the fill finds cold caches and is not counted. */
function counted(started: readonly Started[]): readonly Started[] {
  return started.slice(1);
}

function readySeconds(started: readonly Started[]): number {
  return median(counted(started).map(({ readyMs }) => readyMs)) / 1_000;
}

async function startOn(database: Database, untilIdle: boolean): Promise<Started> {
  return scoped(async (resources) => {
    const { readyMs, pid } = await startServer(resources, database);
    // Lets the workers begin, so that stopping the server is not a test of its own.
    await delay(untilIdle ? IDLE_MS : SETTLED_MS);
    return { readyMs, resident: residentMegabytes(pid) };
  });
}

async function startBare(untilIdle: boolean): Promise<Started> {
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

/** A store whose one endpoint, which answers, has a delivery pending of every event. */
async function storeWithPending({ engines, resources, progress }: Context): Promise<Database> {
  const { database } = await fillStore(resources, engines, PENDING, () => undefined);
  const receiver = await startBareServer(resources);
  const url = `http://127.0.0.1:${receiver.port}/`;
  const { id: endpointId } = await scoped(async (own) => {
    const server = await startServer(own, database);
    return server.api<{ id: string }>("POST", "/api/v1/webhook-endpoints", { url, event_types: ["*"] });
  });
  progress(`filling ${PENDING} pending deliveries`);
  await fillDeliveries(database, { endpointId, count: PENDING, status: "pending", createdAt: Date.now() });
  return database;
}

async function pendingIn(database: Database): Promise<number> {
  const sql = await openSql(database);
  const pending = Number(await sql.value("SELECT count(*) FROM deliveries WHERE status = 'pending'"));
  await sql.close();
  return pending;
}
