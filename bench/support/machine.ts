import { cpus, totalmem } from "node:os";
import { openWriter } from "@plimsoll/server/store/sqlite/connection";
import { join } from "node:path";
import { describePostgres } from "./postgres.ts";
import { scoped } from "./resources.ts";

/** The machine and versions of the measurement, in one line. */
export async function describeMachine(postgresUrl: string | null): Promise<string> {
  const processors = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const parts = [
    `node ${process.version} on ${process.platform}/${process.arch}`,
    `${processors.length} × ${processors[0]?.model.trim() ?? "?"}, ${gibibytes} GiB`,
    await describeSqlite(),
  ];
  if (postgresUrl !== null) parts.push(await describePostgres(postgresUrl));
  return parts.join(" | ");
}

function describeSqlite(): Promise<string> {
  return scoped(async (resources) => {
    const path = join(await resources.directory(), "version.db");
    const database = openWriter(path);
    const version = String(database.value("SELECT sqlite_version()"));
    database.close();
    return `SQLite ${version} (synchronous=FULL)`;
  });
}
