import type { Reporter, SerializedError, TestModule, TestRunEndReason } from "vitest/node";
import { postgresLine } from "./postgres-line.ts";

/**
 * Ends the output with `N passed, N failed`, where a failure outside any test counts as one that failed. Names what passed only when it was
 * tried again: a busy machine may be the reason, and so may a race.
 */
export class ClosingLine implements Reporter {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  readonly #flaky: string[] = [];

  onInit(): void {
    // At the exit of the process, because teardown may still print after the run has ended.
    process.once("exit", (code) => {
      if (code !== 0) this.#failed ||= 1;
      for (const name of this.#flaky) console.log(`passed at the second attempt: ${name}`);
      const skipped = this.#skipped === 0 ? "" : `, ${this.#skipped} skipped`;
      console.log(`${postgresLine(process.env)}\n${this.#passed} passed, ${this.#failed} failed${skipped}`);
    });
  }

  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandledErrors: ReadonlyArray<SerializedError>,
    reason: TestRunEndReason,
  ): void {
    this.#failed += unhandledErrors.length;
    for (const module of modules) this.#count(module);
    if (reason !== "passed") this.#failed ||= 1;
  }

  #count(module: TestModule): void {
    if (module.errors().length > 0) this.#failed += 1;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) this.#failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") this.#passed += 1;
      if (state === "failed") this.#failed += 1;
      if (state === "skipped") this.#skipped += 1;
      if (test.diagnostic()?.flaky === true) this.#flaky.push(`${module.relativeModuleId} > ${test.fullName}`);
    }
  }
}
