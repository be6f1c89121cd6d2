import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that wait for time to pass, and use little of a processor meanwhile. They are small, so by size they would
 * begin last, and leave the processors idle at the end of a run.
 */
const WAITING = [
  "test/dashboard/live.test.ts",
  "test/simulation/provider-faults.test.ts",
  "test/e2e/reconciliation.test.ts",
  "test/simulation/episode-messages.test.ts",
  "test/e2e/mirror-orders.test.ts",
  "test/e2e/demo.test.ts",
  "test/dashboard/providers.test.ts",
  "test/dashboard/topups.test.ts",
  "test/e2e/mirrors.test.ts",
  "test/e2e/network.test.ts",
  "test/simulation/store-outage.test.ts",
  "test/e2e/copying.test.ts",
  "test/e2e/deploy-messages.test.ts",
  "test/e2e/outage-messages.test.ts",
  "test/e2e/unread-figures.test.ts",
];
/** How many other files are begun after each of them, so that the processors have work while it waits. */
const BETWEEN = 2;
/** Projects of short files, which fill the end of a run. */
const SHORT = ["docs", "unit"];

/** Begins files in an order in which the processors are busy until the end. */
export class OrderOfFiles extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's, which returns a new array
    const sorted = await super.sort(files);
    const placeOf = (file: TestSpecification): number => WAITING.indexOf(relative(this.ctx.config.root, file.moduleId));
    const isShort = ({ project }: TestSpecification): boolean => SHORT.includes(project.name);
    const waiting = sorted.filter((file) => placeOf(file) >= 0).toSorted((one, other) => placeOf(one) - placeOf(other));
    const working = sorted.filter((file) => placeOf(file) < 0 && !isShort(file));
    const order: TestSpecification[] = [];
    while (waiting.length > 0 || working.length > 0) order.push(...waiting.splice(0, 1), ...working.splice(0, BETWEEN));
    return [...order, ...sorted.filter(isShort)];
  }
}
