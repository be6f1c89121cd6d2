import type { TableName, Tables, Update } from "@plimsoll/core";
import { TABLES, type Column, type ColumnKind } from "./columns.ts";
import { kept } from "./kept.ts";

/*
 * Functions generated for one table's columns, property by property. A loop over property names does the same and costs
 * ten times as much in a place that every row passes, because the JavaScript engine cannot predict the property.
 */

/** Rebuilds a row from what a driver returned; integers come as bigint (SQLite), text (PostgreSQL) or number. */
export function rowDecoder(columns: readonly Column[]): (values: readonly unknown[]) => object {
  return decoderFrom(columns, (_, i) => `source[${i}]`);
}

const decoders = new Map<string, (raw: Readonly<Record<string, unknown>>) => object>();

/**
 * Rebuilds a row from an object with the table's properties. In a row of a join, their names may begin with a prefix:
 * one letter and an underscore, as the plugin of the queries renders it.
 */
export function decodeRow<T extends TableName>(
  table: T,
  raw: Readonly<Record<string, unknown>>,
  prefix = "",
): Tables[T] {
  const decode = kept(decoders, prefix + table, () =>
    decoderFrom(TABLES[table].columns, ({ property }) => `source.${named(propertyOf(prefix + property))}`),
  );
  return decode(raw) as Tables[T];
}

function decoderFrom<S>(
  columns: readonly Column[],
  place: (column: Column, index: number) => string,
): (source: S) => object {
  const members = columns.map((column, i) => `${named(column.property)}: ${decoded(column.kind, place(column, i))}`);
  return compiled("amount", `return (source) => ({ ${members.join(", ")} });`, amountOf);
}

/** The names of a statement's columns as rows have them. */
export function propertyOf(column: string): string {
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

const makers = new Map<string, (source: object) => Record<string, unknown>>();

/** Makes a row with these columns' properties of what a driver returned: an array, or an object with the columns' own names. */
export function rowMaker(
  columns: readonly string[],
  from: "array" | "object",
): (source: object) => Record<string, unknown> {
  return kept(makers, `${from} ${columns.join()}`, () => {
    const members = columns.map((column, i) => {
      const key = from === "array" ? i : column;
      return `${JSON.stringify(propertyOf(column))}: source[${JSON.stringify(key)}]`;
    });
    return compiled("nothing", `return (source) => ({ ${members.join(", ")} });`, null);
  });
}

/** Fills an array, from `start` on, with the driver's parameters for these columns of a row. */
export function parameterFiller(columns: readonly Column[]): (row: object, values: unknown[], start: number) => void {
  const lines = columns.map(
    ({ property, kind }, i) => `values[start + ${i}] = ${encoded(kind, `row.${named(property)}`)};`,
  );
  return compiled("nothing", `return (row, values, start) => { ${lines.join(" ")} };`, null);
}

/** Returns the names of the columns that differ between the two rows of an update, each followed by a comma. */
export function changeNamer(columns: readonly Column[]): (update: Update) => string {
  const lines = columns.map(({ property }) => {
    const name = named(property);
    return `if (before.${name} !== after.${name}) names += "${name},";`;
  });
  return compiled(
    "nothing",
    `return ({ before, after }) => { let names = ""; ${lines.join(" ")} return names; };`,
    null,
  );
}

function compiled<F>(name: string, body: string, value: unknown): F {
  // Generated only from the names in columns.ts.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function(name, `"use strict"; ${body}`)(value) as F;
}

function named(property: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(property)) throw new Error(`${property} is no property of a row`);
  return property;
}

function decoded(kind: ColumnKind, value: string): string {
  if (kind === "text") return value;
  const present = { int: `Number(${value})`, amount: `amount(${value})`, bool: `Number(${value}) === 1` }[kind];
  return `${value} === null ? null : ${present}`;
}

function encoded(kind: ColumnKind, value: string): string {
  return kind === "bool" ? `${value} === true ? 1 : 0` : value;
}

function amountOf(value: unknown): bigint {
  return typeof value === "bigint" ? value : BigInt(value as string | number);
}
