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
