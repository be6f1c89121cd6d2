import type { ErrorCode, ErrorDetail, Preflight } from "./generated/types.ts";

/** The client's own codes, for failures without an error response of the server. */
export type ClientErrorCode = "CONNECTION_FAILED" | "TIMED_OUT" | "UNEXPECTED_ANSWER";

export interface ErrorInit {
  readonly code: ErrorCode | ClientErrorCode;
  readonly message: string;
  readonly status?: number;
  readonly details?: readonly ErrorDetail[];
  readonly requestId?: string | null;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** Any failure of a request, apart from the caller's own signal: an abort throws the signal's reason. */
export class PlimsollError extends Error {
  override readonly name: string = "PlimsollError";
  readonly code: ErrorCode | ClientErrorCode;
  /** The HTTP status; 0 without a response. */
  readonly status: number;
  /** Every violation the server found, each with its field. */
  readonly details: readonly ErrorDetail[];
  /** The request's id in the server's log. */
  readonly requestId: string | null;
  /** The server's `Retry-After`, in milliseconds from its response. */
  readonly retryAfterMs: number | null;

  constructor({ code, message, status = 0, details = [], requestId = null, retryAfterMs = null, cause }: ErrorInit) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.details = details;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A debit, hold or order that the wallet's available balance and overdraft limit do not cover. Nothing was written. */
export class InsufficientFundsError extends PlimsollError {
  override readonly name: string = "InsufficientFundsError";
}

/** An order that its wallet does not cover: top up before trying again. Amounts are in the wallet's currency. */
export class WalletEmptyError extends InsufficientFundsError {
  override readonly name = "WalletEmptyError";
  readonly wallet_id: number;
  readonly available: string;
  /** Null when it is not known. */
  readonly total_payable: string | null;
  readonly shortfall: string | null;

  constructor({ wallet_id, available, total_payable, shortfall }: Preflight, cause?: PlimsollError) {
    super({
      code: "INSUFFICIENT_FUNDS",
      status: 402,
      message: `wallet ${wallet_id} is empty: ${available} available, ${total_payable ?? "an unknown amount"} payable; top up before trying again`,
      requestId: cause?.requestId ?? null,
      cause,
    });
    this.wallet_id = wallet_id;
    this.available = available;
    this.total_payable = total_payable;
    this.shortfall = shortfall;
  }
}

/** A level `block` of the wallet's alert settings is reached. Nothing was written. */
export class OrdersBlockedError extends PlimsollError {
  override readonly name: string = "OrdersBlockedError";
}

/** The mirror's balance is too old to decide on, and the account's policy is closed. Nothing was written. */
export class BalanceStaleError extends PlimsollError {
  override readonly name: string = "BalanceStaleError";
}

const CLASSES: Readonly<Partial<Record<ErrorInit["code"], new (init: ErrorInit) => PlimsollError>>> = {
  INSUFFICIENT_FUNDS: InsufficientFundsError,
  ORDERS_BLOCKED: OrdersBlockedError,
  BALANCE_STALE: BalanceStaleError,
};

/** The error of a response, in the class of its code. */
export function errorOf(init: ErrorInit): PlimsollError {
  return new (CLASSES[init.code] ?? PlimsollError)(init);
}
