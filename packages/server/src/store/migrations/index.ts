import { foundation } from "./0001-foundation.ts";
import { accountSettings } from "./0002-account-settings.ts";
import { spendAndTopups } from "./0003-spend-and-topups.ts";
import { snapshots } from "./0004-snapshots.ts";
import { gates } from "./0005-gates.ts";
import { cards } from "./0006-cards.ts";
import { providerSettings } from "./0007-provider-settings.ts";
import type { Migration } from "./migration.ts";

/** In order of version, without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  foundation,
  accountSettings,
  spendAndTopups,
  snapshots,
  gates,
  cards,
  providerSettings,
];
