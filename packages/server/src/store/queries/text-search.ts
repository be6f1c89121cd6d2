import { sql, type RawBuilder } from "kysely";

/**
 * Whether one of the columns contains the text. Letters of ASCII match in either case, alike on both engines: `lower`
 * changes only those, on SQLite always and on PostgreSQL by the columns' collation.
 */
export function containing(text: string, columns: readonly string[]): RawBuilder<boolean> {
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const pattern = `%${lower.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const each = columns.map((column) => sql<boolean>`lower(${sql.ref(column)}) LIKE ${pattern} ESCAPE '\\'`);
  return sql<boolean>`(${sql.join(each, sql` OR `)})`;
}
