import type { Migration } from "./migration.ts";

/** A migration as the store records it. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
}

/** A store has this in place of a migration until a copy into it is complete, so that nothing opens it. */
export const UNFINISHED_COPY = { version: 0, name: "unfinished copy" } as const;

/**
 * The migrations that a store still needs, in order. Throws when the store has one that is not among them: its schema
 * was made by another version of Plimsoll, and this one would read and write it wrongly.
 */
export function pendingMigrations(
  applied: readonly AppliedMigration[],
  migrations: readonly Migration[],
): readonly Migration[] {
  if (applied.some(({ version }) => version === UNFINISHED_COPY.version)) {
    throw new Error("the copy into this store is unfinished; run the same `plimsoll copy` again to continue it");
  }
  const unknown = applied.find(
    ({ version, name }) => !migrations.some((one) => one.version === version && one.name === name),
  );
  if (unknown) {
    throw new Error(
      `the store has migration ${unknown.version} (${unknown.name}), which this version of Plimsoll does not know; run the version that applied it, or a later one`,
    );
  }
  return migrations.filter(({ version }) => !applied.some((one) => one.version === version));
}
