import type { ColumnKind } from "../columns.ts";

const TYPES: Readonly<Record<ColumnKind, { readonly name: string; readonly oid: number }>> = {
  int: { name: "int8", oid: 20 },
  amount: { name: "int8", oid: 20 },
  text: { name: "text", oid: 25 },
  bool: { name: "int8", oid: 20 },
};

/** @nolimit The size of a binary array's header in PostgreSQL's protocol. */
const HEADER_BYTES = 20;
const NULL = -1;
const TWO_32 = 2 ** 32;
/** Up to this length a loop over ASCII is cheaper than a call out of JavaScript. */
const SHORT_TEXT = 48;
const FIRST_SCRATCH = 64 * 1_024;

export function elementType(kind: ColumnKind): string {
  return TYPES[kind].name;
}

/** The array is assembled here before it is copied out; it grows to the size of the largest array. */
let scratch = Buffer.allocUnsafeSlow(FIRST_SCRATCH);
let view = new DataView(scratch.buffer);

/**
 * One column of many rows in PostgreSQL's binary form of a one-dimensional array: one parameter instead of one for each
 * row, and nothing to escape or to parse on either side.
 */
export function binaryArray(kind: ColumnKind, rows: readonly object[], property: PropertyKey): Buffer {
  const values = rows as readonly Readonly<Record<PropertyKey, unknown>>[];
  reserve(0, HEADER_BYTES);
  view.setInt32(0, rows.length === 0 ? 0 : 1);
  view.setInt32(8, TYPES[kind].oid);
  view.setInt32(12, rows.length);
  view.setInt32(16, 1);
  const end =
    kind === "text"
      ? putTexts(values, property)
      : kind === "amount"
        ? putAmounts(values, property)
        : putInts(values, property);
  // Whether any element is null, which the server finds out without this flag.
  view.setInt32(4, 0);
  return Buffer.from(scratch.subarray(0, rows.length === 0 ? 12 : end));
}

type Values = readonly Readonly<Record<PropertyKey, unknown>>[];

function putTexts(values: Values, property: PropertyKey): number {
  let at = HEADER_BYTES;
  for (const row of values) {
    const text = row[property] as string | null | undefined;
    if (text === null || text === undefined) {
      at = putNull(at);
      continue;
    }
    // No character needs more than three bytes for each of its UTF-16 units.
    reserve(at, 4 + text.length * 3);
    const bytes = putText(text, at + 4);
    view.setInt32(at, bytes);
    at += 4 + bytes;
  }
  return at;
}

/** Returns the number of bytes. */
function putText(text: string, at: number): number {
  if (text.length > SHORT_TEXT) return scratch.write(text, at, "utf8");
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return scratch.write(text, at, "utf8");
    scratch[at + i] = code;
  }
  return text.length;
}

function putAmounts(values: Values, property: PropertyKey): number {
  let at = HEADER_BYTES;
  for (const row of values) {
    const amount = row[property] as bigint | null;
    if (amount === null) {
      at = putNull(at);
      continue;
    }
    reserve(at, 12);
    view.setInt32(at, 8);
    view.setBigInt64(at + 4, amount);
    at += 12;
  }
  return at;
}

/** Integers as numbers, and booleans as 0 and 1. */
function putInts(values: Values, property: PropertyKey): number {
  let at = HEADER_BYTES;
  for (const row of values) {
    const value = row[property] as number | boolean | null;
    if (value === null) {
      at = putNull(at);
      continue;
    }
    const whole = Number(value);
    reserve(at, 12);
    view.setInt32(at, 8);
    view.setInt32(at + 4, Math.floor(whole / TWO_32));
    view.setUint32(at + 8, whole);
    at += 12;
  }
  return at;
}

function putNull(at: number): number {
  reserve(at, 4);
  view.setInt32(at, NULL);
  return at + 4;
}

function reserve(at: number, bytes: number): void {
  if (at + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(at + bytes, scratch.length * 2));
  scratch.copy(larger, 0, 0, at);
  scratch = larger;
  view = new DataView(larger.buffer);
}
