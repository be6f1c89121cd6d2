import type { Migration } from "./migration.ts";

export const snapshots: Migration = {
  version: 4,
  name: "snapshots",
  statements: () => [],
};
