import { foundation } from "./0001-foundation.ts";
import type { Migration } from "./migration.ts";

/** In order of version, without gaps. */
export const MIGRATIONS: readonly Migration[] = [foundation];
