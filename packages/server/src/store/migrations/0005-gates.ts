import type { Migration } from "./migration.ts";

export const gates: Migration = {
  version: 5,
  name: "gates",
  statements: () => [],
};
