import { describe } from "vitest";
import { postgresUrl } from "./database.ts";

export type Engine = "sqlite" | "postgres";

/**
 * One describe for each engine: SQLite always, PostgreSQL when a server is configured and visibly skipped otherwise.
 */
export function describeEngines(title: string, tests: (engine: Engine) => void): void {
  describe(`${title} on SQLite`, () => tests("sqlite"));
  describe.skipIf(postgresUrl === undefined)(`${title} on PostgreSQL`, () => tests("postgres"));
}

/**
 * What is above the store and the same on both engines, which the conformance suite compares: on PostgreSQL when a server
 * is configured, otherwise on SQLite.
 */
export function describeAnyEngine(title: string, tests: (engine: Engine) => void): void {
  const engine = postgresUrl === undefined ? "sqlite" : "postgres";
  describe(`${title} on ${engine === "sqlite" ? "SQLite" : "PostgreSQL"}`, () => tests(engine));
}
