import { sql, type RawBuilder } from "kysely";
import { isSqlite, type Db } from "./database.ts";

/**
 * Whether one of the columns contains the text. Letters of ASCII match in either case, alike on both engines: SQLite's
 * `LIKE` ignores only their case, and PostgreSQL's `lower` changes only them, by the columns' collation. It costs more
 * than the comparison, so only a text with letters needs it.
 */
export function containing(db: Db, text: string, columns: readonly string[]): RawBuilder<boolean> {
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const pattern = `%${lower.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const isFolded = isSqlite(db) || !/[a-z]/.test(lower);
  const each = columns.map((column) => {
    const folded = isFolded ? sql.ref(column) : sql`lower(${sql.ref(column)})`;
    return sql<boolean>`${folded} LIKE ${pattern} ESCAPE '\\'`;
  });
  return sql<boolean>`(${sql.join(each, sql` OR `)})`;
}
