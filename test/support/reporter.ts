import type { Reporter, SerializedError, TestModule, TestRunEndReason } from "vitest/node";
import { postgresLine } from "./postgres-line.ts";

/**
 * Ends the output with `N passed, N failed`. A failure outside any test counts as failed, and so does a test that
 * passed only after a retry, because a race is a finding.
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
      for (const name of this.#flaky) console.log(`failed, and passed at another attempt: ${name}`);
      if (this.#flaky.length > 0) process.exitCode = 1;
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
      const isFlaky = test.diagnostic()?.flaky === true;
      if (isFlaky) this.#flaky.push(`${module.relativeModuleId} > ${test.fullName}`);
      if (state === "failed" || isFlaky) this.#failed += 1;
      else if (state === "passed") this.#passed += 1;
      else if (state === "skipped") this.#skipped += 1;
    }
  }
}
