import {
  accountSettings,
  available,
  formatAmount,
  formatDecimal,
  landingTime,
  parseAmount,
  presentPace,
  runwayHours,
  smaller,
  transferOffer,
  type Decimal,
  type TransferOffer,
  type Wallet,
} from "@plimsoll/core";
import { PageQuery, WalletAlternative } from "@plimsoll/contract";
import { ApiError, found } from "../api-error.ts";
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
/** @limit Requests: wallets among which those are found that are named as an alternative to a wire. */
const MAX_CANDIDATES = 200;

export function walletAlternativeRoutes(app: App, { reads, now }: Services): void {
  app.get(
    "/wallets/:id/alternatives",
    operation("listWalletAlternatives", "List where money can come from before a wire lands", {
      description:
        "For a ledger wallet, other ledger wallets that can give what is advised, stay above their levels and last until a wire to them lands; for a mirror, other wallets at its provider with money above their levels. Those that cover the most of what is advised first, then those of its currency, then those that last longest; at most 10.",
      params: WalletPath,
      querystring: PageQuery,
      response: reading(listOf(WalletAlternative), "VALIDATION_FAILURE", "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const account = await reads.account(accountId);
      if (!account) throw new ApiError("UNAUTHORIZED");
      const wallet = found(await reads.wallet(accountId, walletId(request.params.id)), "wallet");
      const beside = await reads.walletsBeside(wallet, MAX_CANDIDATES);
      const at = now();
      const advised = (await runwaysOf(reads, accountId, [wallet], at)).get(wallet.id)?.topup.amount ?? null;
      const codes = new Set([wallet.currency, ...beside.map(({ currency }) => currency)]);
      const rateOf = ratesOf(await reads.fxRatesAmong(accountId, [...codes]));
      const needy = { wallet, advised, rateOf, landsAt: landingTime(accountSettings(account), at), now: at };
      const ways = beside.map((other) => wayFrom(other, needy));
      // A mirror is spent from where it is; only what is moved needs an offer.
      const possible = wallet.source === "mirror" ? ways : ways.filter(({ offer }) => offer !== null);
      const best = possible.toSorted(byHelp(wallet)).slice(0, MAX_ALTERNATIVES);
      return sendWhole(
        request,
        reply,
        best.map((way) => alternative(way, wallet)),
      );
    },
  );
}

interface Needy {
  readonly wallet: Wallet;
  /** What it is advised to get, in its currency; null when nothing is known to be spent. */
  readonly advised: string | null;
  readonly rateOf: Rates;
  readonly landsAt: number;
  readonly now: number;
}

interface Way {
  readonly giver: Wallet;
  readonly rate: Decimal | null;
  /** Null when nothing is advised, or nothing can be given. */
  readonly offer: TransferOffer | null;
  /** What arrives of what is advised, and no more. */
  readonly covered: bigint;
  readonly hours: number | null;
}

function wayFrom(giver: Wallet, { wallet, advised, rateOf, landsAt, now }: Needy): Way {
  const { assetScale } = wallet;
  const rate = rateOf(giver.currency, wallet.currency);
  const missing = parseAmount(advised, assetScale);
  const isAsked = rate !== null && missing.ok && missing.value > 0n;
  const offer = isAsked ? transferOffer(giver, { missing: missing.value, assetScale, rate, landsAt, now }) : null;
  return {
    giver,
    rate,
    offer,
    covered: offer !== null && missing.ok ? smaller(offer.received, missing.value) : 0n,
    hours: runwayHours(available(giver), presentPace(giver, now)),
  };
}

/**
 * The one that helps most first: by what it covers, then without a conversion, then by how long it lasts itself;
 * otherwise as they were read.
 */
function byHelp({ currency }: Wallet): (a: Way, b: Way) => number {
  const isForeign = ({ giver }: Way) => Number(giver.currency !== currency);
  const lasts = ({ hours }: Way) => hours ?? Number.MAX_VALUE;
  return (a, b) =>
    Number(b.covered > a.covered) - Number(a.covered > b.covered) || isForeign(a) - isForeign(b) || lasts(b) - lasts(a);
}

function alternative({ giver, rate, offer, hours }: Way, wallet: Wallet): WalletAlternative {
  const named = {
    wallet_id: giver.id,
    name: giver.name,
    currency: giver.currency,
    available: formatAmount(available(giver), giver.assetScale),
    runway_hours: hours,
  };
  if (wallet.source === "mirror" || offer === null) {
    return { kind: "same_provider", ...named, amount: null, rate: null, received: null };
  }
  return {
    kind: "transfer",
    ...named,
    amount: formatAmount(offer.amount, giver.assetScale),
    rate: rate === null || giver.currency === wallet.currency ? null : formatDecimal(rate),
    received: formatAmount(offer.received, wallet.assetScale),
  };
}
