import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Database } from "./database.ts";
import { highestResidentMegabytes } from "./proc.ts";
import type { Resources } from "./resources.ts";

const MAIN = fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url));
const SAMPLE_MS = 100;

export interface Ended {
  /** Null after a kill. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** The largest resident memory that was seen. */
  readonly megabytes: number;
}

/** A `plimsoll` command under way. */
export interface Command {
  readonly ended: Promise<Ended>;
  isRunning(): boolean;
  /** What it has printed on standard error so far. */
  progress(): string;
  end(signal: NodeJS.Signals): Promise<Ended>;
}

/** Starts a command on the store, beside a server or alone. */
export function startCommand(
  resources: Resources,
  { dataDir, location }: Pick<Database, "dataDir" | "location">,
  args: readonly string[],
): Command {
  const { PATH, HOME, TMPDIR } = process.env;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args, "--data-dir", dataDir], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH, HOME, TMPDIR, ...(location.engine === "postgres" && { DATABASE_URL: location.url }) },
  });
  let [stdout, stderr, megabytes] = ["", "", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const sampler = setInterval(() => {
    const highest = highestResidentMegabytes(child.pid ?? 0);
    if (highest > megabytes) megabytes = highest;
  }, SAMPLE_MS);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const ended = once(child, "close").then(([code]): Ended => {
    clearInterval(sampler);
    return { code: code as number | null, stdout, stderr, seconds: (performance.now() - startedAt) / 1_000, megabytes };
  });
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    if (isRunning()) child.kill(signal);
    return ended;
  };
  resources.defer(async () => void (await end("SIGKILL")));
  return { ended, isRunning, progress: () => stderr, end };
}

/** Runs a command to its end; resolves with what it printed. Throws unless it exits with 0. */
export async function runCommand(
  resources: Resources,
  store: Pick<Database, "dataDir" | "location">,
  args: readonly string[],
): Promise<Ended> {
  const ended = await startCommand(resources, store, args).ended;
  if (ended.code !== 0) throw new Error(`plimsoll ${args.join(" ")} exited with ${ended.code}:\n${ended.stderr}`);
  return ended;
}
