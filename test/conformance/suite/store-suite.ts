import { describe } from "vitest";
import type { TestEngine } from "../../support/database.ts";
import { allWalletsSuite } from "./all-wallets.ts";
import { commitSuite } from "./commits.ts";
import { eventSuite } from "./events.ts";
import { digestSuite } from "./digests.ts";
import { filterSuite, longSearchSuite } from "./filters.ts";
import { gateSuite } from "./gates.ts";
import { holdSuite } from "./holds.ts";
import { listSuite } from "./lists.ts";
import { outboxSuite } from "./outbox.ts";
import { reconciliationSuite } from "./reconciliation.ts";
import { rowSuite } from "./rows.ts";
import { schemaSuite } from "./schema.ts";
import { spendSuite } from "./spend.ts";
import { topupSuite } from "./topups.ts";
import { sweepSuite } from "./sweep.ts";

/** The contract of a store, on every engine. */
export function storeSuite(engine: TestEngine): void {
  describe(`a store on ${engine.name}`, () => {
    schemaSuite(engine);
    rowSuite(engine);
    commitSuite(engine);
    digestSuite(engine);
    eventSuite(engine);
    holdSuite(engine);
    filterSuite(engine);
    longSearchSuite(engine);
    gateSuite(engine);
    listSuite(engine);
    outboxSuite(engine);
    reconciliationSuite(engine);
    sweepSuite(engine);
    spendSuite(engine);
    topupSuite(engine);
    allWalletsSuite(engine);
  });
}
