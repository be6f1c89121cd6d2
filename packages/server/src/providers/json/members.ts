import { isLosslessNumber } from "lossless-json";
import { ProviderError } from "../connector.ts";
import { plainDecimal } from "./decimal.ts";

/** An object of a provider's answer. Members it has beyond what is read are nobody's business. */
export type Members = Readonly<Record<string, unknown>>;

/** @limit Providers: characters of a provider's ids. */
const MAX_ID_CHARACTERS = 255;
/** @limit Providers: characters kept of a provider's texts. */
const MAX_TEXT_CHARACTERS = 1_000;
const LONE_SURROGATE = /\p{Surrogate}/gu;

export function malformed(where: string, expected: string): ProviderError {
  return new ProviderError("malformed", `the answer's ${where} ${expected}`);
}

/** Own members only: what is named `constructor` was written by the provider or is not there. */
export function member(value: unknown, name: string): unknown {
  return isMembers(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

export function membersOf(value: unknown, where: string): Members {
  if (isMembers(value)) return value;
  throw malformed(where, "must be an object");
}

export function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed(where, "must be an array");
}

/** Ids are only compared: a number counts as its text. */
export function optionalId(value: unknown): string | null {
  if (isLosslessNumber(value)) return value.toString();
  if (typeof value !== "string" || value === "" || value.length > MAX_ID_CHARACTERS) return null;
  return value === storable(value) ? value : null;
}

export function idOf(value: unknown, where: string): string {
  const id = optionalId(value);
  if (id === null) throw malformed(where, "must be an id");
  return id;
}

/** A number or a text that is one, as plain decimal text, nothing rounded. */
export function optionalDecimal(value: unknown): string | null {
  if (isLosslessNumber(value)) return plainDecimal(value.toString());
  return typeof value === "string" ? plainDecimal(value.trim()) : null;
}

export function decimalOf(value: unknown, where: string): string {
  const decimal = optionalDecimal(value);
  if (decimal === null) throw malformed(where, "must be a decimal");
  return decimal;
}

export function optionalWhole(value: unknown): number | null {
  const text = optionalDecimal(value);
  const number = text === null || !/^\d{1,15}(\.0+)?$/.test(text) ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

export function optionalText(value: unknown): string | null {
  return typeof value === "string" ? storable(value.slice(0, MAX_TEXT_CHARACTERS)) : null;
}

/** Text that every store can hold: no NUL, no half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll("\u0000", "\uFFFD").replaceAll(LONE_SURROGATE, "\uFFFD");
}

/** An ISO 4217 code in any case, in capital letters. */
export function optionalCurrency(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : null;
}

const ZONE = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;

/** RFC 3339 as Unix milliseconds; without a zone it is UTC, as in every documented API. */
export function optionalTime(value: unknown): number | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const hasTime = value.length > 10;
  const ms = Date.parse(hasTime && !ZONE.test(value) ? `${value.replace(" ", "T")}Z` : value);
  return Number.isNaN(ms) ? null : ms;
}
