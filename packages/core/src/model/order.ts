import type { PlacementFailureKind, PlacementState, OrderStatus } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";
import type { WalletSource } from "./wallet.ts";
import type { Sealed } from "./sealed.ts";

export type { PlacementState, OrderStatus };

/** Why a provider did not take an order. */
export interface PlacementFailure {
  readonly kind: PlacementFailureKind;
  readonly message: string;
}

/** A purchase from a wallet. It keeps the product as it was when it was ordered. */
export interface Order {
  readonly accountId: number;
  /** 1, 2, 3 … per account. */
  readonly id: number;
  readonly walletId: number;
  readonly source: WalletSource;
  readonly productId: string;
  /** For a mirror's order the product's id, until the provider has reported the name. */
  productName: string;
  readonly currency: string;
  /** Decimal places of `denomination` and `amount`. */
  readonly scale: number;
  readonly denomination: Amount;
  readonly quantity: number;
  /** Denomination × quantity. */
  readonly amount: Amount;
  /** The debited amount, in the wallet's scale. */
  readonly payable: Amount;
  /** JSON of the quote it was placed on. */
  readonly charges: string;
  /** The caller's reference, unique in the account. */
  readonly reference: string;
  /** Digest of the request, which distinguishes a repetition from another order with the same reference. */
  readonly fingerprint: string;
  status: OrderStatus;
  delivered: number;
  deliveredAt: number | null;
  /** The refunded amount, in the wallet's scale. */
  refunded: Amount;
  /** The debit; for a mirror's order, once the provider has reported it. */
  transactionId: number | null;
  refundTransactionId: number | null;
  /** The provider of a mirror's order, its id for the order, and the progress of placing it there. */
  readonly providerId: string | null;
  providerOrderId: string | null;
  placementState: PlacementState | null;
  /** When a step at the provider is due (sending it, searching for it, reading its detail); null when none is. */
  placementDueAt: number | null;
  /** Failed attempts at this step. */
  placementAttempts: number;
  /** When the provider was known to have it: its debit was before this. */
  acceptedAt: number | null;
  /** JSON of a `PlacementFailure`: why the provider did not take it. */
  failure: string | null;
  /** The voucher codes, sealed; only where the provider's settings allow it. */
  vouchers: Sealed | null;
  readonly createdAt: number;
  updatedAt: number;
}
