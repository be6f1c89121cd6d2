import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { parseRetention } from "./util/retention.ts";
import { postgresTarget } from "./store/postgres-target.ts";

/** One setting: its sources, meaning and default. The configuration reference is generated from these. */
export interface Setting {
  readonly flag?: string;
  readonly variable: string;
  /** Empty where absent. */
  readonly default?: string;
  readonly description: string;
  /** Whether the variable with `_FILE` behind it may name a file that holds the value. */
  readonly file?: boolean;
}

export const SETTINGS = {
  host: {
    flag: "--host <address>",
    variable: "PLIMSOLL_HOST",
    default: "127.0.0.1",
    description: "Address to listen on.",
  },
  port: {
    flag: "--port <number>",
    variable: "PLIMSOLL_PORT",
    default: "4780",
    description: "Port to listen on; 0 takes any free one and prints it.",
  },
  dataDir: {
    flag: "--data-dir <directory>",
    variable: "PLIMSOLL_DATA_DIR",
    default: "./data",
    description: "Where the embedded database and the generated secret key live.",
  },
  databaseUrl: {
    flag: "--database-url <url>",
    variable: "DATABASE_URL",
    file: true,
    description:
      "postgres://… stores everything in PostgreSQL 14 or newer, shared by any number of servers; `sslmode`, `sslrootcert`, `sslcert` and `sslkey` as in PostgreSQL's own clients. Empty: SQLite in the data directory.",
  },
  allowPrivateTargets: {
    flag: "--allow-private-targets",
    variable: "PLIMSOLL_ALLOW_PRIVATE_TARGETS",
    default: "false",
    description:
      "Lets webhooks and polls go to private, loopback and link-local addresses. For development and closed networks.",
  },
  hold: {
    flag: "--hold",
    variable: "PLIMSOLL_HOLD",
    default: "false",
    description: "Polls and sends nothing until `plimsoll release`, as after a restore.",
  },
  dnsServers: {
    variable: "PLIMSOLL_DNS_SERVERS",
    description:
      "Name servers that resolve the hosts of webhooks and providers, comma-separated: 10.0.0.2, 10.0.0.2:5353 or [fd00::2]:53. Empty: the system's (/etc/resolv.conf). /etc/hosts comes first in any case.",
  },
  adminKey: {
    variable: "PLIMSOLL_ADMIN_KEY",
    file: true,
    description:
      "An admin API key (pk_… and 32 characters at least) for the account `default`, for automation. Changing it revokes the one before. Without it the first start makes one and prints it once.",
  },
  secretKey: {
    variable: "PLIMSOLL_SECRET_KEY",
    file: true,
    description:
      "64 hexadecimal digits: the key that provider credentials and webhook secrets are sealed with. Servers that share a database share it. Empty: a key file in the data directory.",
  },
  metricsBalances: {
    variable: "PLIMSOLL_METRICS_BALANCES",
    default: "false",
    description: "Shows every wallet's balance, alert state and runway, and every provider's state, in `/metrics`.",
  },
  metricsToken: {
    variable: "PLIMSOLL_METRICS_TOKEN",
    file: true,
    description: "The bearer token that `/metrics` then demands: 16 to 200 characters without blanks.",
  },
  newSecretKey: {
    variable: "PLIMSOLL_NEW_SECRET_KEY",
    file: true,
    description: "`keys rotate-secret`: the key that replaces PLIMSOLL_SECRET_KEY.",
  },
  retention: {
    variable: "PLIMSOLL_RETENTION",
    description:
      "`prune`: how long rows are kept: 90d, or events=90d,deliveries=90d,attempts=30d,notifications=90d,hooks=90d,idempotency_keys=30d. Kinds without a period are kept.",
  },
  logLevel: {
    flag: "--log-level <level>",
    variable: "PLIMSOLL_LOG_LEVEL",
    default: "info",
    description: "fatal, error, warn, info, debug, trace or silent. Logs are JSON lines on standard error.",
  },
  publicUrl: {
    flag: "--public-url <url>",
    variable: "PLIMSOLL_PUBLIC_URL",
    description:
      "The URL others reach this server at, for the OpenAPI document and the links in messages. Empty: relative, and no links.",
  },
  retryBaseMs: {
    variable: "PLIMSOLL_RETRY_BASE_MS",
    default: "2000",
    description:
      "Milliseconds before a webhook's second attempt; every further wait is five times longer, give or take a fifth.",
  },
  sweepIntervalMs: {
    variable: "PLIMSOLL_SWEEP_INTERVAL_MS",
    default: "300000",
    description: "Milliseconds between sweeps of every wallet's alert state.",
  },
  maxQueue: {
    variable: "PLIMSOLL_MAX_QUEUE",
    default: "20000",
    description: "Changes that may wait to be stored; beyond it callers get 429.",
  },
  peerHost: {
    variable: "PLIMSOLL_PEER_HOST",
    description:
      "Address at which this process listens for the others on the same PostgreSQL, and at which they reach it. Empty: that of PLIMSOLL_HOST, or the machine's first address when that is every one.",
  },
  peerPort: {
    variable: "PLIMSOLL_PEER_PORT",
    default: "0",
    description:
      "Port for the other processes on the same PostgreSQL; 0 takes any free one. off: this process stores every change itself.",
  },
  drainMs: {
    variable: "PLIMSOLL_DRAIN_MS",
    default: "5000",
    description:
      "Milliseconds a stop waits for requests and webhooks under way. Together with what follows it stays well below the 10 seconds after which containers are killed.",
  },
  otlpEndpoint: {
    variable: "OTEL_EXPORTER_OTLP_ENDPOINT",
    description:
      "Sends traces to this OpenTelemetry collector, when `@opentelemetry/api` and `@opentelemetry/sdk-node` are installed. They read OpenTelemetry's other variables themselves.",
  },
  tracesExporter: {
    variable: "OTEL_TRACES_EXPORTER",
    description: "otlp switches traces on without an endpoint, none switches them off.",
  },
  url: {
    flag: "--url <url>",
    variable: "PLIMSOLL_URL",
    default: "http://127.0.0.1:4780",
    description: "The server that commands of a person speak to.",
  },
  key: {
    flag: "--key <key>",
    variable: "PLIMSOLL_KEY",
    description: "The API key of those commands.",
  },
  webhookSecret: {
    flag: "--secret <secret>",
    variable: "PLIMSOLL_WEBHOOK_SECRET",
    file: true,
    description:
      "`listen` and `trigger --forward-to`: the secret that they sign with. Empty: a new one, which they print.",
  },
  watchToken: {
    flag: "--token <token>",
    variable: "PLIMSOLL_WATCH_TOKEN",
    description: "`watch`: the bearer token to read the host's wallets with, a Plimsoll API key for instance.",
  },
  watchApiKey: {
    flag: "--api-key <key>",
    variable: "PLIMSOLL_WATCH_API_KEY",
    description: "`watch`: signs in to an Octopus host instead of using a token.",
  },
  watchApiSecret: {
    flag: "--api-secret <secret>",
    variable: "PLIMSOLL_WATCH_API_SECRET",
    description: "`watch`: belongs to the API key.",
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** @limit Requests: characters of the shortest `PLIMSOLL_ADMIN_KEY`. */
const MIN_ADMIN_KEY = 32;

/** The settings as they are used. */
export type Config = Readonly<ReturnType<typeof readConfig>>;

/** What the environment says about traces; null: it wants none. */
type TracingSettings = { readonly serviceName: string | null } | null;

/** A setting that cannot be used; the message names it. */
class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConfigError";
  }
}

