import type { Tables } from "@plimsoll/core";
import { sql, SqliteAdapter, type Kysely, type SelectQueryBuilder } from "kysely";

/** How drivers return 64-bit integers: bigint (SQLite), text (PostgreSQL). */
export type StoredInteger = number | bigint | string;

type StoredValue<Value> = Value extends number | bigint | boolean ? StoredInteger : Value;

/** The tables as queries see them: properties in camel case, which a plugin turns into column names, values not yet decoded. */
export type Schema = {
  readonly [Table in keyof Tables]: {
    readonly [Property in keyof Tables[Table]]: StoredValue<Tables[Table][Property]>;
  };
};

export type Db = Kysely<Schema>;

/** SQLite reads on the server's thread, and its `LIKE` ignores the case of ASCII letters. */
export function isSqlite(db: Db): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/**
 * A read of a table by one of its indexes. On SQLite the statement names the index, because its planner takes the
 * primary key or another index rather than a partial one with the same columns.
 */
export function fromIndex<Table extends keyof Schema>(
  db: Db,
  table: Table,
  index: string,
): SelectQueryBuilder<Schema, Table, unknown> {
  const name = sql.table(table);
  const alias = isSqlite(db) ? sql`${name} INDEXED BY ${sql.ref(index)}` : name;
  return db.selectFrom(sql`${name}`.as(alias));
}

/** Runs a query's promise; each engine translates its driver's errors here. */
export type Guard = <T>(work: Promise<T>) => Promise<T>;
