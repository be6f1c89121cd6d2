import { Command as Program, CommanderError } from "commander";
import { readConfig, type Config, type SettingName } from "../../config.ts";
import { VERSION } from "../../util/version.ts";
import type { ApplyOptions } from "./apply.ts";
import { addDaily } from "./daily-commands.ts";
import type { Io } from "./io.ts";
import type { ReplayOptions } from "./replay.ts";
import { accessOf, wholeNumber, withAccess, withSettings, type AccessFlags, type Flags } from "./settings-flags.ts";

/** The settings a command takes as flags, besides the environment. */
const STORE_SETTINGS: readonly SettingName[] = ["dataDir", "databaseUrl"];
const SERVE_SETTINGS: readonly SettingName[] = [
  "host",
  "port",
  ...STORE_SETTINGS,
  "allowPrivateTargets",
  "hold",
  "logLevel",
  "publicUrl",
];

/**
 * Runs one command line and resolves with its exit code. A command's code is loaded only when the command is called.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const settle = (code: number) => {
    exitCode = code;
  };
  const program = new Program("plimsoll")
    .description("Knows every prepaid balance, and acts before one runs out.")
    .version(VERSION)
    // `export` has flags of its own and commands with the same ones.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.print(text.trimEnd()), writeErr: (text) => io.progress(text.trimEnd()) });

  withSettings(
    program.command("serve", { isDefault: true }).description("Start the server (the default)."),
    SERVE_SETTINGS,
  ).action(async (flags: Flags) => {
    const { serve } = await import("./serve.ts");
    settle(await serve(readConfig(flags), io));
  });

  stored(program.command("migrate").description("Bring the database schema up to date."))
    .option("--citus", "distribute the tables of a Citus cluster by account; stop every server first", false)
    .action(async (flags: Flags & { citus: boolean }) => {
      const { migrate } = await import("./migrate.ts");
      settle(await migrate(storeConfig(flags), flags, io.print));
    });

  stored(
    program.command("verify").description("Recompute every balance from its transactions; exit 1 when any differs."),
  )
    .option("--json", "print the result as JSON", false)
    .action(async (flags: Flags & { json: boolean }) => {
      const { verify } = await import("./verify.ts");
      settle(await verify(storeConfig(flags), { ...io, json: flags.json }));
    });

  stored(program.command("sweep").description("Check every wallet's alert state once, now."))
    .option("--json", "print the result as JSON", false)
    .action(async (flags: Flags & { json: boolean }) => {
      const { sweep } = await import("./sweep.ts");
      settle(await sweep(storeConfig(flags), { print: io.print, json: flags.json }));
    });

  stored(
    program
      .command("replay <id>")
      .description("Send webhooks again: one delivery (dlv_…), or those of an endpoint (ep_…)."),
  )
    .option("--since <time>", "of an endpoint: those created at or after this time")
    .option("--until <time>", "of an endpoint: those created before or at this time, now by default")
    .option("--status <list>", "of an endpoint: comma-separated of delivered, failed, skipped (default failed,skipped)")
    .option("--account <name>", "the account the endpoint belongs to", "default")
    .option("--json", "print the result as JSON", false)
    .action(async (id: string, flags: Flags & Omit<ReplayOptions, "id"> & { json: boolean }) => {
      const { replay } = await import("./replay.ts");
      settle(await replay(storeConfig(flags), { ...flags, id }, { ...io, json: flags.json }));
    });

  withSettings(
    program
      .command("doctor [provider_id]")
      .description("Check the connection of one provider, or of all, and say what is wrong; exit 1 when anything is."),
    [...STORE_SETTINGS, "allowPrivateTargets"],
  )
    .option("--json", "print the result as JSON", false)
    .action(async (providerId: string | undefined, flags: Flags & { json: boolean }) => {
      const { doctor } = await import("./doctor.ts");
      const { json, ...settings } = flags;
      settle(await doctor(readConfig(settings), providerId ?? null, { ...io, json }));
    });

  addKeys(program, io, settle);
  addKeeping(program, io, settle);
  addExchange(program, io, settle);
  addDaily(program, io, settle);

  withSettings(program.command("sandbox").description("Run a provider sandbox that speaks the Octopus protocol."), [
    "host",
  ])
    .option("--port <number>", "port to listen on; 0 takes any free one and prints it", "4790")
    .option("--seed <number>", "seed of its faults: the same seed repeats them", "1")
    .action(async ({ host, port, seed }: { host?: string; port: string; seed: string }) => {
      const { sandbox } = await import("./sandbox.ts");
      const flags = { port: wholeNumber("--port", port, 65_535), seed: wholeNumber("--seed", seed, 2 ** 32 - 1) };
      settle(await sandbox(readConfig({ host }), flags, io));
    });

  addWatch(program, io, settle);

  program
    .command("demo")
    .description("Play a campaign day against a fresh server and a provider sandbox, and narrate it.")
    .option("--port <number>", "port of the server; 0 takes any free one", "0")
    .option("--duration <seconds>", "duration of the campaign day", "100")
    .option("--speed <number>", "factor by which the day is faster", "1")
    .option("--seed <number>", "seed of what customers buy and what fails: the same seed repeats it", "1")
    .option("--exit", "exit at the end of the day, with 1 when balances differ from the provider's", false)
    .action(async (flags: Record<"port" | "duration" | "speed" | "seed", string> & { exit: boolean }) => {
      const { demo } = await import("./demo.ts");
      const seconds = wholeNumber("--duration", flags.duration, 86_400);
      const speed = Math.max(1, wholeNumber("--speed", flags.speed, 1_000));
      const options = {
        port: wholeNumber("--port", flags.port, 65_535),
        dayMs: Math.max(1_000, (seconds * 1_000) / speed),
        seed: wholeNumber("--seed", flags.seed, 2 ** 32 - 1),
        exit: flags.exit,
      };
      settle(await demo(options, io));
    });

  // `help keys create` is `keys create --help`: commander's own `help` takes one word only.
  const given = argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
  const [first] = given;
  const known = new Set(program.commands.map((command) => command.name()));
  if (first !== undefined && !first.startsWith("-") && !known.has(first)) {
    // Otherwise commander would take the word for an argument of the default command.
    throw new Error(`there is no command ${first}; plimsoll --help lists them`);
  }
  try {
    await program.parseAsync([...given], { from: "user" });
  } catch (error) {
    // Commander has already printed its message; help and version are not failures.
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return exitCode;
}

function addKeys(program: Program, io: Io, settle: (code: number) => void): void {
  const keys = program.command("keys").description("Create, list and revoke API keys.");
  type KeyFlags = Flags & { account: string; json: boolean };
  const common = (command: Program) =>
    stored(command)
      .option("--account <name>", "the account the key is for", "default")
      .option("--json", "print the result as JSON", false);

  common(keys.command("create").description("Make a key and show it once; a new account name makes the account."))
    .option("--name <text>", "what the key is for", "")
    .option("--scopes <list>", "comma-separated: read, write, admin, or a group's, such as topups:write", "read,write")
    .option("--expires <time>", "when it ceases to be valid, RFC 3339; never by default")
    .action(async (flags: KeyFlags & { name: string; scopes: string; expires?: string }) => {
      const { createKey } = await import("./keys.ts");
      const scopes = flags.scopes.split(",").map((scope) => scope.trim());
      settle(await createKey(storeConfig(flags), { ...flags, scopes }, { print: io.print, json: flags.json }));
    });

  common(keys.command("list").description("List an account's keys.")).action(async (flags: KeyFlags) => {
    const { listKeys } = await import("./keys.ts");
    settle(await listKeys(storeConfig(flags), flags, { print: io.print, json: flags.json }));
  });

  stored(keys.command("rotate-secret").description("Seal every stored secret with a new key, while no server runs."))
    .option("--json", "print the result as JSON", false)
    .action(async (flags: Flags & { json: boolean }) => {
      const { rotateSecret } = await import("./rotate-secret.ts");
      settle(await rotateSecret(storeConfig(flags), { print: io.print, json: flags.json }));
    });

  common(keys.command("revoke <id>").description("Revoke a key at once.")).action(
    async (id: string, flags: KeyFlags) => {
      const { revokeKey } = await import("./keys.ts");
      settle(await revokeKey(storeConfig(flags), { ...flags, id }, { print: io.print, json: flags.json }));
    },
  );
}

/** What keeps an installation for years. */
function addKeeping(program: Program, io: Io, settle: (code: number) => void): void {
  type JsonFlags = Flags & { json: boolean };
  stored(
    program.command("backup <file>").description("Write everything stored to a new file, beside a running server."),
  )
    .option("--json", "print the result as JSON", false)
    .action(async (file: string, flags: JsonFlags) => {
      const { backup } = await import("./backup.ts");
      settle(await backup(storeConfig(flags), file, { ...io, json: flags.json }));
    });
  stored(program.command("restore <file>").description("Put a backup into an empty place, verify it, and hold it."))
    .option("--json", "print the result as JSON", false)
    .action(async (file: string, flags: JsonFlags) => {
      const { restore } = await import("./restore.ts");
      settle(await restore(storeConfig(flags), file, { ...io, json: flags.json }));
    });
  stored(
    program
      .command("copy")
      .description(
        "Copy everything to an empty PostgreSQL database or directory, while no server runs, and compare it.",
      ),
  )
    .requiredOption("--to <place>", "postgres://…, or a data directory for SQLite")
    .option("--json", "print the result as JSON", false)
    .action(async ({ to, ...flags }: JsonFlags & { to: string }) => {
      const { copy } = await import("./copy.ts");
      settle(await copy(storeConfig(flags), to, { ...io, json: flags.json }));
    });
  stored(program.command("release").description("End the hold of a restored store: polling and sending begin.")).action(
    async (flags: Flags) => {
      const { release } = await import("./release.ts");
      settle(await release(storeConfig(flags), io.print));
    },
  );
  stored(
    program
      .command("prune")
      .description("Delete old events, deliveries, attempts, notifications, hooks and idempotency keys."),
  )
    .option("--older-than <days>", "what is old: 90d, or events=90d,attempts=30d (PLIMSOLL_RETENTION)")
    .option("--dry-run", "count, and delete nothing", false)
    .option("--json", "print the result as JSON", false)
    .action(async (flags: JsonFlags & { olderThan?: string; dryRun: boolean }) => {
      const { prune } = await import("./prune.ts");
      settle(await prune(storeConfig(flags), { olderThan: undefined, ...flags }, io));
    });
}

