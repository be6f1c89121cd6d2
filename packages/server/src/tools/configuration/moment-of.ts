import { readTime } from "../../util/outside-text/time.ts";
import { textOf } from "../text-of.ts";

/** The moment that a text names, in milliseconds; null for anything else. */
export function momentOf(value: unknown): number | null {
  return readTime(textOf(value));
}
