import type { Wallet } from "@plimsoll/core";

/** Asks a mirror's provider what an order would be charged. */
export interface QuoteSource {
  /** In the wallet's scale; null when the provider cannot be asked or does not say. `denomination` is decimal text. */
  payable(
    wallet: Wallet,
    asked: { readonly productId: string; readonly denomination: string; readonly quantity: number },
  ): Promise<bigint | null>;
}
