import { isUtf8 } from "node:buffer";
import { LosslessNumber, parse } from "lossless-json";
import type { ErrorDetail } from "@plimsoll/contract";
import { isStorable } from "../storable-text.ts";
import { invalid, invalidField } from "./api-error.ts";
import { fieldName } from "./field-name.ts";

/** @limit Requests: levels of nested arrays and objects. */
export const MAX_DEPTH = 20;

/** @limit Requests: digits of a JSON number that a double gives back as written. */
const MAX_DIGITS = 15;

/** A number with an exponent or with 16 digits, where a value may stand; may also match inside a string, never misses one outside. */
const SUSPECT_NUMBER = /(?:^|[[:,])\s*-?(?=[\d.]*[eE]|[\d.]{16})\d/;

/** Escapes that may stand for a NUL or for half a surrogate pair. Unescaped, neither gets into a valid body. */
const SUSPECT_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * A request body as JSON. A number that a double might not give back as written stays a `LosslessNumber` object, which no schema and no amount
 * accepts, so that it is refused by name instead of being rounded in silence.
 *
 * Throws VALIDATION_FAILURE for invalid UTF-8 or JSON, nesting deeper than MAX_DEPTH, a member `__proto__`, and text that a database cannot store
 * (NUL, half a surrogate pair), the field named.
 */
export function parseJson(raw: Buffer): unknown {
  if (!isUtf8(raw)) throw invalidField("body", "the body is not valid UTF-8");
  const text = raw.toString("utf8");
  const value = parsePlain(text);
  const details: ErrorDetail[] = [];
  inspect(value, [], SUSPECT_ESCAPE.test(text), details);
  if (details.length > 0) throw invalid(details);
  return SUSPECT_NUMBER.test(text) ? parseLossless(text) : value;
}

function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidField("body", `the body is not valid JSON: ${(error as Error).message}`);
  }
}

/** Call only for text that JSON.parse has accepted: this parser recurses. */
function parseLossless(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (token) => (isExact(token) ? Number(token) : new LosslessNumber(token)),
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

function isExact(token: string): boolean {
  if (/[eE]/.test(token)) return false;
  return token.replace(/^-?[0.]*/, "").replace(".", "").length <= MAX_DIGITS;
}

function inspect(value: unknown, path: readonly (string | number)[], checkText: boolean, details: ErrorDetail[]): void {
  if (typeof value === "string") {
    if (checkText && !isStorable(value)) details.push(unstorable(path));
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (path.length >= MAX_DEPTH) {
    throw invalidField("body", `the body is nested deeper than ${MAX_DEPTH} levels`);
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item === "object" || checkText) inspect(item, [...path, index], checkText, details);
    }
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (name === "__proto__") throw invalidField(fieldName([...path, name]), "__proto__ is not a known field");
    if (checkText && !isStorable(name)) details.push(unstorable(path));
    if (typeof member === "object" || checkText) inspect(member, [...path, name], checkText, details);
  }
}

function unstorable(path: readonly (string | number)[]): ErrorDetail {
  const field = fieldName(path);
  return { field, message: `${field} must not contain NUL characters or unpaired surrogates` };
}
