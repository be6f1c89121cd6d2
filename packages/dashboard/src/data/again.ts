import { PlimsollError } from "@plimsoll/client";

/** @limit Dashboard: time after which what the server did not give is read again by itself. */
export const AGAIN_MS = 10_000;
/**
 * @limit Dashboard: time for which an answer is shown before it is read again, when nothing is heard of a change: polls of
 *   providers and the passing of time are no events.
 */
export const FRESH_MS = 30_000;
/** @nolimit Time after which what waits to be sent is read again: attempts are no events. */
export const FOLLOW_MS = 1_000;

/** The part of a query that decides when it is read again. */
interface Reading<Answer> {
  readonly state: {
    readonly data: Answer | undefined;
    readonly status: "pending" | "error" | "success";
    readonly error: Error | null;
  };
}

/** Whether the same request may succeed later: the server was not reached, failed, or was busy. */
export function mayPass(error: Error | null): boolean {
  return error instanceof PlimsollError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** When a query is read again by itself whose answer does not change: after a failure that may pass. */
export function afterFailure({ state: { status, error } }: Reading<unknown>): number | false {
  return status === "error" && mayPass(error) && AGAIN_MS;
}

/** When any other query is read again by itself. */
export function readAgain(query: Reading<unknown>): number | false {
  return query.state.status === "error" ? afterFailure(query) : FRESH_MS;
}

/** For a query whose answer may say that it is read again sooner. */
export function againAfter<Answer>(msOf: (answer: Answer) => number | false) {
  return (query: Reading<Answer>): number | false => {
    const { data } = query.state;
    return (data !== undefined && msOf(data)) || readAgain(query);
  };
}
