import {
  formatAmount,
  isoTime,
  isoTimeOrNull,
  parseAmount,
  preflight,
  presentPace,
  runwayHours,
  type Payment,
  type Preflight as Judgement,
  type Wallet,
  tooLarge,
} from "@plimsoll/core";
import { AskPreflight, Preflight } from "@plimsoll/contract";
import type { Static } from "typebox";
import { sendResource } from "../answer.ts";
import { found, invalidField, notFound } from "../api-error.ts";
import { rejectionError } from "../rejections.ts";
import { operationsOf, reading } from "../documented.ts";
import { quoteFor } from "../quotes.ts";
import { ProviderError } from "../../providers/connector.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Orders");

/** Checks the gates of an order without placing one. */
export function preflightRoutes(app: App, services: Services): void {
  app.post(
    "/preflight",
    {
      config: { scope: "read" },
      ...operation("preflight", "Check whether the gates would accept an order", {
        description:
          "Changes nothing and reserves nothing: the order is checked again when it is placed. Send an amount, or a product with its denomination and quantity (1 by default).",
        body: AskPreflight,
        response: reading(Preflight, "VALIDATION_FAILURE", "NOT_FOUND"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const { body } = request;
      const asOf = services.now();
      const [account, wallet] = await Promise.all([
        services.reads.account(accountId),
        services.reads.wallet(accountId, body.wallet_id),
      ]);
      if (!account || !wallet) throw notFound("there is no such wallet");
      const payment = await paymentOf(services, wallet, body);
      return sendResource(
        reply,
        200,
        resource(wallet, confirmed(preflight(account, wallet, payment, services.now())), asOf),
      );
    },
  );
}

/** A judgement that depends on a movement being confirmed is not a refusal: a second later it can be made. */
function confirmed(judged: Judgement): Judgement {
  if (judged.unconfirmed) throw rejectionError({ reason: "balance_unconfirmed", details: [] });
  return judged;
}

function resource(wallet: Wallet, judged: Judgement, asOf: number): Static<typeof Preflight> {
  const text = (units: bigint | null) => (units === null ? null : formatAmount(units, wallet.assetScale));
  return {
    decision: judged.code === "OK" ? "allow" : "deny",
    code: judged.code,
    wallet_id: wallet.id,
    available: formatAmount(judged.available, wallet.assetScale),
    total_payable: text(judged.payable),
    shortfall: text(judged.shortfall),
    alert_state: wallet.alertState,
    runway_hours: runwayHours(judged.available, presentPace(wallet, asOf)),
    balance_as_of: wallet.source === "ledger" ? isoTime(asOf) : isoTimeOrNull(wallet.syncedAt),
  };
}

/** The payment: the amount in the request, or the product's charge. */
async function paymentOf(services: Services, wallet: Wallet, body: Static<typeof AskPreflight>): Promise<Payment> {
  const { product_id: productId = null, denomination = null } = body;
  const amount: unknown = body.amount ?? null;
  if ((amount === null) === (productId === null)) {
    throw invalidField("amount", "either amount, or product_id with its denomination, is required");
  }
  if (amount !== null) return { payable: amountOf(amount, wallet.assetScale) };
  if (denomination === null) throw invalidField("denomination", "denomination is required with product_id");
  const asked = { denomination, quantity: body.quantity ?? 1 };
  if (wallet.source === "mirror") return mirrorPayment(services, wallet, String(productId), asked);
  const product = found(await services.reads.product(wallet.accountId, String(productId)), "product");
  if (product.status === "archived") return { unknown: "PRODUCT_ARCHIVED" };
  const quote = await quoteFor(services.reads, product, wallet, asked);
  return quote ? { payable: quote.payable } : { unknown: "FX_RATE_MISSING" };
}

function amountOf(input: unknown, scale: number): bigint {
  const amount = parseAmount(input, scale);
  if (amount.ok && amount.value > 0n) return amount.value;
  const rule = `amount must be a decimal greater than zero with at most ${scale} decimal places`;
  throw invalidField("amount", tooLarge(input, "amount", scale) ?? rule);
}

/** A mirror's products and prices are its provider's. */
async function mirrorPayment(
  { providerOrders }: Services,
  wallet: Wallet,
  productId: string,
  asked: { readonly denomination: unknown; readonly quantity: number },
): Promise<Payment> {
  try {
    const { payable } = await providerOrders.quote(wallet, { productId, ...asked });
    return { payable };
  } catch (error) {
    if (error instanceof ProviderError) return { unknown: "QUOTE_UNAVAILABLE" };
    throw error;
  }
}
