import { isMembers, type Members } from "../../util/outside-text/members.ts";
import { optionalDecimal, optionalId } from "../../util/outside-text/text.ts";
import { ProviderError } from "../connector.ts";

export function malformed(where: string, expected: string): ProviderError {
  return new ProviderError("malformed", `the answer's ${where} ${expected}`);
}

export function membersOf(value: unknown, where: string): Members {
  if (isMembers(value)) return value;
  throw malformed(where, "must be an object");
}

export function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw malformed(where, "must be an array");
}

export function idOf(value: unknown, where: string): string {
  const id = optionalId(value);
  if (id === null) throw malformed(where, "must be an id");
  return id;
}

export function decimalOf(value: unknown, where: string): string {
  const decimal = optionalDecimal(value);
  if (decimal === null) throw malformed(where, "must be a decimal");
  return decimal;
}
