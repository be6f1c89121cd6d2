import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";

/**
 * How far the connection is protected: not at all; against eavesdropping; also against a server of another authority;
 * also against one of another name.
 */
const MODES = ["disable", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof MODES)[number];

const DEFAULT_PORT = "5432";

/** Parameters of the URL about the connection's protection. */
const OWN = ["sslmode", "sslrootcert", "sslcert", "sslkey", "ssl", "uselibpqcompat"];

/** The server, and how to connect to it. */
export interface PostgresTarget {
  /** Without the parameters that `ssl` replaces. */
  readonly connectionString: string;
  readonly ssl: ConnectionOptions | false;
  /** Host and port, for messages. */
  readonly server: string;
}

/** A database URL that cannot be used; the message names the parameter. */
class WrongDatabaseUrl extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongDatabaseUrl";
  }
}

/**
 * The TLS parameters of a database URL, with the names and meanings of PostgreSQL's own clients. The driver gives
 * `require` and `verify-ca` other meanings, so it never sees them. Throws `WrongDatabaseUrl`; reads the files that the
 * URL names.
 */
export function postgresTarget(url: string): PostgresTarget {
  const [base = "", query = ""] = url.split(/\?(.*)/s, 2);
  const parameters = new URLSearchParams(query);
  const { host, port } = addressOf(base, parameters);
  const ssl = sslOf(parameters, host);
  for (const name of OWN) parameters.delete(name);
  const rest = parameters.toString();
  return { connectionString: rest === "" ? base : `${base}?${rest}`, ssl, server: `${host || "localhost"}:${port}` };
}

function sslOf(parameters: URLSearchParams, host: string): ConnectionOptions | false {
  const authority = parameters.get("sslrootcert");
  const mode = modeOf(parameters);
  if (mode === "disable") return false;
  const files = { cert: fileOf("sslcert", parameters), key: fileOf("sslkey", parameters) };
  if ((files.cert === undefined) !== (files.key === undefined)) {
    throw new WrongDatabaseUrl("sslcert and sslkey must be given together");
  }
  // In PostgreSQL's clients `system` stands for the authorities that this machine trusts, which is what Node.js uses
  // without `ca`.
  const ca = authority === "system" ? undefined : fileOf("sslrootcert", parameters);
  // The host name is for a server whose address is not a name: without it Node.js would compare the certificate with
  // "localhost".
  const own = { ...(host === "" ? {} : { host }), ...(ca === undefined ? {} : { ca }), ...given(files) };
  if (mode === "require" && authority === null) return { ...own, rejectUnauthorized: false };
  if (mode === "verify-full") return own;
  return { ...own, checkServerIdentity: () => undefined };
}

function modeOf(parameters: URLSearchParams): Mode {
  const text = parameters.get("sslmode");
  if (text === null) {
    const ssl = parameters.get("ssl");
    if (ssl === "true" || ssl === "1") return "verify-full";
    if (ssl !== null && ssl !== "false" && ssl !== "0")
      throw new WrongDatabaseUrl(`ssl must be true or false, not "${ssl}"`);
    if (ssl === null && ["sslrootcert", "sslcert", "sslkey"].some((name) => parameters.has(name))) {
      throw new WrongDatabaseUrl("sslrootcert, sslcert and sslkey need an sslmode: require, verify-ca or verify-full");
    }
    return "disable";
  }
  const mode = MODES.find((candidate) => candidate === text);
  if (mode) return mode;
  if (text === "prefer" || text === "allow") {
    throw new WrongDatabaseUrl(
      `sslmode=${text} leaves it to the network whether the connection is encrypted; use disable or require`,
    );
  }
  throw new WrongDatabaseUrl(`sslmode must be one of ${MODES.join(", ")}, not "${text}"`);
}

function fileOf(name: string, parameters: URLSearchParams): Buffer | undefined {
  const path = parameters.get(name);
  if (path === null) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new WrongDatabaseUrl(`${name}: ${path} cannot be read (${code})`);
  }
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function addressOf(base: string, parameters: URLSearchParams): { readonly host: string; readonly port: string } {
  const url = URL.canParse(base) ? new URL(base) : null;
  const host = parameters.get("host") ?? decodeURIComponent(url?.hostname ?? "").replace(/^\[(.+)\]$/, "$1");
  return { host, port: parameters.get("port") ?? (url?.port || DEFAULT_PORT) };
}
