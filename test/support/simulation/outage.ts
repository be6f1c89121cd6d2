import { join } from "node:path";
import { openWriter } from "@plimsoll/server/store/sqlite/connection";
import type { Engine } from "../e2e/engines.ts";
import { afterEveryFile } from "../e2e/file-hooks.ts";
import { createData, startServer, type Server } from "../e2e/server.ts";
import { StoreProxy } from "./store-proxy.ts";

/** A store that stops responding to writes, and responds to them again. */
export interface Stall {
  begin(): void;
  end(): void;
}

export interface ServerBehindProxy {
  readonly server: Server;
  readonly proxy: StoreProxy;
}

export async function startBehindProxy(env: Readonly<Record<string, string>> = {}): Promise<ServerBehindProxy> {
  const data = await createData("postgres");
  const proxy = await new StoreProxy(data.databaseUrl ?? "").listen();
  const server = await startServer({ data, env: { DATABASE_URL: proxy.url, ...env } });
  return { server, proxy };
}

/**
 * A server whose store can be stalled: by a silent network on PostgreSQL, by another process's write lock on SQLite.
 */
export async function startStallable(
  engine: Engine,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly server: Server; readonly stall: Stall }> {
  if (engine === "sqlite") {
    const server = await startServer({ env });
    return { server, stall: writeLock(server) };
  }
  const { server, proxy } = await startBehindProxy(env);
  return { server, stall: { begin: () => proxy.stall(), end: () => proxy.resume() } };
}

const locks = new Set<ReturnType<typeof openWriter>>();
afterEveryFile(() => {
  for (const lock of locks) lock.close();
  locks.clear();
});

/** Holds the embedded database's write lock from outside the server. */
export function writeLock({ data }: Server): Stall {
  const database = openWriter(join(data.dataDir, "plimsoll.db"));
  locks.add(database);
  return {
    begin: () => database.exec("BEGIN EXCLUSIVE"),
    end: () => database.exec("ROLLBACK"),
  };
}
