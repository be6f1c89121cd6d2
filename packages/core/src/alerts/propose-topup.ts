import { accountSettings, type AccountSettings } from "../account-settings.ts";
import { account } from "../accounts.ts";
import type { Judged } from "./transition.ts";
import { isUrgent, type AlertState } from "../model/alert.ts";
import type { Draft } from "../draft.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { presentPace } from "../spend/forecast.ts";
import { walletAdvice } from "../topups/advice.ts";
import { topupSettings } from "../topups/settings.ts";
import { announce, end, openTopups } from "../topups/topup.ts";

/**
 * The consequences of an evaluation for the top-ups of a prepaid wallet. Entering critical or block proposes one,
 * unless one is open or this episode has had its proposal already: a cancelled proposal is not repeated before the
 * wallet has been ok again. Being ok again withdraws a proposal that was not acted upon.
 */
export function reviewProposal(draft: Draft, wallet: Wallet, previous: AlertState, judged: readonly Judged[]): void {
  if (wallet.alertState === "ok") {
    wallet.topupProposed = false;
    for (const topup of openTopups(draft, wallet)) {
      if (topup.status === "proposed") end(draft, wallet, topup, "cancelled");
    }
    return;
  }
  const enters = isUrgent(wallet.alertState) && !isUrgent(previous);
  if (!enters || wallet.topupProposed || wallet.openTopups > 0) return;
  if (wallet.type !== "PREPAID" || wallet.status === "closed") return;
  const settings = accountSettings(account(draft, wallet.accountId));
  const amount = proposedAmount(draft, wallet, judged, settings);
  if (amount <= 0n) return;
  wallet.topupProposed = true;
  announce(draft, wallet, {
    amount,
    method: topupSettings(settings, wallet).methods[0] ?? "wire",
    source: "alert",
    reference: null,
    expectedAt: null,
    by: null,
  });
}

/** The advised amount (topups/advice.ts). Zero when an alert fired for too much money, not too little. */
function proposedAmount(draft: Draft, wallet: Wallet, judged: readonly Judged[], settings: AccountSettings): Amount {
  const short = judged.some(
    ({ judgement: { state, level } }) => isUrgent(state) && level !== null && level.condition === "below",
  );
  if (!short) return 0n;
  const { now } = draft;
  const pace = presentPace(wallet, now);
  return walletAdvice(settings, wallet, { pace, usual: wallet.typicalSpend, inFlight: [], now }).amount;
}
