import { readTime } from "../util/outside-text/time.ts";
import { invalidField } from "./api-error.ts";

/** A request's time as Unix milliseconds. Throws VALIDATION_FAILURE with the field. */
export function timeOf(field: string, text: string): number {
  const ms = readTime(text);
  if (ms === null) throw invalidField(field, `${field} must be an RFC 3339 time`);
  return ms;
}
