import { isLosslessNumber } from "lossless-json";
import { plainDecimal } from "./amount.ts";
import { cutTo, isStorable, storable } from "./storable.ts";
import { readTime } from "./time.ts";

/** @limit Providers: characters of a provider's ids. */
const MAX_ID_CHARACTERS = 255;
/** @limit Providers: characters kept of a provider's texts, references and remarks. */
const MAX_TEXT_CHARACTERS = 1_000;

/** A number that `readJson` read, with the digits of the source; null for every other value. */
export function numberText(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return isLosslessNumber(value) ? value.toString() : null;
}

/**
 * The one reader of free text: a text or number, cut to the stored length, with U+FFFD for characters that no store can
 * hold. Null for every other value.
 */
export function optionalText(value: unknown): string | null {
  const text = typeof value === "string" ? value : numberText(value);
  return text === null ? null : storable(cutTo(text, MAX_TEXT_CHARACTERS));
}

/** Ids are only compared: a number counts as its text. Null for a value that cannot be kept exactly. */
export function optionalId(value: unknown): string | null {
  const text = typeof value === "string" ? value : numberText(value);
  return text !== null && text !== "" && text.length <= MAX_ID_CHARACTERS && isStorable(text) ? text : null;
}

/** A number, or a text that contains one, as plain decimal text, nothing rounded. */
export function optionalDecimal(value: unknown): string | null {
  const text = typeof value === "string" ? value : numberText(value);
  return text === null ? null : plainDecimal(text.trim());
}

export function optionalWhole(value: unknown): number | null {
  const text = optionalDecimal(value);
  const number = text === null || !/^\d{1,15}(\.0+)?$/.test(text) ? Number.NaN : Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

/** A currency's code in any case, in capital letters: of ISO 4217, or of an account's own. */
export function optionalCurrency(value: unknown): string | null {
  return typeof value === "string" && /^(?=[0-9]*[A-Za-z])[A-Za-z0-9]{3,12}$/.test(value) ? value.toUpperCase() : null;
}

/** As `readTime`; null for a value that is not text. */
export function optionalTime(value: unknown): number | null {
  return typeof value === "string" ? readTime(value) : null;
}
