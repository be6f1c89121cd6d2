import type { Runway } from "@plimsoll/contract";
import { accountSettings, BASELINE_DAYS, dayOf, multiplierOf, type Wallet, type WalletSpend } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import { runwayResource } from "./resources/runway.ts";
import { spendHistory } from "./resources/spend.ts";

/** The runway of each of an account's wallets at `now`, by a few reads for all of them. */
export async function runwaysOf(
  reads: Pick<Reads, "account" | "walletsSpend" | "campaignsOf" | "inFlight">,
  accountId: number,
  wallets: readonly Wallet[],
  now: number,
): Promise<ReadonlyMap<number, Runway>> {
  const account = await reads.account(accountId);
  if (!account || wallets.length === 0) return new Map();
  const ids = wallets.map(({ id }) => id);
  const days = new Map<number, WalletSpend[]>(ids.map((id) => [id, []]));
  for (const row of await reads.walletsSpend(accountId, ids, dayOf(now) - BASELINE_DAYS)) {
    days.get(row.walletId)?.push(row);
  }
  const campaigns = await reads.campaignsOf(accountId, now);
  const inFlight = await reads.inFlight(accountId, ids);
  const settings = accountSettings(account);
  return new Map(
    wallets.map((wallet) => [
      wallet.id,
      runwayResource(wallet, {
        figures: spendHistory(wallet, days.get(wallet.id) ?? [], now).figures,
        multiplier: multiplierOf(campaigns, wallet, now),
        inFlight: inFlight.get(wallet.id) ?? [],
        settings,
        now,
      }),
    ]),
  );
}
