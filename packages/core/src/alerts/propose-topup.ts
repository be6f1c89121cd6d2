import { accountSettings } from "../account-settings.ts";
import { account } from "../accounts.ts";
import type { Judged } from "./transition.ts";
import { SEVERITY, type AlertState } from "../model/alert.ts";
import type { Draft } from "../draft.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import { COVER_DAYS } from "../spend/runway.ts";
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
  const enters = isCritical(wallet.alertState) && !isCritical(previous);
  if (!enters || wallet.topupProposed || wallet.openTopups > 0) return;
  if (wallet.type !== "PREPAID" || wallet.status === "closed") return;
  const amount = proposedAmount(draft, wallet, judged);
  if (amount <= 0n) return;
  wallet.topupProposed = true;
  announce(draft, wallet, { amount, method: "wire", source: "alert", reference: null, expectedAt: null });
}

function isCritical(state: AlertState): boolean {
  return SEVERITY[state] >= SEVERITY.in_alarm;
}

/**
 * The amount that brings the available balance out of every level, and to the typical spend of the lead time and
 * COVER_DAYS more, whichever is more. Zero when an alert fired for too much money, not too little.
 */
function proposedAmount(draft: Draft, wallet: Wallet, judged: readonly Judged[]): Amount {
  const short = judged.some(
    ({ judgement: { state, level } }) => isCritical(state) && level !== null && level.condition === "below",
  );
  if (!short) return 0n;
  const days = accountSettings(account(draft, wallet.accountId)).lead_time_days + COVER_DAYS;
  let target = (wallet.typicalSpend ?? 0n) * BigInt(days);
  for (const { resolution } of judged) {
    for (const level of resolution.levels) {
      const out = level.at + resolution.margin + 1n;
      if (level.condition === "below" && out > target) target = out;
    }
  }
  const missing = target - available(wallet);
  return missing > MAX_AMOUNT ? MAX_AMOUNT : missing;
}
