import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startServer } from "../support/e2e/server.ts";

const DIST = fileURLToPath(new URL("../../packages/server/dist/", import.meta.url));

/** Large, and wanted late or never: see scripts/bundle.mjs. */
const LATE = ["undici", "@fastify/swagger", "@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler"];

/** Resident memory of a process in MiB, as Linux counts it. */
function residentMebibytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

describe("a start", () => {
  it("loads nothing that only later work needs", () => {
    const chunks = readdirSync(`${DIST}bundle`).map((name) => `bundle/${name}`);
    const imported = ["main.js", ...chunks].flatMap((path) =>
      [...readFileSync(DIST + path, "utf8").matchAll(/^import .*?["']([^"'.][^"']*)["'];?$/gm)].map(([, name]) => name),
    );
    expect(imported).toContain("better-sqlite3");
    expect(imported.filter((name) => LATE.includes(name ?? ""))).toEqual([]);
  });

  it.runIf(process.platform === "linux")("leaves a server that holds little memory", async () => {
    const server = await startServer();
    await server.api.createFundedWallet("1.00");
    expect(residentMebibytes(server.pid)).toBeLessThan(120);
    await server.stop();
  });
});
