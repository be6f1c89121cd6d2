import { SandboxError } from "./error.ts";
import { positiveQuery, type Fields } from "./input.ts";
import type { LimitClass } from "./request-limit.ts";

/** @limit Sandbox and demo: items on a page when the request names no number. */
const DEFAULT_PAGE = 50;
/** @limit Sandbox and demo: items on a page; a larger number is cut to this. */
const LONGEST_PAGE = 1_000;

export interface Call {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Fields;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Printed with its numbers as they are; nothing is sent when it is undefined. */
  readonly body?: unknown;
}

export interface Route {
  /** Its name in fault rules. */
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** Null outside the protocol: no limits, no faults. */
  readonly limit: LimitClass | null;
  readonly needsToken: boolean;
  readonly answer: (call: Call) => Reply;
}

/** One page of a list and the headers that describe it. */
export function paged(items: readonly unknown[], query: URLSearchParams): Reply {
  const page = positiveQuery(query, "page", 1);
  const perPage = Math.min(LONGEST_PAGE, positiveQuery(query, "limit", DEFAULT_PAGE));
  const pages = Math.ceil(items.length / perPage);
  return {
    headers: {
      "x-page": String(page),
      "x-per-page": String(perPage),
      "x-total-count": String(items.length),
      "x-total-pages": String(pages),
      "x-has-more": String(page < pages),
    },
    body: items.slice((page - 1) * perPage, page * perPage),
  };
}

/** The number in a path. Throws NOT_FOUND for an impossible one. */
export function idParam({ params }: Call): number {
  const id = Number(params[0]);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new SandboxError("NOT_FOUND", "there is nothing at this address");
}
