import { PlimsollError } from "@plimsoll/client";

export interface Problem {
  /** The field of the request it is about; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

/** What cannot be sent at all, because a field does not say what its request takes. */
export class WrongInput extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** What a refused request complains of; at least one. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof WrongInput) return [{ field: error.field, message: error.message }];
  if (!(error instanceof PlimsollError)) return [{ field: "", message: "The server cannot be reached." }];
  return error.details.length === 0 ? [{ field: "", message: error.message }] : error.details;
}

/** The first of them in words, where no field is at hand. */
export function problemText(error: unknown): string {
  return problemsOf(error)[0]?.message ?? "The server refused it.";
}
