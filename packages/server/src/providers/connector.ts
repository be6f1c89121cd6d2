/**
 * A provider connection, one interface for every kind. A connector does I/O and nothing else: it stores nothing,
 * decides nothing and keeps no balance. Amounts are exact decimal texts in major units (parsed without loss from the
 * provider's JSON); times from our clock are Unix milliseconds, and times by the provider's clock say so.
 *
 * Every method rejects with `ProviderError`, or with the signal's reason once the signal aborts. A method that a kind
 * does not support rejects with `unsupported`.
 */
export interface Connector {
  readonly capabilities: Capabilities;
  /** Every wallet, one request a page. Rejects with `ProviderError`. */
  fetchBalances(signal: AbortSignal): Promise<BalanceReading>;
  /**
   * The transactions of one wallet that the provider dates at or after `since` (its clock), newest first. `complete` is false when a named
   * bound of pages came first. Only when `capabilities.transactions`.
   */
  listTransactions(externalWalletId: string, since: number, signal: AbortSignal): Promise<TransactionListing>;
  /** Only when `capabilities.quotes`. */
  quote(request: QuoteRequest, signal: AbortSignal): Promise<ProviderQuote>;
  /**
   * Sends an order once. After a `ProviderError` of kind `transient` the provider may have it: call `findOrder` before
   * trying again. Only when `capabilities.orders`.
   */
  placeOrder(request: OrderRequest, signal: AbortSignal): Promise<ProviderOrder>;
  /** The order with this reference of ours, or null when the provider knows none. */
  findOrder(reference: string, signal: AbortSignal): Promise<ProviderOrder | null>;
  getOrder(externalId: string, signal: AbortSignal): Promise<ProviderOrder>;
  /** Orders the provider dates at or after `since` (its clock), newest first: how failed and cancelled ones are found. */
  listOrders(since: number, signal: AbortSignal): Promise<OrderListing>;
  /** Ends connections that are kept open. */
  close(): Promise<void>;
}

interface Capabilities {
  /** It reports balances and nothing of the movements between them: neither hooks nor lists. */
  readonly balanceOnly: boolean;
  readonly transactions: boolean;
  readonly quotes: boolean;
  readonly orders: boolean;
}

/** The window of our clock in which something read was true: from the request sent to the answer received. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * The provider's clock minus ours is within [low, high] milliseconds, by one response's `Date` header (whole seconds).
 */
export interface ClockReading {
  readonly low: number;
  readonly high: number;
}

export interface ProviderBalance {
  readonly externalId: string;
  /** ISO 4217, capital letters. */
  readonly currency: string;
  /** The available balance, decimal text. */
  readonly available: string;
  /** Decimal places of the provider's amounts, when it says so. */
  readonly scale: number | null;
  readonly type: "PREPAID" | "POSTPAID";
  readonly name: string | null;
  readonly window: Window;
}

export interface ReadingProblem {
  /** The wallet's, where it is known. */
  readonly externalId: string | null;
  /** In words. */
  readonly message: string;
}

export interface BalanceReading {
  readonly balances: readonly ProviderBalance[];
  /** The intersection of the responses' headers; null when there are none, or they contradict each other. */
  readonly clock: ClockReading | null;
  /** Wallets that exist but could not be read; the others are unaffected. */
  readonly problems?: readonly ReadingProblem[];
  /** Set when this provider leaves empty wallets out: a wallet among neither `balances` nor `problems` held zero in this window. */
  readonly absentIsZero?: Window;
}

export interface ProviderTransaction {
  readonly externalId: string;
  readonly externalWalletId: string;
  readonly direction: "CREDIT" | "DEBIT";
  /** Positive decimal text. */
  readonly amount: string;
  /** Null when the provider does not say; then it is the wallet's. */
  readonly currency: string | null;
  /** As the provider writes it, e.g. COMPLETED. */
  readonly status: string | null;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  readonly orderId: string | null;
  /** By the provider's clock. */
  readonly occurredAt: number;
}

export interface TransactionListing {
  readonly transactions: readonly ProviderTransaction[];
  readonly complete: boolean;
  /** Lines that could not be read, in words. */
  readonly problems?: readonly string[];
  /** When the listing was read, by our clock. */
  readonly window: Window;
}

export interface QuoteRequest {
  readonly productId: string;
  readonly denomination: string;
  readonly quantity: number;
  readonly externalWalletId: string | null;
}

/** The provider's charges, members as reference/providers.md names them, amounts as decimal texts. */
export interface ProviderQuote {
  readonly nonDiscountedTotal: string;
  readonly discountAmount: string;
  readonly totalAmount: string;
  /** Percent. */
  readonly discount: string;
  readonly gstAmount: string;
  readonly totalPayable: string;
  readonly maxQuantity: number | null;
  readonly netAmount: string;
  readonly handlingFeeAmount: string;
  readonly sourceCurrency: string | null;
  readonly destinationCurrency: string | null;
  readonly forexRate: string | null;
  readonly conversionFee: string | null;
  readonly window: Window;
}

export interface OrderRequest extends QuoteRequest {
  /** Ours; the provider refuses it a second time. */
  readonly reference: string;
}

export type ProviderOrderStatus = "PENDING" | "DELIVERED" | "PARTIALLY_DELIVERED" | "FAILED" | "CANCELLED";

export interface ProviderOrder {
  readonly externalId: string;
  readonly reference: string | null;
  readonly status: ProviderOrderStatus;
  readonly productId: string | null;
  readonly productName: string | null;
  readonly denomination: string | null;
  readonly quantity: number;
  readonly deliveredQuantity: number;
  /** The debited amount, when the provider says so. */
  readonly totalPayable: string | null;
  /** JSON text of the voucher codes, or null. Secret: never logged; stored sealed, and only if the provider's settings say so. */
  readonly vouchers: string | null;
  readonly deliveredOn: number | null;
  readonly createdAt: number | null;
}

export interface OrderListing {
  readonly orders: readonly ProviderOrder[];
  readonly complete: boolean;
}

export type ProviderErrorKind =
  | "auth"
  | "forbidden"
  | "rate_limited"
  | "not_found"
  | "insufficient_funds"
  | "rejected"
  | "duplicate"
  | "transient"
  | "malformed"
  | "unsupported";

/**
 * A provider's refusal or silence. The message is for people and contains no secret and no personal data of the
 * response.
 */
export class ProviderError extends Error {
  readonly kind: ProviderErrorKind;
  /** The pause that the provider requests, for `rate_limited` and `transient`. */
  readonly retryAfterMs: number | null;
  constructor(
    kind: ProviderErrorKind,
    message: string,
    options: { retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "ProviderError";
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
