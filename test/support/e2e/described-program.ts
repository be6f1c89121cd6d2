import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { PlimsollProcess } from "./process.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The OpenAPI document of a running server. */
    readonly openapi: string;
  }
}

/** Of the run: each project evaluates this module for itself. */
const shared = globalThis as { plimsollOpenapi?: Promise<string> };

/**
 * Reads the OpenAPI document from one server, for all tests of all projects: a server takes longer to make it than most
 * tests take.
 */
export default async function setup(project: TestProject): Promise<void> {
  project.provide("openapi", await (shared.plimsollOpenapi ??= readOpenapi()));
}

async function readOpenapi(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-openapi-"));
  const server = new PlimsollProcess(["--port", "0"], {
    PLIMSOLL_DATA_DIR: dataDir,
    PLIMSOLL_ADMIN_KEY: `pk_${randomBytes(32).toString("hex")}`,
  });
  try {
    const answer = await fetch(`${await server.url()}/openapi.json`);
    return await answer.text();
  } finally {
    await server.end("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  }
}
