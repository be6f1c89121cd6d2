import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../packages/server/dist/main.js", import.meta.url));

/** Processes that must not outlive the tests. */
const living = new Set<ChildProcess>();
process.once("exit", killAll);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });
}

function killAll(): void {
  for (const child of living) child.kill("SIGKILL");
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `plimsoll` process with its output. */
export class PlimsollProcess {
  readonly child: ChildProcess;
  /** Resolves when the process has ended and its output is complete. */
  readonly exited: Promise<Exit>;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], environment: Readonly<Record<string, string>>, cwd?: string) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: npm run build`);
    this.child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      ...(cwd === undefined ? {} : { cwd }),
    });
    living.add(this.child);
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.exited = once(this.child, "close").then(([code, signal]) => {
      living.delete(this.child);
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  /** The first line of standard output; rejects when the process ends before there is one. */
  async firstLine(): Promise<string> {
    const line = () => /^([^\n]*)\n/.exec(this.stdout)?.[1];
    for (;;) {
      const found = line();
      if (found !== undefined) return found;
      const more = once(this.child.stdout ?? this.child, "data").then(() => null);
      const exit = await Promise.race([more, this.exited]);
      if (exit !== null && line() === undefined) {
        throw new Error(`plimsoll ended with ${exit.code ?? exit.signal} before it printed a line:\n${this.stderr}`);
      }
    }
  }

  /** The address in the first line, which a server and a sandbox print when they accept requests. */
  async url(): Promise<string> {
    const line = await this.firstLine();
    const url = /^\w+ listening on (http:\/\/\S+)/.exec(line)?.[1];
    if (url === undefined) throw new Error(`no address in the first line: ${line}`);
    return url;
  }

  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal);
    return this.exited;
  }
}

export interface CommandResult extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `plimsoll …` to its end. */
export async function plimsoll(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<CommandResult> {
  const running = new PlimsollProcess(args, environment, cwd);
  const exit = await running.exited;
  return { ...exit, stdout: running.stdout, stderr: running.stderr };
}
