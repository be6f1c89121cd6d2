import { quote, rateBetween, type Payer, type Product, type Quote } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import { invalid } from "./api-error.ts";

/** The request for a quote; the denomination as written in the request. */
export interface QuoteAsked {
  readonly denomination: unknown;
  readonly quantity: number;
}

/**
 * The product's quote for a payer, by the account's rates; null when there is no rate between their currencies. Throws
 * VALIDATION_FAILURE for a denomination or quantity that the product does not offer.
 */
export async function quoteFor(
  reads: Pick<Reads, "fxRate">,
  product: Product,
  payer: Payer,
  asked: QuoteAsked,
): Promise<Quote | null> {
  const rate = await readRate(reads, product.accountId, product.currency, payer.currency);
  if (!rate) return null;
  const quoted = quote(product, payer, rate, asked);
  if (!quoted.ok) throw invalid(quoted.violations);
  return quoted.quote;
}

async function readRate(reads: Pick<Reads, "fxRate">, accountId: number, from: string, to: string) {
  if (from === to) return rateBetween(from, to, null, null);
  const [direct, opposite] = await Promise.all([reads.fxRate(accountId, from, to), reads.fxRate(accountId, to, from)]);
  return rateBetween(from, to, direct, opposite);
}
