/** A table in the database's catalogue. */
export interface SchemaTable {
  readonly name: string;
  /** In the table's order. */
  readonly columns: readonly SchemaColumn[];
  readonly primaryKey: readonly string[];
  /** All indexes but the primary key's. */
  readonly indexes: readonly SchemaIndex[];
  /** The text after the closing parenthesis of its definition. */
  readonly options: string;
}

interface SchemaColumn {
  readonly name: string;
  /** As in a definition, with its collation. */
  readonly type: string;
  readonly nullable: boolean;
  /** An SQL expression. */
  readonly default: string | null;
}

interface SchemaIndex {
  /** Null for one made by a UNIQUE constraint. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** The condition of a partial index, as SQL. */
  readonly where: string | null;
}

export type Value = string | number | bigint | boolean | null;

/** Runs a query of a catalogue; returns each row as its values in the order of the query's columns. */
type Query = (sql: string) => Promise<readonly (readonly Value[])[]>;

const SQLITE_COLUMNS = `
  SELECT m.name AS t, c.name AS c, c.type AS type, c."notnull" = 0 AS nullable, c.dflt_value AS d, c.pk AS pk, l.wr AS wr
  FROM sqlite_master m JOIN pragma_table_info(m.name) c JOIN pragma_table_list(m.name) l
  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`;
const SQLITE_INDEXES = `
  SELECT m.name AS t, CASE WHEN i.origin = 'c' THEN i.name END AS i, i."unique" AS u,
    (SELECT group_concat(k.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) k) AS columns, x.sql AS sql
  FROM sqlite_master m JOIN pragma_index_list(m.name) i LEFT JOIN sqlite_master x ON x.type = 'index' AND x.name = i.name
  WHERE m.type = 'table' AND i.origin <> 'pk' ORDER BY i.name`;

export async function sqliteSchema(query: Query): Promise<SchemaTable[]> {
  const columns = (await query(SQLITE_COLUMNS)).map(([table, name, type, nullable, value, key, rowless]) => ({
    table: String(table),
    column: { name: String(name), type: String(type), nullable: Number(nullable) === 1, default: textOrNull(value) },
    key: Number(key),
    options: Number(rowless) === 1 ? "WITHOUT ROWID" : "",
  }));
  const indexes = (await query(SQLITE_INDEXES)).map(([table, name, unique, keys, sql]) => ({
    table: String(table),
    name: textOrNull(name),
    columns: String(keys).split(","),
    unique: Number(unique) === 1,
    where: /\sWHERE\s+(.+)$/is.exec(String(sql))?.[1]?.replaceAll(/\s+/g, " ") ?? null,
  }));
  return tables(columns, indexes);
}

const POSTGRES_COLUMNS = `
  SELECT c.relname AS t, a.attname AS c,
    format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE "' || o.collname || '"', '') AS type,
    NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS d,
    coalesce(array_position(p.indkey::int2[], a.attnum) + 1, 0) AS pk, array_to_string(c.reloptions, ', ') AS options
  FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    LEFT JOIN pg_collation o ON o.oid = a.attcollation AND o.collname <> 'default'
    LEFT JOIN pg_index p ON p.indrelid = c.oid AND p.indisprimary
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname COLLATE "C", a.attnum`;
const POSTGRES_INDEXES = `
  SELECT t.relname AS t, CASE WHEN u.oid IS NULL THEN i.relname END AS i, x.indisunique AS u,
    (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY k (attnum, n)
      JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum) AS columns,
    pg_get_expr(x.indpred, x.indrelid) AS condition
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    LEFT JOIN pg_constraint u ON u.conindid = i.oid AND u.contype = 'u'
  WHERE t.relnamespace = 'public'::regnamespace AND NOT x.indisprimary ORDER BY i.relname COLLATE "C"`;

export async function postgresSchema(query: Query): Promise<SchemaTable[]> {
  const columns = (await query(POSTGRES_COLUMNS)).map(([table, name, type, nullable, value, key, options]) => ({
    table: String(table),
    column: { name: String(name), type: String(type), nullable: nullable === true, default: textOrNull(value) },
    key: Number(key),
    options: options ? `WITH (${String(options).replaceAll("=", " = ")})` : "",
  }));
  const indexes = (await query(POSTGRES_INDEXES)).map(([table, name, unique, keys, where]) => ({
    table: String(table),
    name: textOrNull(name),
    columns: String(keys).split(","),
    unique: unique === true,
    where: textOrNull(where),
  }));
  return tables(columns, indexes);
}

function tables(
  columns: readonly { table: string; column: SchemaColumn; key: number; options: string }[],
  indexes: readonly (SchemaIndex & { table: string })[],
): SchemaTable[] {
  return [...new Set(columns.map(({ table }) => table))].map((name) => {
    const own = columns.filter(({ table }) => table === name);
    return {
      name,
      columns: own.map(({ column }) => column),
      primaryKey: own
        .filter(({ key }) => key > 0)
        .toSorted((a, b) => a.key - b.key)
        .map(({ column }) => column.name),
      indexes: indexes.filter(({ table }) => table === name),
      options: own[0]?.options ?? "",
    };
  });
}

function textOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
