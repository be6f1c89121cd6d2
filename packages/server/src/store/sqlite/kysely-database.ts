import type { SqliteDatabase, SqliteStatement } from "kysely";
import type { Database, SqlValue } from "./database.ts";

/** @limit Commits: prepared statements kept for SQLite's reads; the read models have fewer queries. */
const MAX_STATEMENTS = 500;

/**
 * A database in the form that the query builder uses for reads. It prepares each text once, whereas the builder
 * prepares a statement for every query.
 */
export function kyselyDatabase(database: Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare: (text) => {
      const known = statements.get(text);
      if (known) return known;
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      const statement = reading(database, text);
      statements.set(text, statement);
      return statement;
    },
    close: () => database.close(),
  };
}

function reading(database: Database, text: string): SqliteStatement {
  const statement = database.prepare(text);
  const names = statement.columns().map(({ name }) => name);
  return {
    reader: true,
    all: (values) => statement.all(...values).map((row) => named(names, row)),
    run: refuse,
    iterate: refuse,
  };
}

/** The builder expects objects; made here, they take half the time of the driver's. */
function named(names: readonly string[], row: readonly SqlValue[]): Record<string, SqlValue> {
  const object: Record<string, SqlValue> = {};
  for (const [i, name] of names.entries()) object[name] = row[i] as SqlValue;
  return object;
}

function refuse(): never {
  throw new Error("the read models neither write nor stream");
}
