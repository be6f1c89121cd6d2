import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startServer } from "../support/e2e/server.ts";

const DIST = fileURLToPath(new URL("../../packages/server/dist/", import.meta.url));

/** Large, and wanted late or never: see scripts/bundle.mjs. */
const LATE = ["undici", "@fastify/swagger", "@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler"];

/** What these files of the bundle import, and what that imports, and so on; not what is imported when it is wanted. */
function closure(files: readonly string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    if (!file.endsWith(".js")) continue;
    const statements = readFileSync(DIST + file, "utf8").matchAll(/^(?:import|} from) [^;(]*?["']([^"']+)["'];$/gm);
    for (const [, name = ""] of statements) found.add(name.startsWith(".") ? join(dirname(file), name) : name);
  }
  return [...found];
}

/** Resident memory of a process in MiB, as Linux counts it. */
function residentMebibytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

describe("a start", () => {
  it("loads nothing that only later work needs", () => {
    const serve = readdirSync(`${DIST}bundle`).filter((name) => name.startsWith("serve-"));
    const loaded = closure(["main.js", ...serve.map((name) => `bundle/${name}`)]);
    expect(loaded.some((name) => name.startsWith("bundle/chunk-"))).toBe(true);
    expect(loaded.filter((name) => LATE.includes(name))).toEqual([]);
  });

  it.runIf(process.platform === "linux")("leaves a server that holds little memory", async () => {
    const server = await startServer();
    await server.api.createFundedWallet("1.00");
    expect(residentMebibytes(server.pid)).toBeLessThan(120);
    await server.stop();
  });
});
