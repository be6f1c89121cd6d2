import type { Amount } from "../money/amount.ts";
import type { WalletSource } from "./wallet.ts";

export const ORDER_STATUSES = ["PENDING", "PARTIALLY_DELIVERED", "DELIVERED", "FAILED", "CANCELLED"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** A purchase out of a wallet. What the product was when it was ordered stays with it. */
export interface Order {
  readonly accountId: number;
  /** 1, 2, 3 … per account. */
  readonly id: number;
  readonly walletId: number;
  readonly source: WalletSource;
  readonly productId: string;
  readonly productName: string;
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
  readonly transactionId: number | null;
  refundTransactionId: number | null;
  /** The provider of a mirror's order, its name for the order, and how far forwarding has come. */
  readonly providerId: string | null;
  providerOrderId: string | null;
  forwardState: string | null;
  readonly createdAt: number;
  updatedAt: number;
}
