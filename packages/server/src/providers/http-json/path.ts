import type { HttpJsonPath } from "@plimsoll/contract";
import { member } from "../../util/outside-text/members.ts";
import { numberText } from "../../util/outside-text/text.ts";

/** What stands at a path of members and indexes; null when nothing does. An empty one leads to the value itself. */
export function at(value: unknown, path: HttpJsonPath): unknown {
  let place: unknown = value;
  for (const name of typeof path === "string" ? path.split(".") : path) {
    place = Array.isArray(place) ? (place[/^\d{1,6}$/.test(name) ? Number(name) : -1] ?? null) : member(place, name);
  }
  return place;
}

/** A path in words. */
export function placeName(path: HttpJsonPath): string {
  if (typeof path === "string") return path;
  return path.length === 0 ? "its own place" : path.join(" › ");
}

/** A value as settings compare it: text as it is, numbers and truth values as they are written. */
export function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  return numberText(value);
}
