import { isLosslessNumber } from "lossless-json";

/** An object from outside. Members it has beyond what is read are nobody's business. */
export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** Own members only: what is named `constructor` was written by the sender or is not there. */
export function member(value: unknown, name: string): unknown {
  return isMembers(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}
