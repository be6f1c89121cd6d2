import { execFile } from "node:child_process";
import { copyFile, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blocksOf, page, ROOT } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";

let server: DocsServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it("the backup of the operations guide is taken from a running server, and verifies", async () => {
  const wallet = await server.api("POST", "/wallets", { name: "W", currency: "USD" });
  await server.api("POST", `/wallets/${String(wallet["id"])}/credits`, { amount: "5.00" });
  const [backup] = blocksOf(page("docs/guides/operations.md")).filter(({ text }) => text.includes("backup("));
  const commands = backup?.text.replaceAll(/^\$ /gm, "") ?? "";
  await promisify(execFile)("bash", ["-ec", commands], {
    cwd: server.directory,
    env: { PATH: process.env["PATH"], NODE_PATH: `${ROOT}node_modules` },
  });

  const restored = join(server.directory, "restored");
  await mkdir(restored);
  await rename(join(server.directory, "backup.db"), join(restored, "plimsoll.db"));
  await copyFile(join(server.directory, "backup.key"), join(restored, "secret.key"));
  expect(await server.command("verify", "--json", "--data-dir", restored)).toBe('{"wallets":1,"discrepancies":[]}\n');
});
