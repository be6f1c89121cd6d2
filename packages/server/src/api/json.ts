import { isUtf8 } from "node:buffer";
import type { ErrorDetail } from "@plimsoll/contract";
import { readJson, UnreadableJson } from "../util/outside-text/json.ts";
import { isStorable } from "../util/outside-text/storable.ts";
import { invalid, invalidField } from "./api-error.ts";
import { fieldName } from "./field-name.ts";

/** @limit Requests: levels of nested arrays and objects. */
export const MAX_DEPTH = 20;

/** Escapes that may stand for a NUL or for half a surrogate pair. Neither gets into a valid body unescaped. */
const SUSPECT_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * A request body as JSON. A number that a double might not return as written stays a `LosslessNumber` object, which no
 * schema and no amount accepts, so that it is refused by name instead of being rounded silently. Throws
 * VALIDATION_FAILURE, which names the field, for invalid UTF-8 or JSON, nesting deeper than MAX_DEPTH, a member
 * `__proto__` or a repeated one, and text that a database cannot store (NUL, half a surrogate pair).
 */
export function parseJson(raw: Buffer): unknown {
  if (!isUtf8(raw)) throw invalidField("body", "the body is not valid UTF-8");
  const text = raw.toString("utf8");
  const value = read(text);
  if (!SUSPECT_ESCAPE.test(text)) return value;
  const details: ErrorDetail[] = [];
  inspect(value, [], details);
  if (details.length > 0) throw invalid(details);
  return value;
}

function read(text: string): unknown {
  try {
    return readJson(text, MAX_DEPTH);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    const { path, message, cause } = error;
    if (cause instanceof Error) throw invalidField("body", `the body is not valid JSON: ${cause.message}`);
    const field = fieldName(path);
    throw invalidField(field, `${path.length === 0 ? "the body" : field} ${message}`);
  }
}

/** Finds text that a database cannot store. */
function inspect(value: unknown, path: readonly (string | number)[], details: ErrorDetail[]): void {
  if (typeof value === "string") {
    if (!isStorable(value)) details.push(unstorable(path));
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) inspect(item, [...path, index], details);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (!isStorable(name)) details.push(unstorable(path));
      inspect(member, [...path, name], details);
    }
  }
}

function unstorable(path: readonly (string | number)[]): ErrorDetail {
  const field = fieldName(path);
  return { field, message: `${field} must not contain NUL characters or unpaired surrogates` };
}
