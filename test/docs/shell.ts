import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DocsServer } from "./server.ts";

/** The server's address in the guides' examples. */
const DOCUMENTED = "localhost:4780";

/** Runs a page's commands as its reader would, without prompts; returns their output. Rejects when one fails. */
export async function runCommands(
  server: DocsServer,
  commands: string,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const script = commands.replaceAll(/^\$ /gm, "").replaceAll(DOCUMENTED, new URL(server.url).host);
  const { stdout } = await promisify(execFile)("bash", ["-ec", script], {
    cwd: server.directory,
    env: { PATH: process.env["PATH"], KEY: server.key, ...variables },
  });
  return stdout;
}
