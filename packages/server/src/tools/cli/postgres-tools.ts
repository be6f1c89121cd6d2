import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { environmentWith } from "../../config.ts";

/** A program of PostgreSQL's. */
export interface PostgresTool {
  readonly program: "pg_dump" | "pg_restore";
  readonly args: readonly string[];
}

/** The command as a person would type it. */
export function commandLine({ program, args }: PostgresTool): string {
  return [
    program,
    ...args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)),
  ].join(" ");
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** Runs it on a database to its end; rejects with the last lines of its errors. */
export async function runTool({ program, args }: PostgresTool, url: string): Promise<void> {
  const { address, password } = withoutPassword(url);
  await outputOfTool({ program, args: [...args, `--dbname=${address}`] }, password);
}

/**
 * Runs it to its end; rejects with the last lines of its errors. The password is in its environment, where other users
 * of the machine do not see it.
 */
export async function outputOfTool({ program, args }: PostgresTool, password: string | null = null): Promise<string> {
  const child = spawn(program, [...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentWith(password === null ? {} : { PGPASSWORD: password }),
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-2_000)));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${program} failed: ${errors.trim()}`);
  return output;
}

/** A database URL in two parts. The password of the query comes before that of the user, as for the server. */
function withoutPassword(url: string): { readonly address: string; readonly password: string | null } {
  const [base = "", query = ""] = url.split(/\?(.*)/s, 2);
  const [, user = base, own = null, place = ""] = /^(\w+:\/\/[^:@/]*):([^/]*)(@.*)$/s.exec(base) ?? [];
  let password = own === null ? null : decoded(own);
  const parameters = query.split("&").filter((parameter) => {
    const given = new URLSearchParams(parameter).get("password");
    password = given ?? password;
    return given === null;
  });
  const rest = parameters.join("&");
  return { address: `${user}${place}${rest === "" ? "" : `?${rest}`}`, password };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
