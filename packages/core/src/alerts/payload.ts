import type { AlertReason, AlertThreshold, EventMembers } from "@plimsoll/contract";
import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTime } from "../time/iso-time.ts";
import { featureMembers } from "../resources/feature.ts";
import { available, type Wallet, creditBalance } from "../model/wallet.ts";
import type { ResolvedLevel } from "./levels.ts";
import type { AlertState } from "../model/alert.ts";
import type { Owner } from "./owners.ts";

/** `{level, threshold|spend_percent|runway_hours, condition}`: the level that decided, as it was configured. */
export function thresholdResource(resolved: ResolvedLevel): AlertThreshold {
  const { level } = resolved;
  return { level: resolved.name, [level.unit]: level.value, condition: level.condition };
}

export interface ReportedChange {
  readonly reason: AlertReason;
  readonly previous: AlertState;
  readonly state: AlertState;
  readonly threshold: string | null;
  readonly episodeId: string;
}

/**
 * Emits the alert event: see docs/reference/events.md. It has the balance that fired, so nothing has to be read again
 * when it is sent.
 */
export function emitAlert(draft: Draft, wallet: Readonly<Wallet>, owner: Owner, change: ReportedChange): string {
  const members = {
    alert_status: change.state,
    previous_status: change.previous,
    reason: change.reason,
    threshold: change.threshold === null ? null : (JSON.parse(change.threshold) as AlertThreshold),
    ongoing_balance: formatAvailable(wallet),
    sequence: wallet.sequence,
    episode_id: change.episodeId,
    wallet: alertWallet(wallet, owner),
  };
  if (!owner.feature) {
    return emit(draft, wallet.accountId, "wallet.balance.alert", {
      event_type: "wallet.balance.alert",
      alert_type: "wallet_balance",
      ...members,
    });
  }
  return emit(draft, wallet.accountId, "feature.wallet_balance.alert", {
    event_type: "feature.wallet_balance.alert",
    alert_type: "feature_wallet_balance",
    ...members,
    feature: { ...featureMembers(owner.feature), meter_id: null },
  });
}

export function formatAvailable(wallet: Readonly<Wallet>): string {
  return formatAmount(available(wallet), wallet.assetScale);
}

function alertWallet(wallet: Readonly<Wallet>, owner: Owner): EventMembers<"wallet.balance.alert">["wallet"] {
  return {
    id: wallet.id,
    name: wallet.name,
    wallet_type: wallet.type === "PREPAID" ? "PRE_PAID" : "POST_PAID",
    balance: formatAmount(wallet.balance, wallet.assetScale),
    credit_balance: formatAmount(creditBalance(wallet), wallet.assetScale),
    currency: wallet.currency.toLowerCase(),
    alert_enabled: owner.settings.alertEnabled,
    alert_state: wallet.alertState,
    wallet_status: wallet.status,
    customer_id: null,
    created_at: isoTime(wallet.createdAt),
    updated_at: isoTime(wallet.updatedAt),
  };
}
