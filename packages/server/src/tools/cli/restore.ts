import { existsSync } from "node:fs";
import { chmod, copyFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Config } from "../../config.ts";
import { presentSecretKey } from "../../start/secret-key.ts";
import {
  databasePath,
  locationOf,
  lockStore,
  openMaintenance,
  setUpStore,
  type StoreLocation,
} from "../../store/open.ts";
import { publish } from "../../util/durable-file.ts";
import { makeDirectory } from "../../util/make-directory.ts";
import { createSealer } from "../../util/sealer.ts";
import type { Io } from "./io.ts";
import { commandLine, isInstalled } from "./postgres-tools.ts";
import { restorePostgres } from "./restore-postgres.ts";
import { withSetup } from "./store-access.ts";
import { verify } from "./verify.ts";

const RESTORED = "restored and held: start the server, check it, then run `plimsoll release`";

/**
 * Puts a backup into an empty place, verifies its books and holds it: a server on it polls and sends nothing until
 * `plimsoll release`. Resolves with the exit code: 1 when the books are wrong, 2 when PostgreSQL's own program is needed
 * and not installed.
 */
export async function restore(config: Config, file: string, io: Io & { readonly json: boolean }): Promise<number> {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`);
  const location = locationOf(config);
  if (location.engine === "postgres") {
    const tool = {
      program: "pg_restore",
      args: ["--exit-on-error", "--no-owner", "--single-transaction", file],
    } as const;
    io.progress(`${commandLine(tool)} --dbname="$DATABASE_URL"`);
    await requireEmptyDatabase(location.url);
    if (!isInstalled(tool.program)) {
      io.progress("pg_restore is not installed here; run that command where it is, then serve with --hold");
      return 2;
    }
    await restorePostgres(location.url, file, () => hold(location));
    const code = await finish(config, io);
    if (code === 0) io.progress(RESTORED);
    return code;
  }
  const path = databasePath(location.dataDir);
  const lock = await lockStore(location);
  try {
    // A write-ahead log that is left of another database would be applied to the restored one.
    if ([path, `${path}-wal`, `${path}-shm`].some((name) => existsSync(name))) {
      throw new Error(`there is data in ${location.dataDir} already; name an empty directory`);
    }
    // In a directory of its own, because SQLite makes files beside it; only a verified database gets its name.
    const trial = join(location.dataDir, "restoring");
    await rm(trial, { recursive: true, force: true });
    await makeDirectory(trial);
    try {
      const unfinished = databasePath(trial);
      await copyFile(resolve(file), unfinished);
      // The copy has the backup's mode.
      await chmod(unfinished, 0o600);
      const { checkFile, gatherInFile } = await import("../../store/sqlite/copy.ts");
      checkFile(unfinished, file);
      const code = await finish({ ...config, dataDir: trial }, io, config.dataDir);
      if (code !== 0) return code;
      await hold({ engine: "sqlite", dataDir: trial });
      gatherInFile(unfinished);
      await publish(unfinished, path);
    } finally {
      await rm(trial, { recursive: true, force: true });
    }
    io.progress(RESTORED);
    return 0;
  } finally {
    lock.release();
  }
}

async function hold(location: StoreLocation): Promise<void> {
  const setup = await setUpStore(location);
  try {
    await setup.hold(true);
  } finally {
    await setup.close();
  }
}

/** Migrates and verifies what has been restored, and says which secret key it needs. */
async function finish(config: Config, io: Io & { readonly json: boolean }, keyDir = config.dataDir): Promise<number> {
  const check = await withSetup(config, (setup) => setup.secretKeyCheck());
  const key = await presentSecretKey(config.secretKey, keyDir, async () => check);
  if (check !== null && (key === null || createSealer(key).check !== check)) {
    const place = resolve(keyDir, "secret.key");
    io.progress(
      `the secret key is ${key === null ? "missing" : "another"}: put the backup's into ${place}, or set PLIMSOLL_SECRET_KEY`,
    );
  }
  return verify(config, io);
}

async function requireEmptyDatabase(url: string): Promise<void> {
  const maintenance = await openMaintenance({ engine: "postgres", url });
  try {
    const tables = await maintenance.tables();
    if (tables.length > 0) throw new Error("the database has tables already; name an empty one");
  } finally {
    await maintenance.close();
  }
}
