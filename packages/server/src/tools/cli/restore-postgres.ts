import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outputOfTool, runTool } from "./postgres-tools.ts";

const MIGRATIONS = / TABLE DATA \S+ migrations( |$)/;

/**
 * Restores a dump into an empty database. The rows by which a server knows its schema come last, after `hold`: a
 * restore that was killed before leaves a database on which no server starts.
 */
export async function restorePostgres(url: string, file: string, hold: () => Promise<void>): Promise<void> {
  const entries = (await outputOfTool({ program: "pg_restore", args: ["--list", file] })).split("\n");
  const directory = await mkdtemp(join(tmpdir(), "plimsoll-restore-"));
  const restoreEntries = async (chosen: readonly string[]): Promise<void> => {
    const list = join(directory, "entries");
    await writeFile(list, chosen.join("\n"));
    const args = ["--exit-on-error", "--no-owner", "--single-transaction", `--use-list=${list}`, file];
    await runTool({ program: "pg_restore", args }, url);
  };
  try {
    await restoreEntries(entries.filter((entry) => !MIGRATIONS.test(entry)));
    await hold();
    await restoreEntries(entries.filter((entry) => MIGRATIONS.test(entry)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
