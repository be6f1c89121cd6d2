import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blocksOf, page } from "./markdown.ts";
import { startServer, type DocsServer } from "./server.ts";

let server: DocsServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

it("the backup of the operations guide is taken from a running server, is restored and verifies", async () => {
  const wallet = await server.api("POST", "/wallets", { name: "W", currency: "USD" });
  await server.api("POST", `/wallets/${String(wallet["id"])}/credits`, { amount: "5.00" });
  const [block] = blocksOf(page("docs/guides/operations.md")).filter(({ text }) => text.includes("plimsoll backup"));
  const commands = [...(block?.text ?? "").matchAll(/^\$ plimsoll (\w+ [^#\n]*)/gm)].map(([, command = ""]) => command);
  expect(commands.map((command) => command.split(" ", 1)[0])).toEqual(["backup", "restore", "release"]);
  const placed = (argument: string) =>
    /^\/var|\.backup$/.test(argument) ? join(server.directory, argument.split("/").at(-1) ?? "") : argument;
  for (const command of commands) await server.command(...command.trim().split(/ +/).map(placed));
  const restored = placed("/var/lib/plimsoll-restored");
  expect(await server.command("verify", "--json", "--data-dir", restored)).toBe('{"wallets":1,"discrepancies":[]}\n');
});