/** Flags override the environment, which overrides the defaults. Throws `ConfigError`. */
export function readConfig(
  flags: Readonly<Partial<Record<SettingName, string | boolean | undefined>>>,
  environment: NodeJS.ProcessEnv = process.env,
) {
  const read = <T>(name: SettingName, take: (text: string) => T): T => {
    const { source, text } = valueOf(name, flags, environment);
    try {
      return take(text);
    } catch (error) {
      throw new ConfigError(`${source} ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    host: read("host", given),
    port: read("port", integer(0, 65_535)),
    dataDir: read("dataDir", (text) => join(given(text))),
    databaseUrl: read("databaseUrl", optional(postgresUrl)),
    allowPrivateTargets: read("allowPrivateTargets", yesOrNo),
    hold: read("hold", yesOrNo),
    dnsServers: read("dnsServers", dnsServers),
    adminKey: read("adminKey", optional(adminKey)),
    secretKey: read("secretKey", optional(hexKey)),
    newSecretKey: read("newSecretKey", optional(hexKey)),
    retention: read("retention", optional(parseRetention)),
    metricsBalances: read("metricsBalances", yesOrNo),
    metricsToken: read("metricsToken", optional(metricsToken)),
    logLevel: read("logLevel", logLevel),
    publicUrl: read("publicUrl", optional(httpUrl)),
    retryBaseMs: read("retryBaseMs", integer(1, 3_600_000)),
    sweepIntervalMs: read("sweepIntervalMs", integer(100, 86_400_000)),
    maxQueue: read("maxQueue", integer(1, 1_000_000)),
    peerHost: read("peerHost", optional(hostName)),
    peerPort: read("peerPort", portOrOff),
    drainMs: read("drainMs", integer(0, 600_000)),
    tracing: tracing(read("otlpEndpoint", optional(same)), read("tracesExporter", optional(same)), environment),
    url: read("url", httpUrl),
    key: read("key", optional(same)),
    webhookSecret: read("webhookSecret", optional(same)),
    watchToken: read("watchToken", optional(same)),
    watchApiKey: read("watchApiKey", optional(same)),
    watchApiSecret: read("watchApiSecret", optional(same)),
  };
}

const SERVICE = "plimsoll";

/** By OpenTelemetry's own variables, of which its packages read those that say how. */
function tracing(endpoint: string | null, exporter: string | null, environment: NodeJS.ProcessEnv): TracingSettings {
  const isWanted = endpoint !== null || exporter !== null || Boolean(environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]);
  if (!isWanted || exporter === "none" || environment["OTEL_SDK_DISABLED"]?.toLowerCase() === "true") return null;
  const isNamed =
    Boolean(environment["OTEL_SERVICE_NAME"]) ||
    /(?:^|,)\s*service\.name=/.test(environment["OTEL_RESOURCE_ATTRIBUTES"] ?? "");
  return { serviceName: isNamed ? null : SERVICE };
}

/** A setting's text and its source as the user wrote it: the flag or the variable. */
function valueOf(
  name: SettingName,
  flags: Readonly<Partial<Record<SettingName, string | boolean | undefined>>>,
  environment: NodeJS.ProcessEnv,
): { readonly source: string; readonly text: string } {
  const { flag, variable, default: fallback = "", file }: Setting = SETTINGS[name];
  const option = flags[name];
  if (option !== undefined) return { source: flag?.split(" ", 1)[0] ?? variable, text: String(option) };
  const fileVariable = `${variable}_FILE`;
  const path = file === true ? environment[fileVariable] : undefined;
  if (!path) return { source: variable, text: environment[variable] || fallback };
  if (environment[variable]) throw new ConfigError(`${variable} and ${fileVariable} are both set; set one of them`);
  return { source: fileVariable, text: secretIn(fileVariable, path) };
}

/**
 * A secret that a flag names: `${VARIABLE}` in the environment, `@file`, or the text itself. The arguments of a process
 * can be read by others on the machine, its environment and its files cannot.
 */
export function secretFrom(flag: string, source: string, environment: NodeJS.ProcessEnv = process.env): string {
  const [, variable] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(source) ?? [];
  if (variable !== undefined) {
    const value = environment[variable];
    if (!value) throw new ConfigError(`${flag}: ${variable} is not set in the environment`);
    return value;
  }
  if (source.startsWith("@")) return secretIn(flag, source.slice(1));
  if (source === "") throw new ConfigError(`${flag} must not be empty`);
  return source;
}

/** @limit Process: bytes of a file that a `…_FILE` variable names. */
const MAX_SECRET_FILE = 16_384;

/** A file's text without the white space around it, as an editor or a secret store leaves it. */
function secretIn(variable: string, path: string): string {
  let text;
  try {
    text = readFileSync(path);
  } catch (error) {
    throw new ConfigError(
      `${variable}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`,
      {
        cause: error,
      },
    );
  }
  if (text.length > MAX_SECRET_FILE)
    throw new ConfigError(`${variable}: ${path} is larger than ${MAX_SECRET_FILE} bytes`);
  const trimmed = text.toString("utf8").trim();
  if (trimmed === "") throw new ConfigError(`${variable}: ${path} is empty`);
  return trimmed;
}

// Parsers of settings. Each throws an error whose message continues the name of the source.

/** `address`, `address:port` or `[address]:port`, separated by commas. */
function dnsServers(text: string): readonly string[] {
  const servers = text
    .split(",")
    .map((server) => server.trim())
    .filter((server) => server !== "");
  for (const server of servers) {
    const [, bracketed, bare, port = "53"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
    const isAddress = isIP(server) !== 0 || isIP(bracketed ?? "") === 6 || isIP(bare ?? "") === 4;
    if (isAddress && Number(port) >= 1 && Number(port) <= 65_535) continue;
    throw new Error(`must be addresses with or without a port, separated by commas, not "${server}"`);
  }
  return servers;
}

function same(text: string): string {
  return text;
}

function given(text: string): string {
  if (text !== "") return text;
  throw new Error("must not be empty");
}

function optional<T>(take: (text: string) => T): (text: string) => T | null {
  return (text) => (text === "" ? null : take(text));
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new Error(`must be a whole number from ${min} to ${max}, not "${text}"`);
  };
}

/** Null: off. */
function portOrOff(text: string): number | null {
  return /^off$/i.test(text) ? null : integer(0, 65_535)(text);
}

function hostName(text: string): string {
  if (isIP(text) !== 0 || /^[\w.-]{1,253}$/.test(text)) return text;
  throw new Error(`must be an address or a host name without a port, not "${text}"`);
}

function yesOrNo(text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (/^(false|0|no|off)$/i.test(text)) return false;
  throw new Error(`must be true or false, not "${text}"`);
}

/** Never repeats the URL, which may hold a password. */
function postgresUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error("must begin with postgres:// or postgresql://");
  try {
    postgresTarget(text);
  } catch (error) {
    throw new Error(`is wrong: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return text;
}

function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return text;
  throw new Error(`must be an http or https URL, not "${text}"`);
}

/** Long enough to resist guessing, however it was chosen. */
function adminKey(text: string): string {
  if (!/^pk_[\x21-\x7e]{1,197}$/.test(text)) throw new Error("must begin with pk_ and have no blanks");
  if (text.length < MIN_ADMIN_KEY)
    throw new Error(`must have at least ${MIN_ADMIN_KEY} characters, not ${text.length}`);
  return text;
}

function metricsToken(text: string): string {
  if (/^[\x21-\x7e]{16,200}$/.test(text)) return text;
  throw new Error("must have 16 to 200 characters and no blanks");
}

function hexKey(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text;
  throw new Error("must be 64 hexadecimal digits");
}

function logLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === text);
  if (level) return level;
  throw new Error(`must be one of ${LOG_LEVELS.join(", ")}, not "${text}"`);
}

/** The environment of a program that is started, with further variables. */
export function environmentWith(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...variables };
}
