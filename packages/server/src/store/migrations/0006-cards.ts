import type { Migration } from "./migration.ts";

export const cards: Migration = {
  version: 6,
  name: "cards",
  statements: () => [],
};
