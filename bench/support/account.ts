import { runCommand } from "./command.ts";
import type { Database } from "./database.ts";
import { scoped } from "./resources.ts";

/** Makes an account beside the running server; returns its admin key. */
export async function newAccount(database: Database, name: string): Promise<string> {
  const args = ["keys", "create", "--account", name, "--scopes", "admin", "--json"];
  const { stdout } = await scoped((resources) => runCommand(resources, database, args));
  return (JSON.parse(stdout) as { readonly key: string }).key;
}
