import type { TableName, Tables } from "@plimsoll/core";
import { decodeRow } from "../row-code.ts";
import type { Db } from "./database.ts";
import { ofEveryAccount } from "./every-account.ts";

/** Values by which a row is found, its account among them. */
type Found<T extends TableName> = Partial<Tables[T]> & (T extends "accounts" ? { id: number } : { accountId: number });

/** The row of a table with these values; null when there is none. */
export async function rowWith<T extends TableName>(db: Db, table: T, values: Found<T>): Promise<Tables[T] | null> {
  const row = await among(db, table, values).selectAll().executeTakeFirst();
  return row ? decodeRow(table, row) : null;
}

/** What `find` finds in the account that has this key in the directory; null when none has it. */
export async function inItsAccount<T>(
  db: Db,
  key: string,
  find: (accountId: number) => Promise<T | null>,
): Promise<T | null> {
  const entry = await db
    .selectFrom("directoryEntries")
    .modifyFront(ofEveryAccount("account of a directory entry"))
    .select("accountId")
    .where("key", "=", key)
    .executeTakeFirst();
  return entry ? find(Number(entry.accountId)) : null;
}

/** An integer of that row; null when there is no such row. */
export async function integerWith<T extends TableName>(
  db: Db,
  table: T,
  property: keyof Tables[T] & string,
  values: Found<T>,
): Promise<number | null> {
  const row = await among(db, table, values)
    .select(property as "id")
    .executeTakeFirst();
  return row ? Number((row as Readonly<Record<string, unknown>>)[property]) : null;
}

function among(db: Db, table: TableName, values: object) {
  // Typed as one table and column, because a type of all of them would be a thousand lines of the compiler's work.
  let rows = db.selectFrom(table as "wallets");
  for (const [property, value] of Object.entries(values)) rows = rows.where(property as "id", "=", value as number);
  return rows;
}
