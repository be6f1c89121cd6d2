import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** They install from the npm registry, which takes longer than a test should: `.ci/run` sets it. */
const wanted = process.env["PLIMSOLL_TEST_PACK"] === "1";
const MEGABYTE = 1_000_000;
const INSTALL_MS = 20_000;

describe.skipIf(!wanted)("the packed packages (PLIMSOLL_TEST_PACK=1)", () => {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-pack-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  const run = (cwd: string, command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  };
  const packed = (cwd: string, ...args: string[]) => {
    const [made] = JSON.parse(run(cwd, "npm", "pack", "--json", "--pack-destination", directory, ...args)) as {
      readonly filename: string;
      readonly files: readonly { readonly path: string }[];
    }[];
    return { file: join(directory, made?.filename ?? ""), paths: made?.files.map(({ path }) => path) ?? [] };
  };
  const folder = (name: string) => {
    const path = join(directory, name);
    mkdirSync(path);
    return path;
  };

  it("plimsoll installs in an empty folder, is small, and serves and plays the demo by npx", async () => {
    const { file, paths } = packed(join(ROOT, "deploy/npm"));
    const needed = ["dist/main.js", "dist/app/index.html.br", "dist/site/docs.html.br", "LICENSE", "README.md"];
    expect(paths).toEqual(expect.arrayContaining(needed));
    expect(paths.filter((path) => /\.(ts|map|cache)$/.test(path))).toEqual([]);
    const empty = folder("server");
    const from = performance.now();
    run(empty, "npm", "install", "--no-audit", "--no-fund", file);
    expect(performance.now() - from).toBeLessThan(INSTALL_MS);
    expect(sizeOf(join(empty, "node_modules"))).toBeLessThan(40 * MEGABYTE);

    const version = run(empty, "npx", "plimsoll", "--version").trim();
    // In a group of its own: npx does not pass a signal on to the program that it has started.
    const server = spawn("npx", ["plimsoll", "--port", "0"], {
      cwd: empty,
      env,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const { pid } = server;
    if (pid === undefined) throw new Error("npx cannot be started");
    onTestFinished(() => {
      if (server.exitCode === null && server.signalCode === null) process.kill(-pid, "SIGKILL");
    });
    const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
    const [, url = ""] = /listening on (\S+)/.exec((await lines.next()).value as string) ?? [];
    const [, key = ""] = /shown once\): (\S+)/.exec((await lines.next()).value as string) ?? [];
    expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: "ok", version });
    const page = await fetch(`${url}/`);
    expect(page.headers.get("content-type")).toContain("text/html");
    const [, asset = "none"] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    expect((await fetch(new URL(asset, page.url))).headers.get("content-type")).toContain("javascript");
    expect(await (await fetch(`${url}/docs/guides/alerts`)).text()).toContain("<h1>Alerts</h1>");
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain("/api/v1/wallets");
    const created = await fetch(`${url}/api/v1/wallets`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Tour", currency: "USD" }),
    });
    expect(created.status).toBe(201);

    const client = folder("client");
    run(client, "npm", "install", "--no-audit", "--no-fund", packed(ROOT, "--workspace", "@plimsoll/client").file);
    expect(readdirSync(join(client, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["@plimsoll"]);
    const script = `import { createClient } from "@plimsoll/client";
      const client = createClient({ baseUrl: ${JSON.stringify(url)}, apiKey: ${JSON.stringify(key)} });
      console.log((await client.wallets.credit(1, { amount: "9007199254740993.01" })).balance_after);`;
    expect(run(client, process.execPath, "--input-type=module", "-e", script).trim()).toBe("9007199254740993.01");
    writeFileSync(
      join(client, "uses.ts"),
      `import { createClient, type Wallet } from "@plimsoll/client";
       const wallet: Wallet = await createClient({ baseUrl: "http://x", apiKey: "k" }).wallets.get(1);
       const balance: string = wallet.balance;
       // @ts-expect-error -- amounts are texts
       const wrong: number = wallet.balance;
       export { balance, wrong };`,
    );
    const options = { noEmit: true, strict: true, module: "nodenext", target: "es2023", lib: ["es2023", "dom"] };
    writeFileSync(join(client, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["uses.ts"] }));
    writeFileSync(join(client, "package.json"), '{"type":"module","dependencies":{"@plimsoll/client":"*"}}');
    run(client, process.execPath, join(ROOT, "node_modules/typescript/bin/tsc"), "-p", ".");

    process.kill(-pid, "SIGTERM");
    await once(server, "exit");
    const told = run(empty, "npx", "plimsoll", "demo", "--exit", "--duration", "5");
    expect(told).toContain("every balance here equals the provider's");
  }, 120_000);
});

function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
