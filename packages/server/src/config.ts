import { join } from "node:path";

/** One setting: where it comes from, what it means, what it is when nothing is said. The configuration reference is made from these. */
export interface Setting {
  readonly flag: string | null;
  readonly variable: string;
  readonly default: string;
  readonly description: string;
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
    default: "",
    description:
      "postgres://… stores everything in PostgreSQL 14 or newer, shared by any number of servers. Empty: SQLite in the data directory.",
  },
  allowPrivateTargets: {
    flag: "--allow-private-targets",
    variable: "PLIMSOLL_ALLOW_PRIVATE_TARGETS",
    default: "false",
    description: "Lets webhooks go to private, loopback and link-local addresses. For development and closed networks.",
  },
  adminKey: {
    flag: null,
    variable: "PLIMSOLL_ADMIN_KEY",
    default: "",
    description:
      "An admin API key (pk_…) for the account `default`, for automation. Without it the first start makes one and prints it once.",
  },
  secretKey: {
    flag: null,
    variable: "PLIMSOLL_SECRET_KEY",
    default: "",
    description:
      "64 hexadecimal digits: the key that provider credentials and webhook secrets are sealed with. Servers that share a database share it. Empty: a key file in the data directory.",
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
    default: "",
    description: "The URL others reach this server at, for the OpenAPI document. Empty: relative.",
  },
  retryBaseMs: {
    flag: null,
    variable: "PLIMSOLL_RETRY_BASE_MS",
    default: "2000",
    description:
      "Milliseconds before a webhook's second attempt; every further wait is five times longer, give or take a fifth.",
  },
  sweepIntervalMs: {
    flag: null,
    variable: "PLIMSOLL_SWEEP_INTERVAL_MS",
    default: "300000",
    description: "Milliseconds between sweeps of every wallet's alert state.",
  },
  maxQueue: {
    flag: null,
    variable: "PLIMSOLL_MAX_QUEUE",
    default: "20000",
    description: "Changes that may wait to be stored; beyond it callers get 429.",
  },
  drainMs: {
    flag: null,
    variable: "PLIMSOLL_DRAIN_MS",
    default: "15000",
    description: "Milliseconds a stop waits for requests and webhooks under way.",
  },
  watchToken: {
    flag: "--token <token>",
    variable: "PLIMSOLL_WATCH_TOKEN",
    default: "",
    description: "`watch`: the bearer token to read the host's wallets with, a Plimsoll API key for instance.",
  },
  watchApiKey: {
    flag: "--api-key <key>",
    variable: "PLIMSOLL_WATCH_API_KEY",
    default: "",
    description: "`watch`: signs in to an Octopus host instead of using a token.",
  },
  watchApiSecret: {
    flag: "--api-secret <secret>",
    variable: "PLIMSOLL_WATCH_API_SECRET",
    default: "",
    description: "`watch`: belongs to the API key.",
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly allowPrivateTargets: boolean;
  readonly adminKey: string | null;
  readonly secretKey: string | null;
  readonly logLevel: LogLevel;
  readonly publicUrl: string | null;
  readonly retryBaseMs: number;
  readonly sweepIntervalMs: number;
  readonly maxQueue: number;
  readonly drainMs: number;
  readonly watchToken: string | null;
  readonly watchApiKey: string | null;
  readonly watchApiSecret: string | null;
}

/** A setting that cannot be used; the message names it. */
class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConfigError";
  }
}

/** Flags win over the environment, which wins over the defaults. Throws `ConfigError`. */
export function readConfig(
  flags: Readonly<Partial<Record<SettingName, string | boolean | undefined>>>,
  environment: NodeJS.ProcessEnv = process.env,
): Config {
  const text = (name: SettingName): string => {
    const given = flags[name];
    if (given !== undefined) return String(given);
    const variable = environment[SETTINGS[name].variable];
    return variable === undefined || variable === "" ? SETTINGS[name].default : variable;
  };
  const optional = (name: SettingName): string | null => text(name) || null;
  const integer = (name: SettingName, min: number, max: number): number => {
    const value = text(name);
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new ConfigError(`${SETTINGS[name].variable} must be a whole number from ${min} to ${max}, not "${value}"`);
    }
    return number;
  };
  return {
    host: text("host"),
    port: integer("port", 0, 65_535),
    dataDir: join(text("dataDir")),
    databaseUrl: postgresUrl(optional("databaseUrl")),
    allowPrivateTargets: flag("allowPrivateTargets", text("allowPrivateTargets")),
    adminKey: adminKey(optional("adminKey")),
    secretKey: hexKey(optional("secretKey")),
    logLevel: logLevel(text("logLevel")),
    publicUrl: optional("publicUrl"),
    retryBaseMs: integer("retryBaseMs", 1, 3_600_000),
    sweepIntervalMs: integer("sweepIntervalMs", 100, 86_400_000),
    maxQueue: integer("maxQueue", 1, 1_000_000),
    drainMs: integer("drainMs", 0, 600_000),
    watchToken: optional("watchToken"),
    watchApiKey: optional("watchApiKey"),
    watchApiSecret: optional("watchApiSecret"),
  };
}

function flag(name: SettingName, value: string): boolean {
  if (/^(true|1|yes|on)$/i.test(value)) return true;
  if (/^(false|0|no|off)$/i.test(value)) return false;
  throw new ConfigError(`${SETTINGS[name].variable} must be true or false, not "${value}"`);
}

function postgresUrl(value: string | null): string | null {
  if (value === null || /^postgres(ql)?:\/\//.test(value)) return value;
  throw new ConfigError("DATABASE_URL must begin with postgres:// or postgresql://");
}

function adminKey(value: string | null): string | null {
  if (value === null || /^pk_[\x21-\x7e]{1,200}$/.test(value)) return value;
  throw new ConfigError("PLIMSOLL_ADMIN_KEY must begin with pk_ and have no blanks");
}

function hexKey(value: string | null): string | null {
  if (value === null || /^[0-9a-f]{64}$/i.test(value)) return value;
  throw new ConfigError("PLIMSOLL_SECRET_KEY must be 64 hexadecimal digits");
}

function logLevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === value);
  if (level) return level;
  throw new ConfigError(`PLIMSOLL_LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}, not "${value}"`);
}
