import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, closeSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Database } from "./database.ts";
import type { Resources } from "./resources.ts";

export const ADMIN_KEY = "pk_bench_0123456789abcdef0123456789abcdef";
/** The longest wait for a start; a longer one is an error. */
const READY_MS = 60_000;
const STOP_MS = 20_000;
const MAIN = fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url));

export interface Server {
  readonly port: number;
  readonly pid: number;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  /** The parsed body, with the first account's key by default. Throws unless the status is 2xx. */
  api<T>(method: string, path: string, body?: unknown, key?: string): Promise<T>;
  stop(): Promise<void>;
}

/** The folder in which servers leave V8 CPU profiles when they stop; null for none. */
let profileDirectory: string | null = null;

export function profileServersInto(directory: string): void {
  profileDirectory = directory;
}

/** The product as delivered, in a process of its own. */
export async function startServer(resources: Resources, database: Database): Promise<Server> {
  const log = join(await resources.directory(), "server.log");
  const logFile = openSync(log, "a");
  const profiling = profileDirectory === null ? [] : ["--cpu-prof", "--cpu-prof-dir", profileDirectory];
  const flags = ["--port", "0", "--data-dir", database.dataDir, "--allow-private-targets"];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...profiling, MAIN, ...flags], {
    stdio: ["ignore", "pipe", logFile],
    env: environment(database),
  });
  closeSync(logFile);
  const stop = () => end(child);
  resources.defer(stop);
  const url = await ready(child, log);
  const readyMs = performance.now() - startedAt;
  return {
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    readyMs,
    api: (method, path, body, key = ADMIN_KEY) => call(url, { method, path, body, key }),
    stop,
  };
}

function environment({ location }: Database): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    PLIMSOLL_ADMIN_KEY: ADMIN_KEY,
    ...(location.engine === "postgres" && { DATABASE_URL: location.url }),
  };
}

async function ready(child: ChildProcess, log: string): Promise<string> {
  const { stdout } = child;
  if (!stdout) throw new Error("no standard output");
  const timer = setTimeout(() => child.kill("SIGKILL"), READY_MS);
  try {
    for await (const line of createInterface({ input: stdout })) {
      const url = /^plimsoll listening on (http:\S+)/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
  } finally {
    clearTimeout(timer);
    stdout.resume();
  }
  throw new Error(`the server did not start:\n${readFileSync(log, "utf8").slice(-4_000)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => {
    process.stderr.write(`bench: the server has not ended ${STOP_MS / 1_000} s after SIGTERM and is killed\n`);
    child.kill("SIGKILL");
  }, STOP_MS);
  await exited;
  clearTimeout(timer);
}

interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
}

async function call<T>(url: string, { method, path, body, key }: ApiCall): Promise<T> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
