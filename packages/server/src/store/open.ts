import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory } from "../util/make-directory.ts";
import type { Maintenance } from "./maintenance/maintenance.ts";
import type { StoreSetup } from "./port/setup.ts";
import type { Store } from "./port/store.ts";

/** The place of the data: a directory of files, or a PostgreSQL server. */
export type StoreLocation =
  | { readonly engine: "sqlite"; readonly dataDir: string }
  | { readonly engine: "postgres"; readonly url: string };

export function databasePath(dataDir: string): string {
  return join(dataDir, "plimsoll.db");
}

/** The place of the data in a configuration. */
export function locationOf(config: { readonly databaseUrl: string | null; readonly dataDir: string }): StoreLocation {
  return config.databaseUrl === null
    ? { engine: "sqlite", dataDir: config.dataDir }
    : { engine: "postgres", url: config.databaseUrl };
}

/**
 * Throws when there is no embedded store, so that a mistyped directory is not taken for an empty one. For PostgreSQL
 * the connection itself shows whether there is a database.
 */
export function requireStore(location: StoreLocation): void {
  if (location.engine === "postgres" || existsSync(databasePath(location.dataDir))) return;
  throw new Error(`there is no Plimsoll data in ${location.dataDir}`);
}

// Each engine is loaded on first use: a server on one never pays for the other's driver.

export async function setUpStore(location: StoreLocation): Promise<StoreSetup> {
  if (location.engine === "postgres") {
    const { setUpPostgres } = await import("./postgres/setup.ts");
    return setUpPostgres(location.url);
  }
  await makeDirectory(location.dataDir);
  const { setUpSqlite } = await import("./sqlite/setup.ts");
  return setUpSqlite(databasePath(location.dataDir));
}

/** A command reads for longer than a request may, such as all movements of a wallet. */
export async function openStore(location: StoreLocation, reader: "request" | "command"): Promise<Store> {
  if (location.engine === "postgres") {
    const { openPostgresStore } = await import("./postgres/store.ts");
    return openPostgresStore(location.url, reader);
  }
  const { openSqliteStore } = await import("./sqlite/store.ts");
  return openSqliteStore(databasePath(location.dataDir));
}

/** A connection for the operator's commands. */
export async function openMaintenance(location: StoreLocation): Promise<Maintenance> {
  if (location.engine === "postgres") {
    const { maintainPostgres } = await import("./postgres/maintenance.ts");
    return maintainPostgres(location.url);
  }
  const { maintainSqlite } = await import("./sqlite/maintenance.ts");
  return maintainSqlite(databasePath(location.dataDir));
}

/** Keeps other servers away from an embedded store; PostgreSQL is made for sharing. */
export async function lockStore(location: StoreLocation): Promise<{ release(): void }> {
  if (location.engine === "postgres") return { release: () => undefined };
  await makeDirectory(location.dataDir);
  const { lockDataDirectory } = await import("./sqlite/server-lock.ts");
  return lockDataDirectory(join(location.dataDir, "server.lock"));
}
