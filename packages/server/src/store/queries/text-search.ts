import { sql, type Expression, type RawBuilder } from "kysely";
import { isSqlite, type Db } from "./database.ts";

/**
 * Whether one of the columns contains the text. Letters of ASCII match in either case, alike on both engines: SQLite's
 * `LIKE` ignores only their case, and PostgreSQL's `lower` changes only them, by the columns' collation. It costs more
 * than the comparison, so only a text with letters needs it, where the longest part without any is found.
 */
export function containing(db: Db, text: string, columns: readonly string[]): RawBuilder<boolean> {
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const [unfolded = ""] = lower.split(/[a-z]+/).toSorted((a, b) => b.length - a.length);
  const each = columns.map((name) => {
    const column = sql.ref(name);
    if (isSqlite(db) || unfolded === lower) return contains(column, lower);
    const folded = contains(sql`lower(${column})`, lower);
    return unfolded === "" ? folded : sql<boolean>`(${contains(column, unfolded)} AND ${folded})`;
  });
  return sql<boolean>`(${sql.join(each, sql` OR `)})`;
}

function contains(text: Expression<unknown>, part: string): RawBuilder<boolean> {
  const pattern = `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`${text} LIKE ${pattern} ESCAPE '\\'`;
}
