import { decimalOf } from "@plimsoll/core";
import { momentOf } from "./moment-of.ts";
import type { Field } from "./kinds.ts";

/** Whether a field's two values are the same, however they are written. Absent and null are the same. */
export function isSame(field: Field, a: unknown, b: unknown): boolean {
  return JSON.stringify(canonical(field, a)) === JSON.stringify(canonical(field, b));
}

function canonical(field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  switch (field.as) {
    case "time":
      return momentOf(value);
    case "secret":
      return true;
    case "set":
      return [...(value as readonly string[])].map(String).toSorted();
    case "decimals":
      return mapped(value, (leaf) => decimalOf(leaf)?.text ?? leaf);
    case undefined:
      return mapped(value, (leaf) => leaf);
  }
}

/** Its members in one order, without those that are null. */
function mapped(value: unknown, change: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapped(item, change));
  if (!isObject(value)) return change(value);
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(
    members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, mapped(member, change)]),
  );
}

/** What to send so that a merge makes `before` into `wanted`: members that go are null. */
export function mergePatch(wanted: unknown, before: unknown, isDeep: boolean): unknown {
  if (!isObject(wanted) || !isObject(before)) return wanted;
  const gone = Object.keys(before).filter((name) => before[name] !== null && !Object.hasOwn(wanted, name));
  return Object.fromEntries([
    ...Object.entries(wanted).map(([name, value]) => [name, isDeep ? mergePatch(value, before[name], true) : value]),
    ...gone.map((name) => [name, null]),
  ]);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's members that are there, at every depth. */
export function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNull(member)]));
}
