import { defaultRoutes } from "@plimsoll/core";
import { TABLES } from "./columns.ts";

/** The rows with which an account starts, as statements. `mark` renders the parameter with that number, from 1. */
export function firstRows(
  accountId: number,
  now: number,
  mark: (index: number) => string,
): readonly { readonly statement: string; readonly values: readonly (string | number | null)[] }[] {
  const { name, columns } = TABLES.routes;
  const marks = columns.map((_, index) => mark(index + 1)).join(", ");
  const statement = `INSERT INTO ${name} (${columns.map((column) => column.name).join(", ")}) VALUES (${marks})`;
  return defaultRoutes(accountId, now).map((route) => ({
    statement,
    values: columns.map(({ property }) => {
      const value = (route as unknown as Record<string, string | number | boolean | null>)[property];
      return typeof value === "boolean" ? Number(value) : (value ?? null);
    }),
  }));
}
