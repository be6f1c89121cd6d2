import type { SqliteDatabase, SqliteStatement } from "kysely";
import { rowMaker } from "../row-code.ts";
import type { Database } from "./database.ts";

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
  const made = rowMaker(
    statement.columns().map(({ name }) => name),
    "array",
  );
  return {
    reader: true,
    all: (values) => statement.all(...values).map(made),
    run: refuse,
    iterate: refuse,
  };
}

function refuse(): never {
  throw new Error("the read models neither write nor stream");
}
