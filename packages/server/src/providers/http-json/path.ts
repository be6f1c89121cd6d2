import { member } from "../../outside-text/members.ts";
import { numberText } from "../../outside-text/text.ts";

/** What stands at a path of members and indexes joined by dots; null when nothing does. */
export function at(value: unknown, path: string): unknown {
  let place: unknown = value;
  for (const name of path.split(".")) {
    place = Array.isArray(place) ? (place[/^\d{1,6}$/.test(name) ? Number(name) : -1] ?? null) : member(place, name);
  }
  return place;
}

/** A value as settings compare it: text as it is, numbers and truth values as they are written. */
export function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return numberText(value);
}
