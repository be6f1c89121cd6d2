import { formatAmount } from "../money/amount.ts";
import { isoTime } from "../time/iso-time.ts";
import { featureResource } from "./features/resource.ts";
import { available, type Wallet, creditBalance } from "../model/wallet.ts";
import type { ResolvedLevel } from "./levels.ts";
import type { AlertState } from "../model/alert.ts";
import type { Owner } from "./owners.ts";

/** `{level, threshold|spend_percent|runway_hours, condition}`: the level that decided, as it was configured. */
export function thresholdResource(resolved: ResolvedLevel): Record<string, string> {
  const { level } = resolved;
  return { level: resolved.name, [level.unit]: level.value, condition: level.condition };
}

export function alertEventType(owner: Owner): string {
  return owner.kind === "feature" ? "feature.wallet_balance.alert" : "wallet.balance.alert";
}

export interface ReportedChange {
  readonly previous: AlertState;
  readonly state: AlertState;
  readonly threshold: string | null;
  readonly episodeId: string;
}

/**
 * The alert event's members after id, type and created_at: see docs/reference/events.md. It has the balance that fired,
 * so nothing has to be read again when it is sent.
 */
export function alertEvent(wallet: Readonly<Wallet>, owner: Owner, change: ReportedChange) {
  return {
    event_type: alertEventType(owner),
    alert_type: owner.kind === "feature" ? "feature_wallet_balance" : "wallet_balance",
    alert_status: change.state,
    previous_status: change.previous,
    threshold: change.threshold === null ? null : (JSON.parse(change.threshold) as unknown),
    ongoing_balance: formatAvailable(wallet),
    sequence: wallet.sequence,
    episode_id: change.episodeId,
    ...(owner.feature ? { feature: { ...featureResource(owner.feature), meter_id: null } } : {}),
    wallet: alertWallet(wallet, owner),
  };
}

export function formatAvailable(wallet: Readonly<Wallet>): string {
  return formatAmount(available(wallet), wallet.assetScale);
}

function alertWallet(wallet: Readonly<Wallet>, owner: Owner) {
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