/** What leaves as CSV, and files that come in: over the API of a server. */
function addExchange(program: Program, io: Io, settle: (code: number) => void): void {
  const period = (command: Program) =>
    withAccess(command)
      .option("--from <time>", "RFC 3339: at or after it")
      .option("--to <time>", "RFC 3339: before it")
      .option("--out <file>", "the file to write; standard output without it");

  const exports = withAccess(
    program
      .command("export")
      .description("Write the account's configuration as a file, or transactions or a statement as CSV.")
      .enablePositionalOptions(),
  )
    .option("--out <file>", "the file to write; standard output without it")
    .option("--schema", "write the JSON Schema of such a file instead, for editors", false)
    .action(async ({ out, schema, ...flags }: AccessFlags & { out?: string; schema: boolean }) => {
      const { exportConfiguration, exportSchema } = await import("./export-configuration.ts");
      settle(await (schema ? exportSchema(out, io) : exportConfiguration(accessOf(flags), out, io)));
    });
  type Exported = AccessFlags & { from?: string; to?: string; out?: string };
  period(exports.command("transactions").description("Write every matching transaction, newest first."))
    .option("--wallet <id>", "of one wallet")
    .option("--kind <kind>", "of one kind")
    .action(async ({ wallet, kind, from, to, out, ...flags }: Exported & { wallet?: string; kind?: string }) => {
      const { exportTo } = await import("./export.ts");
      const query = { wallet_id: wallet, kind, from, to, format: "csv" };
      settle(await exportTo({ ...accessOf(flags), path: "/transactions", query, out }));
    });
  period(exports.command("statement <wallet>").description("Write what a wallet's transactions of a period add up to."))
    .option("--json", "JSON in place of CSV", false)
    .action(async (wallet: string, { from, to, out, json, ...flags }: Exported & { json: boolean }) => {
      const { exportTo } = await import("./export.ts");
      const query = { from, to, format: json ? "json" : "csv" };
      const path = `/wallets/${encodeURIComponent(wallet)}/statement`;
      settle(await exportTo({ ...accessOf(flags), path, query, out }));
    });

  withAccess(program.command("apply").description("Make the account what a configuration file says."))
    .requiredOption("-f, --file <file>", "the YAML or JSON file; - for standard input")
    .option("--plan", "print what would change and change nothing; exit 2 when there is a difference", false)
    .option("--prune", "delete what is not in the file, of the kinds that the file has", false)
    .option("--set-secrets", "set providers' secrets again, which cannot be compared", false)
    .option("--allow-plain-secrets", "accept secrets that stand in the file itself", false)
    .option("--show-secrets", "print the secrets of webhook endpoints that are created", false)
    .option("--json", "print the result as JSON", false)
    .action(async ({ url, key, ...flags }: AccessFlags & ApplyOptions) => {
      const { apply } = await import("./apply.ts");
      settle(await apply(flags, accessOf({ url, key }), io));
    });

  const imports = program.command("import").description("Read a file into a running server.");
  withAccess(
    imports
      .command("spend <file>")
      .description("Set a wallet's daily spend before its first transaction, from CSV (date,amount) or JSON."),
  )
    .requiredOption("--wallet <id>", "the wallet it is the spend of")
    .option("--json", "print the wallet's spend as JSON", false)
    .action(async (file: string, { wallet, json, ...flags }: AccessFlags & { wallet: string; json: boolean }) => {
      const { importSpend } = await import("./import-spend.ts");
      settle(await importSpend({ ...accessOf(flags), file, wallet, json }, io.print));
    });
  withAccess(
    imports
      .command("statement <file>")
      .description("Compare a provider's CSV statement with a wallet's transactions; exit 1 when they differ."),
  )
    .requiredOption("--wallet <id>", "the wallet")
    .requiredOption("--columns <map>", "time=…,amount=… (or credit=…,debit=…),reference=…: names in the header row")
    .option("--decimal <sign>", "the decimal sign, . or ,")
    .option("--delimiter <sign>", "between cells: , or ;")
    .option("--window <hours>", "how far apart the two times of a movement may be")
    .option("--json", "print the result as JSON", false)
    .action(async (file: string, { url, key, ...flags }: AccessFlags & StatementFlags) => {
      const { importStatement } = await import("./import-statement.ts");
      settle(await importStatement({ ...flags, ...accessOf({ url, key }), file }, io));
    });
}

