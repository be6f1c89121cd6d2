import { postgres, sqlite, type TestEngine } from "../../test/support/database.ts";
import type { SchemaTable } from "../../test/support/schema.ts";

/**
 * The schema of each engine as SQL, read from a database that the migrations have just made. PostgreSQL's needs a server
 * (PLIMSOLL_TEST_POSTGRES_URL) and is left out without one.
 */
export async function schemaPages(): Promise<[path: string, content: string][]> {
  const url = process.env["PLIMSOLL_TEST_POSTGRES_URL"] ?? "";
  const pages: [string, string][] = [["docs/reference/schema-sqlite.sql", await schemaOf(sqlite)]];
  if (url !== "") {
    const engine = postgres(url);
    pages.push(["docs/reference/schema-postgresql.sql", await schemaOf(engine)]);
    await engine.end();
  }
  return pages;
}

async function schemaOf(engine: TestEngine): Promise<string> {
  const database = await engine.create("migrated");
  try {
    const tables = (await database.schema()).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return `-- The schema on ${engine.name}, as the migrations make it. Made by \`npm run docs\`.\n\n${tables.map(definition).join("\n")}`;
  } finally {
    await database.drop();
  }
}

function definition({ name, columns, primaryKey, indexes, options }: SchemaTable): string {
  const lines = [
    ...columns.map((column) =>
      [
        column.name,
        column.type,
        ...(column.nullable ? [] : ["NOT NULL"]),
        ...(column.default === null ? [] : [`DEFAULT ${column.default}`]),
      ].join(" "),
    ),
    `PRIMARY KEY (${primaryKey.join(", ")})`,
    ...indexes.filter((index) => index.name === null).map((index) => `UNIQUE (${index.columns.join(", ")})`),
  ];
  const named = indexes.flatMap((index) => {
    if (index.name === null) return [];
    const where = index.where === null ? "" : ` WHERE ${index.where}`;
    return [
      `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${index.name} ON ${name} (${index.columns.join(", ")})${where};\n`,
    ];
  });
  const table = `CREATE TABLE ${name} (\n${lines.map((line) => `  ${line}`).join(",\n")}\n)${options === "" ? "" : ` ${options}`};\n`;
  return table + named.join("");
}
