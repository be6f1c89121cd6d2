import { schema } from "./0001-schema.ts";
import type { Migration } from "./migration.ts";

/** In order of version, without gaps. */
export const MIGRATIONS: readonly Migration[] = [schema];
