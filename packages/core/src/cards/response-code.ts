import { accountSettings } from "../account-settings.ts";
import type { Account } from "../model/account.ts";
import type { Card } from "../model/card.ts";
import type { Wallet } from "../model/wallet.ts";
import { isStale } from "../gates/staleness.ts";
import { endOfValidity } from "./expiry.ts";

/** The ISO 8583 response codes in use. */
export const RESPONSE_CODES = {
  approved: "00",
  noSuchCard: "14",
  insufficientFunds: "51",
  expired: "54",
  restricted: "62",
  unavailable: "91",
  malfunction: "96",
} as const;
export type ResponseCode = (typeof RESPONSE_CODES)[keyof typeof RESPONSE_CODES];

/**
 * Why a card may not be used now, checked in this order: 14 unknown, 62 frozen or closed, 54 expired, 62 the wallet is
 * frozen or closed, 91 the balance is stale and the account's policy is closed. Null when it may be used.
 */
export function cardRefusal(
  card: Pick<Card, "status" | "expires"> | null,
  wallet: Pick<Wallet, "status" | "stale" | "syncedAt" | "cadenceMs"> | null,
  account: Pick<Account, "settings">,
  now: number,
): ResponseCode | null {
  if (!card || !wallet) return RESPONSE_CODES.noSuchCard;
  if (card.status !== "active") return RESPONSE_CODES.restricted;
  if (card.expires !== null && now >= (endOfValidity(card.expires) ?? 0)) return RESPONSE_CODES.expired;
  if (wallet.status !== "active") return RESPONSE_CODES.restricted;
  if (isStale(account, wallet, now) && accountSettings(account).stale_policy === "closed")
    return RESPONSE_CODES.unavailable;
  return null;
}
