import {
  available,
  formatAmount,
  formatDecimal,
  parseAmount,
  presentPace,
  runwayHours,
  transferOffer,
  type Wallet,
} from "@plimsoll/core";
import { PageQuery, WalletAlternative } from "@plimsoll/contract";
import { found } from "../api-error.ts";
import { listOf, operationsOf, reading } from "../documented.ts";
import { ratesOf, type Rates } from "../fx.ts";
import { walletId } from "../ids.ts";
import { sendWhole } from "../pages.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { runwaysOf } from "../wallet-runways.ts";
import { WalletPath } from "./paths.ts";

const operation = operationsOf("Wallets");

/** @limit Requests: wallets that are named as an alternative to a wire. */
const MAX_ALTERNATIVES = 10;

export function walletAlternativeRoutes(app: App, { reads, now }: Services): void {
  app.get(
    "/wallets/:id/alternatives",
    operation("listWalletAlternatives", "List where money can come from before a wire lands", {
      description:
        "For a ledger wallet, other ledger wallets that can give what is advised and stay above their levels; for a mirror, other wallets at its provider. Those of its currency first, then those that last longest; at most 10.",
      params: WalletPath,
      querystring: PageQuery,
      response: reading(listOf(WalletAlternative), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      const beside = await reads.walletsBeside(wallet, MAX_ALTERNATIVES);
      const at = now();
      if (wallet.source === "mirror") {
        return sendWhole(
          request,
          reply,
          beside.map((other) => ({
            kind: "same_provider",
            ...named(other, at),
            amount: null,
            rate: null,
            received: null,
          })),
        );
      }
      const advised = (await runwaysOf(reads, accountId, [wallet], at)).get(wallet.id)?.topup.amount ?? null;
      const codes = new Set([wallet.currency, ...beside.map(({ currency }) => currency)]);
      const rateOf = ratesOf(await reads.fxRatesAmong(accountId, [...codes]));
      return sendWhole(request, reply, transfersFrom(beside, { wallet, advised, rateOf, now: at }));
    },
  );
}

interface Needy {
  readonly wallet: Wallet;
  /** What it is advised to get, in its currency; null when nothing is known to be spent. */
  readonly advised: string | null;
  readonly rateOf: Rates;
  readonly now: number;
}

function transfersFrom(givers: readonly Wallet[], { wallet, advised, rateOf, now }: Needy): WalletAlternative[] {
  const missing = parseAmount(advised, wallet.assetScale);
  if (!missing.ok || missing.value <= 0n) return [];
  return givers.flatMap((giver) => {
    const rate = rateOf(giver.currency, wallet.currency);
    const offer = rate && transferOffer(giver, { missing: missing.value, assetScale: wallet.assetScale, rate });
    if (!offer) return [];
    return [
      {
        kind: "transfer" as const,
        ...named(giver, now),
        amount: formatAmount(offer.amount, giver.assetScale),
        rate: giver.currency === wallet.currency ? null : formatDecimal(rate),
        received: formatAmount(offer.received, wallet.assetScale),
      },
    ];
  });
}

function named(wallet: Readonly<Wallet>, now: number) {
  const free = available(wallet);
  return {
    wallet_id: wallet.id,
    name: wallet.name,
    currency: wallet.currency,
    available: formatAmount(free, wallet.assetScale),
    runway_hours: runwayHours(free, presentPace(wallet, now)),
  };
}
