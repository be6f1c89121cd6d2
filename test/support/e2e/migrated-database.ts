import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createDatabase, dropDatabase, postgresUrl } from "./database.ts";
import { plimsoll } from "./process.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The name of an empty PostgreSQL database with its schema, to be copied; null without a PostgreSQL server. */
    readonly migratedDatabase: string | null;
  }
}

/** Of the run: each project evaluates this module for itself. */
const shared = globalThis as { plimsollMigrated?: Promise<string> };

/** Migrates one database for all tests of all projects: a copy costs a quarter of what a migration does. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const isFirst = shared.plimsollMigrated === undefined;
  const url = postgresUrl === undefined ? null : await (shared.plimsollMigrated ??= migrated());
  project.provide("migratedDatabase", url === null ? null : new URL(url).pathname.slice(1));
  return url !== null && isFirst ? () => dropDatabase(url) : undefined;
}

async function migrated(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-migrated-"));
  try {
    const url = await createDatabase();
    const { code, stderr } = await plimsoll(["migrate"], { PLIMSOLL_DATA_DIR: dataDir, DATABASE_URL: url });
    if (code !== 0) throw new Error(`migrate ended with ${code}: ${stderr}`);
    return url;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
