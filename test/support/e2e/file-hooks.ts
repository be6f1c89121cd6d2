import type { TestContext } from "vitest";

// Files of a project share a process and its modules, so a module that is imported by many of them is evaluated once:
// a hook that it registered itself would be that of the first file alone.
const beforeTests: ((context: TestContext) => void)[] = [];
const afterTests: (() => void)[] = [];
const afterFiles: (() => void | Promise<void>)[] = [];

/** From now on, before every test of every file. */
export function beforeEveryTest(work: (context: TestContext) => void): void {
  beforeTests.push(work);
}

/** From now on, after every test of every file. */
export function afterEveryTest(work: () => void): void {
  afterTests.push(work);
}

/** From now on, at the end of every file. */
export function afterEveryFile(work: () => void | Promise<void>): void {
  afterFiles.push(work);
}

export function runBeforeTest(context: TestContext): void {
  for (const work of beforeTests) work(context);
}

export function runAfterTest(): void {
  for (const work of afterTests) work();
}

/** In the reverse order of their registration; all are carried out, and then the first failure is thrown. */
export async function runAfterFile(): Promise<void> {
  const failures: unknown[] = [];
  for (const work of afterFiles.toReversed()) {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
