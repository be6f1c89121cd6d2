import { request } from "node:http";
import { residentMegabytes } from "../support/proc.ts";
import type { Scenario } from "../support/scenario.ts";
import { ADMIN_KEY, startServer, type Server } from "../support/server.ts";
import { ascending, percentile, ratioOf } from "../support/stats.ts";

/** The factor that counts as "bounded": the second half of the list must not need more memory than the first. */
const DEMAND = 1.15;
const SAMPLE_MS = 25;
/** A reader that falls asleep in the middle; without backpressure the server would keep the rest in memory. */
const PAUSE_MS = 2_000;
const PAUSED_AFTER_LINES = 100_000;

/** Every transaction as CSV to a reader that pauses once, and what a reader of one wallet notices beside it. */
export const csvScenario: Scenario = async ({ resources, filled, progress }) => {
  const { database, rows } = await filled();
  const server = await startServer(resources, database);
  await server.api("GET", "/api/v1/wallets/2");
  progress(`${rows} transactions as CSV`);
  const idle = residentMegabytes(server.pid);
  const highest = { first: idle, second: 0 };
  let half: "first" | "second" = "first";
  const sampler = setInterval(() => {
    highest[half] = Math.max(highest[half], residentMegabytes(server.pid));
  }, SAMPLE_MS);
  const beside = new AbortController();
  const waits = readBeside(server, beside.signal);
  const { lines, bytes, ms } = await download(server, "/api/v1/transactions", (read) => {
    if (read > rows / 2) half = "second";
  }).finally(() => {
    clearInterval(sampler);
    beside.abort();
  });
  if (lines !== rows) throw new Error(`${lines} lines for ${rows} transactions`);
  const sorted = ascending(await waits);
  const ratio = ratioOf([{ floor: highest.first, figure: highest.second }]);
  const speed = Math.round((lines / (ms - PAUSE_MS)) * 1000).toLocaleString("en");
  return [
    {
      what: `${rows.toLocaleString("en")} transactions as CSV, memory in the second half`,
      figure: { value: highest.second, unit: "MB" },
      floor: { value: highest.first, unit: "MB", what: "in the first half" },
      ratio,
      demand: { text: `bounded (≤ ${DEMAND})`, met: ratio.ratio <= DEMAND },
      notes: [
        `each transaction once, newest first; ${speed} lines/s, ${(bytes / 1e6).toFixed(0)} MB; the reader paused for ${PAUSE_MS / 1000} s; ${idle.toFixed(0)} MB before`,
        `a wallet read beside it: p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p99 ${percentile(sorted, 0.99).toFixed(1)} ms`,
      ],
    },
  ];
};

/** How long each of one client's reads of a wallet took, in milliseconds, one after the other. */
async function readBeside(server: Server, signal: AbortSignal): Promise<readonly number[]> {
  const waits: number[] = [];
  while (!signal.aborted) {
    const startedAt = performance.now();
    await server.api("GET", "/api/v1/wallets/2");
    waits.push(performance.now() - startedAt);
  }
  return waits;
}

/** Throws unless each line's id is lower than the one before. */
async function download(
  { port }: Server,
  path: string,
  onLines: (lines: number) => void,
): Promise<{ readonly lines: number; readonly bytes: number; readonly ms: number }> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, accept: "text/csv" };
    const outgoing = request({ host: "127.0.0.1", port, path, headers }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`CSV responded with ${answer.statusCode}`));
      let [lines, bytes, rest, last] = [-1, 0, "", Number.POSITIVE_INFINITY];
      let paused = false;
      answer.setEncoding("latin1");
      answer.on("data", (text: string) => {
        bytes += text.length;
        const parts = (rest + text).split("\r\n");
        rest = parts.pop() ?? "";
        for (const part of parts) {
          lines += 1;
          if (lines === 0) continue;
          const id = Number(part.slice(0, part.indexOf(",")));
          if (!(id < last)) return answer.destroy(new Error(`transaction ${id} follows ${last}`));
          last = id;
        }
        onLines(lines);
        if (paused || lines < PAUSED_AFTER_LINES) return;
        paused = true;
        answer.pause();
        setTimeout(() => answer.resume(), PAUSE_MS);
      });
      answer.on("end", () => resolve({ lines, bytes, ms: performance.now() - startedAt }));
      answer.on("error", reject);
    });
    outgoing.on("error", reject).end();
  });
}
