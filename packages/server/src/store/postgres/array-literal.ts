import type { ColumnKind } from "../columns.ts";

const TYPES: Readonly<Record<ColumnKind, string>> = {
  int: "int8",
  amount: "int8",
  text: "text",
  bool: "int8",
};

export function arrayType(kind: ColumnKind): string {
  return `${TYPES[kind]}[]`;
}

/** One column of many rows as a PostgreSQL array literal: one parameter instead of one a row. */
export function arrayLiteral(kind: ColumnKind, values: readonly unknown[]): string {
  if (kind === "text") return `{${values.map(textElement).join(",")}}`;
  if (kind === "bool") return `{${values.map((value) => (value === true ? "1" : "0")).join(",")}}`;
  return `{${values.map((value) => (value === null ? "NULL" : String(value as number | bigint))).join(",")}}`;
}

function textElement(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  const text = value as string;
  return /["\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`;
}
