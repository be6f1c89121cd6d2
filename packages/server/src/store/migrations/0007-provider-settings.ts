import type { Migration } from "./migration.ts";

export const providerSettings: Migration = {
  version: 7,
  name: "provider-settings",
  statements: ({ text }) => [`ALTER TABLE providers ADD COLUMN settings ${text}`],
};
