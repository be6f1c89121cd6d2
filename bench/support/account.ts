import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Database } from "./database.ts";

const MAIN = fileURLToPath(new URL("../../packages/server/dist/main.js", import.meta.url));

/** Makes an account beside the running server; returns its admin key. */
export async function newAccount({ dataDir, location }: Database, name: string): Promise<string> {
  const flags = ["keys", "create", "--account", name, "--scopes", "admin", "--json", "--data-dir", dataDir];
  const { PATH, HOME } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...flags], {
    env: { PATH, HOME, ...(location.engine === "postgres" && { DATABASE_URL: location.url }) },
  });
  return (JSON.parse(stdout) as { readonly key: string }).key;
}
