import { isLosslessNumber, parse } from "lossless-json";
import { SandboxError } from "./error.ts";

/** A request's body with its numbers as they were written. */
export type Fields = Readonly<Record<string, unknown>>;

/** Throws BAD_REQUEST for a body that is not a JSON object; an empty one counts as an empty object. */
export function parseFields(text: string): Fields {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new SandboxError("BAD_REQUEST", "the body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SandboxError("BAD_REQUEST", "the body must be an object");
  }
  return value as Fields;
}

/** A decimal as its text, whether sent as text or as a number. */
export function decimalField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string" || isLosslessNumber(value)) return value.toString();
  throw new SandboxError("VALIDATION_FAILURE", `${name} is required`);
}

export function integerField(fields: Fields, name: string): number {
  const number = optionalInteger(fields, name);
  if (number === null) throw new SandboxError("VALIDATION_FAILURE", `${name} is required`);
  return number;
}

export function optionalInteger(fields: Fields, name: string): number | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  const number = isLosslessNumber(value) ? Number(value.toString()) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new SandboxError("VALIDATION_FAILURE", `${name} must be a whole number`);
}

export function textField(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === null) throw new SandboxError("VALIDATION_FAILURE", `${name} is required`);
  return value;
}

export function optionalText(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value === "string" && value.length > 0 && value.length <= 1_000) return value;
  throw new SandboxError("VALIDATION_FAILURE", `${name} must be a text of 1 to 1000 characters`);
}

/** A whole number from 1 on in the query; the fallback when it is absent. */
export function positiveQuery(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= 1) return number;
  throw new SandboxError("VALIDATION_FAILURE", `${name} must be a whole number from 1 on`);
}
