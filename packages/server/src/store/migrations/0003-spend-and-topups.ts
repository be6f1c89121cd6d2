import type { Migration } from "./migration.ts";

export const spendAndTopups: Migration = {
  version: 3,
  name: "spend-and-topups",
  statements: () => [],
};
