import { PlimsollError } from "@plimsoll/client";

export interface Problem {
  /** The field of the request it is about; empty for the whole. */
  readonly field: string;
  readonly message: string;
  /** Of a request at which the server failed: its log names it. */
  readonly requestId?: string | null;
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
  if (error.details.length > 0) return error.details;
  return [{ field: "", message: error.message, requestId: error.status >= 500 ? error.requestId : null }];
}

/** The first of them, where no field is at hand. */
export function problemOf(error: unknown): Problem {
  return problemsOf(error)[0] ?? { field: "", message: "The server refused it." };
}

export function problemText(error: unknown): string {
  return problemOf(error).message;
}
