import { defaultRoutes, type DirectoryEntry, type TableName } from "@plimsoll/core";
import { TABLES } from "./columns.ts";

interface FirstRow {
  readonly statement: string;
  readonly values: readonly (string | number | null)[];
}

/** The key of an account's name in the directory. */
export function accountKey(name: string): string {
  return `account:${name}`;
}

/** The rows with which an account starts, as statements. `mark` renders the parameter with that number, from 1. */
export function firstRows(
  account: { readonly id: number; readonly name: string },
  now: number,
  mark: (index: number) => string,
): readonly FirstRow[] {
  const entry: DirectoryEntry = { accountId: account.id, key: accountKey(account.name) };
  return [
    ...insertions("directoryEntries", [entry], mark),
    ...insertions("routes", defaultRoutes(account.id, now), mark),
  ];
}

function insertions(table: TableName, rows: readonly object[], mark: (index: number) => string): readonly FirstRow[] {
  const { name, columns } = TABLES[table];
  const marks = columns.map((_, index) => mark(index + 1)).join(", ");
  const statement = `INSERT INTO ${name} (${columns.map((column) => column.name).join(", ")}) VALUES (${marks})`;
  return rows.map((row) => ({
    statement,
    values: columns.map(({ property }) => {
      const value = (row as Readonly<Record<string, string | number | boolean | null>>)[property];
      return typeof value === "boolean" ? Number(value) : (value ?? null);
    }),
  }));
}
