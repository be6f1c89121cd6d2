import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compile } from "../../scripts/bundle/load.mjs";
import { eventually } from "../support/e2e/eventually.ts";
import { startServer } from "../support/e2e/server.ts";

const DIST = fileURLToPath(new URL("../../packages/server/dist/", import.meta.url));

/** Large, and needed late or never: see scripts/bundle.mjs. */
const LATE = ["@fastify/swagger", "@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler", "nodemailer"];

/** Node.js 20 has no SQLite of its own. */
const HAS_SQLITE = process.getBuiltinModule("node:sqlite") !== undefined;

/** Resident memory of a process in MiB, as Linux counts it. */
function residentMebibytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

describe("a start", () => {
  it("loads nothing that only later work needs", async () => {
    // Node.js then logs the name of every module that is loaded.
    const server = await startServer({ env: { NODE_DEBUG: "module" } });
    const loaded = [...server.logs.matchAll(/Module\._load REQUEST (\S+)/g)].map(([, name]) => name);
    expect(loaded).toContain("node:http");
    expect(loaded.filter((name) => LATE.includes(name ?? ""))).toEqual([]);
    expect(loaded.includes("@photostructure/sqlite")).toBe(!HAS_SQLITE);
    await server.stop();
  });

  it("logs nothing but JSON", async () => {
    const server = await startServer();
    await server.stop();
    const lines = server.logs.split("\n").filter((line) => line !== "");
    expect(lines.filter((line) => !line.startsWith("{"))).toEqual([]);
  });

  it("uses V8's code cache of the program", () => {
    const [program = ""] = readdirSync(`${DIST}bundle`).filter((name) => name.endsWith(".cjs"));
    expect(compile(`${DIST}bundle/${program}`).cachedDataRejected).toBe(false);
  });

  it.runIf(process.platform === "linux")("leaves a server that needs little memory", async () => {
    const server = await startServer();
    await server.api.createFundedWallet("1.00");
    // What the start has left is collected once the server has been idle for a moment.
    await eventually(() => expect(residentMebibytes(server.pid)).toBeLessThan(120) ?? true);
    await server.stop();
  });
});
