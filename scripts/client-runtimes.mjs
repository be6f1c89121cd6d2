// Tries the built client against a built server in every installed runtime: Node.js, Bun, Deno.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const RUNTIMES = [
  [process.execPath],
  ["bun", "run"],
  ["deno", "run", "--no-config", "--allow-net=127.0.0.1", "--allow-read"],
];
const smoke = fileURLToPath(new URL("client-smoke.mjs", import.meta.url));
const main = fileURLToPath(new URL("../packages/server/dist/main.js", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "plimsoll-runtimes-"));
const key = "pk_smoke_0123456789abcdef0123456789abcdef";

const server = spawn(process.execPath, [main, "--port", "0", "--data-dir", directory, "--log-level", "error"], {
  env: { PATH: process.env.PATH, PLIMSOLL_ADMIN_KEY: key },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const [line] = await once(createInterface({ input: server.stdout }), "line");
  const url = /listening on (\S+)/.exec(line)?.[1] ?? "";
  for (const [command, ...args] of RUNTIMES) {
    const { status, error, stderr } = spawnSync(command, [...args, smoke, url, key], { encoding: "utf8" });
    if (error?.code === "ENOENT") {
      console.log(`${command}: not installed`);
      continue;
    }
    console.log(`${command}: ${status === 0 ? "the client works" : `failed\n${stderr}`}`);
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  server.kill("SIGTERM");
  await once(server, "exit");
  rmSync(directory, { recursive: true });
}
