import { PlimsollError } from "@plimsoll/client";

/** @limit Dashboard: time after which what the server did not give is read again by itself. */
const AGAIN_MS = 10_000;
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

/** When any query is read again by itself: after a failure that may pass. */
export function afterFailure({ state: { status, error } }: Reading<unknown>): number | false {
  return status === "error" && mayPass(error) ? AGAIN_MS : false;
}

/** For a query whose answer decides when it is read again. After a failure it is read again like any other. */
export function againAfter<Answer>(msOf: (answer: Answer) => number | false) {
  return (query: Reading<Answer>): number | false => {
    const { data } = query.state;
    return (data !== undefined && msOf(data)) || afterFailure(query);
  };
}
