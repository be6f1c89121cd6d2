import type { FastifyRequest } from "fastify";
import type { ErrorCode } from "@plimsoll/contract";
import {
  failureOf,
  gateRejection,
  orderJson,
  rejected,
  type PlacementFailure,
  type MirrorQuote,
  type Outcome,
  type Wallet,
} from "@plimsoll/core";
import { ProviderError, type ProviderErrorKind } from "../providers/connector.ts";
import { ApiError, invalidField } from "./api-error.ts";
import type { Services } from "./services.ts";

/** The request for an order on a mirror. */
export interface MirrorOrderAsked {
  readonly productId: string;
  readonly denomination: unknown;
  readonly quantity: number;
  readonly reference: string;
  readonly fingerprint: string;
}

/**
 * Quotes, stores and places an order on a mirror. A refusal by the provider is an error response, and so is its
 * repetition; the order is kept as FAILED. A repetition of a placed order returns the order as it is by then.
 */
export async function placeMirrorOrder(
  request: Pick<FastifyRequest, "submit">,
  services: Services,
  wallet: Wallet,
  asked: MirrorOrderAsked,
): Promise<Outcome<{ readonly body: string }>> {
  const { reads, providerOrders } = services;
  const { accountId } = wallet;
  const { productId, quantity, reference, fingerprint } = asked;
  const before = await reads.orders(accountId, { walletId: null, status: null, reference }, { page: 1, limit: 1 });
  const quote = before.rows.length > 0 ? null : await quoted(services, wallet, asked);
  if (quote !== null && "refusal" in quote) return rejected(quote.refusal);
  const outcome = await request.submit({
    type: "place_mirror_order",
    accountId,
    walletId: wallet.id,
    productId,
    quantity,
    reference,
    fingerprint,
    quote,
  });
  if (!outcome.ok) return outcome;
  const order = await providerOrders.outcome(outcome.value.order, outcome.replayed !== true);
  const failure = failureOf(order);
  if (failure) throw failureError(failure);
  return { ...outcome, value: { body: orderJson(order, outcome.value.wallet) } };
}

/** The quoted price; the gates that need no price are checked before the provider is called. */
async function quoted({ now, reads, providerOrders }: Services, wallet: Wallet, asked: MirrorOrderAsked) {
  const account = await reads.account(wallet.accountId);
  const refusal = account && gateRejection(account, wallet, now());
  if (refusal) return { refusal };
  try {
    const quote: MirrorQuote = await providerOrders.quote(wallet, asked);
    return quote;
  } catch (error) {
    throw error instanceof ProviderError ? quoteError(error) : error;
  }
}

const QUOTE_CODES: Readonly<Partial<Record<ProviderErrorKind, ErrorCode>>> = {
  not_found: "NOT_FOUND",
  insufficient_funds: "INSUFFICIENT_FUNDS",
  unsupported: "CONFLICT",
};

function quoteError({ kind, message }: ProviderError): ApiError {
  if (kind === "rejected") return invalidField("product_id", `the provider refuses: ${message}`);
  return new ApiError(QUOTE_CODES[kind] ?? "SERVICE_UNAVAILABLE", `the provider's quote: ${message}`);
}

function failureError({ kind, message }: PlacementFailure): ApiError {
  const text = `the provider does not have the order: ${message}`;
  if (kind === "rejected") return invalidField("product_id", text);
  return new ApiError(kind === "insufficient_funds" ? "INSUFFICIENT_FUNDS" : "CONFLICT", text);
}
