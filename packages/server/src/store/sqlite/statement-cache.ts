import type Database from "better-sqlite3";

/** Statements kept ready; the queries of the read models are fewer. */
const MAX_STATEMENTS = 500;

/** A database that prepares each text once: the query builder prepares a statement for every query. */
export function withStatementCache(database: Database.Database): Pick<Database.Database, "prepare" | "close"> {
  const statements = new Map<string, Database.Statement>();
  return {
    prepare: ((text: string) => {
      const known = statements.get(text);
      if (known) return known;
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      const statement = database.prepare(text);
      statements.set(text, statement);
      return statement;
    }) as Database.Database["prepare"],
    close: () => database.close(),
  };
}
