import { WrongInput } from "../../data/problems.ts";

/** JSON as it is typed; the server checks what is in it. */
export function jsonOf<T extends object>(field: string, typed: string): T {
  try {
    const value: unknown = JSON.parse(typed);
    if (typeof value === "object" && value !== null) return value as T;
  } catch {
    // Said below.
  }
  throw new WrongInput(field, "A JSON object is required.");
}
