import type { Amount } from "../money/amount.ts";
import type { WalletSource } from "./wallet.ts";

export const ORDER_STATUSES = ["PENDING", "PARTIALLY_DELIVERED", "DELIVERED", "FAILED", "CANCELLED"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * How far an order on a mirror has come. pending: written down, not known to be sent; unknown: sent, and the answer was lost; accepted: the provider
 * has it and its debit has not been seen; settled: the debit has been seen; refused: the provider does not have it.
 */
export const FORWARD_STATES = ["pending", "unknown", "accepted", "settled", "refused"] as const;
export type ForwardState = (typeof FORWARD_STATES)[number];

/** Why a provider did not take an order. lost: its sending failed, and afterwards the provider knew of none. */
export const FORWARD_FAILURES = ["rejected", "insufficient_funds", "duplicate", "refused", "lost"] as const;
export interface ForwardFailure {
  readonly kind: (typeof FORWARD_FAILURES)[number];
  readonly message: string;
}

/** A purchase out of a wallet. What the product was when it was ordered stays with it. */
export interface Order {
  readonly accountId: number;
  /** 1, 2, 3 … per account. */
  readonly id: number;
  readonly walletId: number;
  readonly source: WalletSource;
  readonly productId: string;
  /** Of a mirror's order the product's id, until the provider has told the name. */
  productName: string;
  readonly currency: string;
  /** Decimal places of `denomination` and `amount`. */
  readonly scale: number;
  readonly denomination: Amount;
  readonly quantity: number;
  /** Denomination × quantity. */
  readonly amount: Amount;
  /** What the wallet was debited, in the wallet's scale. */
  readonly payable: Amount;
  /** JSON of the quote it was placed on. */
  readonly charges: string;
  /** The caller's name for it, unique in the account. */
  readonly reference: string;
  /** Digest of what was asked, to tell a repetition from another order under the same reference. */
  readonly fingerprint: string;
  status: OrderStatus;
  delivered: number;
  deliveredAt: number | null;
  /** What was given back, in the wallet's scale. */
  refunded: Amount;
  /** The debit; of a mirror's order, once the provider has told it. */
  transactionId: number | null;
  refundTransactionId: number | null;
  /** The provider of a mirror's order, its name for the order, and how far forwarding has come. */
  readonly providerId: string | null;
  providerOrderId: string | null;
  forwardState: ForwardState | null;
  /** When something is to be done about forwarding it (sending it, looking for it, reading its detail); null when nothing is. */
  forwardAt: number | null;
  /** Times that this was tried in vain. */
  forwardAttempts: number;
  /** When the provider was known to have it: its debit lies before this. */
  acceptedAt: number | null;
  /** JSON of a `ForwardFailure`: why the provider did not take it. */
  failure: string | null;
  /** The voucher codes, sealed; only where the provider's settings ask for it. */
  vouchers: string | null;
  readonly createdAt: number;
  updatedAt: number;
}
