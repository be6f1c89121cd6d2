import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { connect } from "@plimsoll/server/store/postgres/connection";
import { postgresTarget } from "@plimsoll/server/store/postgres-target";
import type { Resources } from "./resources.ts";

let made = 0;

/** A new database beside the one that `url` names; its URL. */
export async function createDatabase(resources: Resources, url: string): Promise<string> {
  made += 1;
  const name = `plimsoll_bench_${process.pid}_${made}`;
  await administer(url, `CREATE DATABASE ${name}`);
  resources.defer(() => administer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

async function administer(url: string, statement: string): Promise<void> {
  // Dropping gigabytes takes longer than the product's time limits.
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const SETTINGS = ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers"];

/** Version and the settings that determine the cost of a commit. */
export async function describePostgres(url: string): Promise<string> {
  const client = await connect(postgresTarget(url), "bench");
  try {
    const version = await client.query<{ server_version: string }>("SHOW server_version");
    const shown: string[] = [];
    for (const name of SETTINGS) {
      const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
      shown.push(`${name}=${rows[0]?.[name]}`);
    }
    return `PostgreSQL ${version.rows[0]?.server_version} (${shown.join(" ")})`;
  } finally {
    await client.end();
  }
}

/** Debian installs PostgreSQL's tools in one folder for each version. */
function findPgbench(): string {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).map(Number) : [];
  const paths = versions.toSorted((a, b) => b - a).map((version) => join(base, String(version), "bin", "pgbench"));
  return paths.find((path) => existsSync(path)) ?? "pgbench";
}

export interface Pgbench {
  readonly url: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
}

/** Transactions a second, without the time to connect. Throws when pgbench is missing or any transaction fails. */
export async function pgbench(resources: Resources, { url, script, clients, seconds }: Pgbench): Promise<number> {
  const file = join(await resources.directory(), "transaction.sql");
  await writeFile(file, script);
  const threads = Math.min(2, clients);
  const flags = ["-n", "-M", "prepared", "-f", file, "-c", clients, "-j", threads, "-T", Math.ceil(seconds)];
  const output = await outputOf(findPgbench(), [...flags.map(String), url]);
  const tps = /tps = ([\d.]+)/.exec(output)?.[1];
  if (tps === undefined || !/failed transactions: 0 /.test(output)) throw new Error(`pgbench: ${output}`);
  return Number(tps);
}

function outputOf(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.once("error", reject);
    child.once("close", () => resolve(output));
  });
}
