import type { Migration } from "./migration.ts";

export const accountSettings: Migration = {
  version: 2,
  name: "account-settings",
  statements: ({ text }) => [`ALTER TABLE accounts ADD COLUMN settings ${text} NOT NULL DEFAULT '{}'`],
};
