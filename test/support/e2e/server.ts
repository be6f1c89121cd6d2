import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { Api } from "./api.ts";
import { checkAnswersOf } from "./checked-answers.ts";
import { createDatabase, dropDatabase } from "./database.ts";
import type { Engine } from "./engines.ts";
import { afterEveryFile, beforeEveryTest } from "./file-hooks.ts";
import { plimsoll, PlimsollProcess, type CommandResult, type Exit } from "./process.ts";

export interface ServerOptions {
  /** SQLite by default. */
  readonly engine?: Engine;
  /** Added to the environment below, over which it takes precedence; "" removes a variable. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further command line flags. */
  readonly args?: readonly string[];
  /** True by default. */
  readonly allowPrivateTargets?: boolean;
  /** The data of another server, stopped or not; by default its own new data. */
  readonly data?: ServerData;
}

/** The state that outlives a process: the data directory, the database and the admin key. */
export interface ServerData {
  readonly engine: Engine;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly adminKey: string;
}

/** Part of a failed test's log that is shown, because a busy server's would bury the failure. */
const SHOWN_CHARACTERS = 20_000;

const ever = new Set<Server>();
const running = new Set<Server>();
const stores = new Set<ServerData>();

// Importing this module is enough: it shows the logs of a failed test and removes everything at the end of a file.
beforeEveryTest(({ task, onTestFailed, onTestFinished }) => {
  const before = new Map([...ever].map((server) => [server, server.logs.length]));
  const earlier = new Set(stores);
  // An idle server still uses a processor, many times a second, and the other tests need it. Which of several concurrent
  // tests has started a server is not known.
  if (task.concurrent !== true) onTestFinished(() => endServersOf([...stores].filter((data) => !earlier.has(data))));
  // After every afterEach, because one of those may fail the test; includes servers that ended meanwhile.
  onTestFailed(() => {
    for (const server of ever) {
      const logs = server.logs.slice(before.get(server)).slice(-SHOWN_CHARACTERS);
      if (logs !== "") console.error(`--- end of the log of ${server.url} during "${task.name}"\n${logs}`);
    }
  });
});
afterEveryFile(async () => {
  await Promise.allSettled([...running].map((server) => server.kill()));
  ever.clear();
  // One failure must not leave the rest behind.
  const discarded = await Promise.allSettled([...stores].map(discardData));
  for (const result of discarded) if (result.status === "rejected") throw result.reason;
});

/** A `plimsoll serve` process on a free port. */
export class Server {
  readonly url: string;
  readonly data: ServerData;
  /** With the admin key. */
  readonly api: Api;
  readonly #process: PlimsollProcess;
  readonly #options: ServerOptions;

  constructor(url: string, data: ServerData, started: PlimsollProcess, options: ServerOptions) {
    this.url = url;
    this.data = data;
    this.#process = started;
    this.#options = options;
    this.api = new Api(url, data.adminKey);
  }

  get pid(): number {
    return this.#process.child.pid ?? 0;
  }

  get stdout(): string {
    return this.#process.stdout;
  }

  /** Everything the process has logged. */
  get logs(): string {
    return this.#process.stderr;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get exited(): Promise<Exit> {
    return this.#process.exited;
  }

  /** Sends the process a signal and nothing else. */
  signal(signal: NodeJS.Signals): void {
    this.#process.child.kill(signal);
  }

  /** Stops it in an orderly way; the data stays until the end of the test file. */
  async stop(): Promise<Exit> {
    const exit = await this.#process.end("SIGTERM");
    running.delete(this);
    return exit;
  }

  /** kill -9 */
  async kill(): Promise<Exit> {
    const exit = await this.#process.end("SIGKILL");
    running.delete(this);
    return exit;
  }

  /** Another process on the same data, with the same options by default. On SQLite the first must have ended. */
  restart(options: ServerOptions = {}): Promise<Server> {
    return startServer({ ...this.#options, ...options, data: this.data });
  }

  /** Runs a `plimsoll` command on this server's data. */
  cli(...args: readonly string[]): Promise<CommandResult> {
    return plimsoll(args, storeEnvironment(this.data));
  }
}

/**
 * Starts a server and resolves when it is ready. Call it in a test or in a hook; stopping it is automatic, at the end of
 * the test whose it is or of the file.
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const data = options.data ?? (await createData(options.engine, "migrated"));
  const { allowPrivateTargets = true, args = [], env = {} } = options;
  const flags = ["--port", "0", ...(allowPrivateTargets ? ["--allow-private-targets"] : []), ...args];
  const environment = { ...storeEnvironment(data), PLIMSOLL_ADMIN_KEY: data.adminKey, ...env };
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const process = new PlimsollProcess(flags, given);
  const url = await process.url();
  const server = new Server(url, data, process, options);
  ever.add(server);
  running.add(server);
  checkAnswersOf(url);
  return server;
}

/** Ends the servers on this data at once; the data stays until the end of the test file. */
export async function endServersOf(data: readonly ServerData[]): Promise<void> {
  await Promise.all([...running].filter((server) => data.includes(server.data)).map((server) => server.kill()));
}

/**
 * A data directory, and a database on PostgreSQL, which are removed after the test file. A migrated one is that of
 * `plimsoll migrate`, which spares its server the migration.
 */
export async function createData(
  engine: Engine = "sqlite",
  content: "migrated" | "nothing" = "nothing",
): Promise<ServerData> {
  const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-e2e-"));
  const template = (content === "migrated" && inject("migratedDatabase")) || undefined;
  const databaseUrl = engine === "postgres" ? await createDatabase(template) : null;
  const adminKey = `pk_test_${randomBytes(16).toString("hex")}`;
  const data: ServerData = { engine, dataDir, databaseUrl, adminKey };
  stores.add(data);
  return data;
}

/** The environment that points a `plimsoll` process to the data. */
export function storeEnvironment({ dataDir, databaseUrl }: ServerData): Record<string, string> {
  return { PLIMSOLL_DATA_DIR: dataDir, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) };
}

/** Removes data that no server uses any more. */
export async function discardData(data: ServerData): Promise<void> {
  stores.delete(data);
  if (data.databaseUrl !== null) await dropDatabase(data.databaseUrl);
  await rm(data.dataDir, { recursive: true, force: true });
}
