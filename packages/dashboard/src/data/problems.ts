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

/** Whether it is done once however often it is sent; null for what only reads. */
type Repeated = boolean | null;

/** The cause of a request's failure when no answer came. */
export class Unanswered extends Error {
  readonly isRepeatable: Repeated;

  constructor({ method = "GET", headers }: RequestInit, cause: unknown) {
    super("no answer", { cause });
    this.isRepeatable = method === "GET" ? null : method !== "POST" || new Headers(headers).has("Idempotency-Key");
  }
}

/** What is known of a request that has no answer: it may have arrived all the same. */
function unanswered(isRepeatable: Repeated): string {
  if (isRepeatable === null) return "The server did not answer. Nothing was changed.";
  return `The server did not answer, so it is not known whether this was done. ${
    isRepeatable ? "Trying again does not do it twice." : "Look before you try again."
  }`;
}

/** What a refused request complains of; at least one. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof WrongInput) return [{ field: error.field, message: error.message }];
  if (!(error instanceof PlimsollError)) return [{ field: "", message: "The server cannot be reached." }];
  if (error.status === 0) {
    const { cause } = error;
    return [{ field: "", message: unanswered(cause instanceof Unanswered && cause.isRepeatable) }];
  }
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
