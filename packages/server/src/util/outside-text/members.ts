import { isLosslessNumber } from "lossless-json";

/** An object from outside. Only the members that we know are read; others are ignored. */
export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** Own members only: a member named `constructor` was sent, or is absent. */
export function member(value: unknown, name: string): unknown {
  return isMembers(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}
