import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DocsServer } from "./server.ts";

/** Where the guides' examples expect the server. */
const DOCUMENTED = "localhost:4780";

/** Runs a page's commands as its reader would, prompts left out; what they printed. Rejects when one fails. */
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
