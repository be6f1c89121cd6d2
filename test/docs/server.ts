import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkAnswersOf } from "../support/e2e/checked-answers.ts";

const MAIN = fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url));
const START_MS = 20_000;

export interface DocsServer {
  readonly url: string;
  readonly key: string;
  /** A directory of the test's own, gone after `stop`. */
  readonly directory: string;
  /** Runs a command of the command line on the same data; returns its output. */
  command(...args: readonly string[]): Promise<string>;
  api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** A built server on any free port and on data of its own, which may send webhooks to this machine. */
export async function startServer(): Promise<DocsServer> {
  const directory = await mkdtemp(join(tmpdir(), "plimsoll-docs-"));
  const data = ["--data-dir", join(directory, "data")];
  const child = run("serve", "--port", "0", "--allow-private-targets", "--log-level", "error", ...data);
  const output = collect(child);
  const [, url = ""] = await appears(output, /listening on (\S+)/, child);
  checkAnswersOf(url);
  const [, key = ""] = await appears(output, /admin key \(shown once\): (\S+)/, child);
  return {
    url,
    key,
    directory,
    command: async (...args) => {
      // A data directory among the arguments comes later, and takes precedence.
      const [name = "", ...rest] = args;
      const process = run(name, ...data, ...rest);
      const printed = collect(process);
      await ended(process);
      return printed.text;
    },
    api: async (method, path, body) => {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await answer.json()) as Record<string, unknown>;
    },
    stop: async () => {
      child.kill("SIGTERM");
      await ended(child);
      await rm(directory, { recursive: true });
    },
  };
}

/** Settings in the environment of the tests must not reach the server. */
function run(...args: readonly string[]): ChildProcess {
  const foreign = /^(PLIMSOLL_|DATABASE_URL$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

interface Output {
  text: string;
}

export function collect(child: ChildProcess): Output {
  const output: Output = { text: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (part: Buffer) => {
      output.text += part.toString("utf8");
    });
  }
  return output;
}

export async function appears(output: Output, pattern: RegExp, child: ChildProcess): Promise<RegExpExecArray> {
  for (const end = Date.now() + START_MS; Date.now() < end;) {
    const match = pattern.exec(output.text);
    if (match) return match;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGKILL");
  throw new Error(`${pattern.source} did not appear in: ${output.text}`);
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once("close", () => resolve()));
}
