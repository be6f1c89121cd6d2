import { existsSync } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "../../config.ts";
import { databasePath, locationOf, requireStore } from "../../store/open.ts";
import { publish } from "../../util/durable-file.ts";
import type { Io } from "./io.ts";
import { commandLine, isInstalled, runTool } from "./postgres-tools.ts";

/**
 * Writes everything that was stored when it began to a new file, beside a running server, and makes it durable.
 * Resolves with the exit code: 2 when PostgreSQL's own program is needed and not installed.
 */
export async function backup(config: Config, file: string, io: Io & { readonly json: boolean }): Promise<number> {
  const path = resolve(file);
  if (existsSync(path)) throw new Error(`${file} exists; name a new file`);
  const location = locationOf(config);
  requireStore(location);
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  if (location.engine === "postgres") {
    const tool = { program: "pg_dump", args: ["--format=custom", `--file=${unfinished}`] } as const;
    io.progress(`${commandLine({ ...tool, args: ["--format=custom", `--file=${file}`] })} --dbname="$DATABASE_URL"`);
    if (!isInstalled(tool.program)) {
      io.progress("pg_dump is not installed here; run that command where it is");
      return 2;
    }
    await runTool(tool, location.url);
  } else {
    const source = databasePath(location.dataDir);
    io.progress(`copying ${megabytes((await stat(source)).size)}`);
    const { copyConsistently } = await import("../../store/sqlite/copy.ts");
    copyConsistently(source, unfinished);
  }
  await publish(unfinished, path);
  const { size } = await stat(path);
  io.print(
    io.json ? JSON.stringify({ file: path, bytes: size }) : `${file}: ${megabytes(size)}, complete and on the disk`,
  );
  io.progress("keep the secret key apart from it: secrets in the backup open with that key only");
  return 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
