export interface ErrorDefinition {
  readonly status: number;
  /** The short name for people. */
  readonly name: string;
  /** The message when nothing more precise is known. */
  readonly message: string;
  /** The cases in which it is returned. */
  readonly when: string;
}

/** Every error that the API returns, by its code. There are no others. */
export const ERRORS = {
  VALIDATION_FAILURE: {
    status: 400,
    name: "Validation Failure",
    message: "the request is not valid",
    when: "The request cannot be read or breaks a rule; `details` names each field. Nothing was written.",
  },
  UNAUTHORIZED: {
    status: 401,
    name: "Unauthorized",
    message: "a valid API key is required: Authorization: Bearer pk_…",
    when: "The key is missing, unknown or revoked.",
  },
  INSUFFICIENT_FUNDS: {
    status: 402,
    name: "Insufficient Funds",
    message: "the wallet's available balance and overdraft limit do not cover the amount",
    when: "A debit would take the available balance below minus the overdraft limit. Nothing was written.",
  },
  FORBIDDEN: {
    status: 403,
    name: "Forbidden",
    message: "the API key's scopes do not allow this",
    when: "The key is valid, but lacks the scope: `read` to read, `write` to change, `admin` for keys.",
  },
  NOT_FOUND: {
    status: 404,
    name: "Not Found",
    message: "there is no such resource",
    when: "The path, its method or the thing it names does not exist in this account.",
  },
  CONFLICT: {
    status: 409,
    name: "Conflict",
    message: "the present state does not allow this",
    when: "The request is well-formed, but the thing's present state forbids it: a frozen wallet, a second mirror of one provider wallet, a disabled endpoint.",
  },
  ORDERS_BLOCKED: {
    status: 409,
    name: "Orders Blocked",
    message: "orders on this wallet are blocked by its alert settings",
    when: "A level `block` holds on the wallet.",
  },
  BALANCE_STALE: {
    status: 409,
    name: "Balance Stale",
    message: "the wallet's balance is too old to decide on",
    when: "No good snapshot of a mirror for too long, and the account's policy is closed.",
  },
  PRECONDITION_FAILED: {
    status: 412,
    name: "Precondition Failed",
    message: "it was changed since it was read; read it again",
    when: "`If-Match` has another ETag than the present one, or `If-None-Match: *` met something that exists. Nothing was written.",
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    name: "Idempotency Key Reused",
    message: "this idempotency key was used for another request",
    when: "The key has taken effect before, with another body.",
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    name: "Too Many Requests",
    message: "too many requests are waiting; try again after Retry-After seconds",
    when: "The server has more work waiting than it can promise to do soon. `Retry-After` says when to come back; nothing was written.",
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    name: "Service Unavailable",
    message: "the store cannot be reached; try again after Retry-After seconds, with the same idempotency key",
    when: "The database cannot be reached or its answer was lost. Whether the request took effect is not known: repeat it with the same idempotency key.",
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    name: "Internal Server Error",
    message: "an internal error; the server's log has it under this request id",
    when: "A bug. Never the answer to bad input.",
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;

export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];