interface StatementFlags {
  readonly wallet: string;
  readonly columns: string;
  readonly decimal?: string;
  readonly delimiter?: string;
  readonly window?: string;
  readonly json: boolean;
}

function addWatch(program: Program, io: Io, settle: (code: number) => void): void {
  interface WatchFlags extends Record<"warning" | "critical" | "block", string[]> {
    readonly host: string;
    readonly token?: string;
    readonly apiKey?: string;
    readonly apiSecret?: string;
    readonly interval: string;
    readonly post?: string;
    readonly json: boolean;
    readonly once: boolean;
  }
  const gather = (value: string, earlier: string[]) => [...earlier, value];
  const level = (name: string) => `fire at or below this balance; USD=100 for one currency only (${name})`;
  withSettings(
    program
      .command("watch")
      .description("Poll a host's wallets and report every crossing of a threshold once; no database.")
      .option("--host <url>", "host that serves GET /api/v1/wallets", ""),
    ["watchToken", "watchApiKey", "watchApiSecret"],
  )
    .option("--warning <amount>", level("warning"), gather, [])
    .option("--critical <amount>", level("critical"), gather, [])
    .option("--block <amount>", level("block"), gather, [])
    .option("--interval <time>", "time between two polls, as in 30s, 5m or 1h", "5m")
    .option("--post <url>", "post every crossing there as JSON")
    .option("--json", "print every crossing as a line of JSON", false)
    .option("--once", "poll once: exit 1 when a wallet is at or below a threshold, 2 when the poll failed", false)
    .action(async ({ token, apiKey, apiSecret, post, ...flags }: WatchFlags) => {
      const { watch } = await import("./watch.ts");
      const config = readConfig({ watchToken: token, watchApiKey: apiKey, watchApiSecret: apiSecret });
      const { watchToken, watchApiKey, watchApiSecret } = config;
      const access = { token: watchToken, apiKey: watchApiKey, apiSecret: watchApiSecret };
      settle(await watch({ ...flags, ...access, post: post ?? null, dnsServers: config.dnsServers }, io));
    });
}

/** A command that works on the store itself. */
function stored(command: Program): Program {
  return withSettings(command, STORE_SETTINGS);
}

function storeConfig({ dataDir, databaseUrl }: Flags): Config {
  return readConfig({ dataDir, databaseUrl });
}
