import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastingPort } from "../lasting-port.ts";
import { eventually } from "./eventually.ts";

/** Debian installs it in a folder that only root's path has. */
const PATH = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/local/sbin`;

export const hasPgbouncer = spawnSync("pgbouncer", ["--version"], { env: { PATH } }).status === 0;

export interface Pgbouncer {
  /** The same database, through the pooler. */
  urlOf(databaseUrl: string): string;
  stop(): Promise<void>;
}

/**
 * A pooler with its defaults in front of the server of `postgresUrl`. It refuses to run as root, so root starts it as
 * another user.
 */
export async function startPgbouncer(postgresUrl: string, mode: "session" | "transaction"): Promise<Pgbouncer> {
  const target = new URL(postgresUrl);
  const directory = await mkdtemp(join(tmpdir(), "plimsoll-pgbouncer-"));
  const port = await lastingPort();
  const file = join(directory, "pgbouncer.ini");
  const password = target.password === "" ? "" : ` password=${decodeURIComponent(target.password)}`;
  await writeFile(
    file,
    `[databases]
* = host=${target.hostname} port=${target.port || "5432"} user=${decodeURIComponent(target.username)}${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
  );
  const args = ["-q", file];
  if (process.getuid?.() === 0) {
    const { uid, gid } = idsOf("nobody");
    for (const path of [directory, file]) await chown(path, uid, gid);
    await chmod(directory, 0o700);
    args.unshift("-u", "nobody");
  }
  const child: ChildProcess = spawn("pgbouncer", args, { env: { PATH }, stdio: ["ignore", "ignore", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const exited = once(child, "close");
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended: ${errors}`);
    return accepts(port);
  });
  return {
    urlOf: (databaseUrl) => Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port: String(port) }).href,
    stop: async () => {
      kill();
      await exited;
      process.off("exit", kill);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(spawnSync("id", [flag, user], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
