import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { OrderOfFiles } from "./test/support/order-of-files.ts";
import { ClosingLine } from "./test/support/reporter.ts";

const MINUTE = 60_000;
/** What starts a server starts the program as it is now. */
const PROGRAM = ["scripts/bundle.mjs"];
/** And so is what its answers are held against, and the database that it starts on. */
const DESCRIBED = [...PROGRAM, "test/support/e2e/described-program.ts", "test/support/e2e/migrated-database.ts"];
/**
 * Files of these projects share processes, because most of what they import is the same. Hooks of their helpers are in
 * `test/support/e2e/file-hooks.ts`.
 */
const SHARED = { isolate: false, setupFiles: ["test/support/e2e/each-file.ts"] };
/** These measure the time between requests: one file after another, when nothing else runs. */
const TIMED = ["test/e2e/attempt-times.test.ts", "test/simulation/processes.test.ts"];

export default defineConfig({
  test: {
    passWithNoTests: false,
    // Each worker waits for its servers, its browser, the disk or the clock half of the time.
    maxWorkers: availableParallelism() + 3,
    sequence: { sequencer: OrderOfFiles },
    reporters: ["default", new ClosingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts"],
          testTimeout: 10_000,
          // They leave nothing behind, and a process for each would cost more than the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          globalSetup: PROGRAM,
          include: ["test/conformance/**/*.test.ts"],
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        extends: true,
        test: {
          name: "docs",
          ...SHARED,
          globalSetup: DESCRIBED,
          include: ["test/docs/**/*.test.ts"],
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          ...SHARED,
          globalSetup: [...DESCRIBED, "scripts/fetch-browser.mjs"],
          include: ["test/e2e/**/*.test.ts"],
          exclude: TIMED,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          ...SHARED,
          globalSetup: [...DESCRIBED, "scripts/fetch-browser.mjs"],
          include: ["test/dashboard/**/*.test.ts"],
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
          expect: { poll: { timeout: MINUTE / 2 } },
        },
      },
      {
        extends: true,
        test: {
          name: "simulation",
          ...SHARED,
          globalSetup: DESCRIBED,
          include: ["test/simulation/**/*.test.ts"],
          exclude: TIMED,
          testTimeout: 2 * MINUTE,
          hookTimeout: MINUTE,
        },
      },
      {
        extends: true,
        test: {
          name: "timed",
          ...SHARED,
          globalSetup: DESCRIBED,
          include: TIMED,
          testTimeout: MINUTE,
          hookTimeout: MINUTE,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    // The built packages run as Node runs them: untransformed, so that worker files and native modules resolve.
    server: { deps: { external: [/\/packages\/[^/]+\/dist\//] } },
  },
});
