import { openReader } from "@plimsoll/server/store/sqlite/connection";

/** The names of the indexes in a SQLite database that its planner takes for none of the statements. */
export function unusedIndexes(path: string, statements: Iterable<string>): readonly string[] {
  const database = openReader(path);
  try {
    const names = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    const unused = new Set(
      database
        .prepare(names)
        .all()
        .map(([name]) => String(name)),
    );
    for (const text of statements) {
      if (!/^\s*(SELECT|WITH|UPDATE|DELETE)\b/i.test(text)) continue;
      for (const row of database.prepare(`EXPLAIN QUERY PLAN ${text}`).all()) {
        const used = /USING (?:COVERING )?INDEX (\w+)/.exec(String(row[3]))?.[1];
        if (used !== undefined) unused.delete(used);
      }
    }
    return [...unused];
  } finally {
    database.close();
  }
}
