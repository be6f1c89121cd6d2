import { creditBalance, available, type Wallet } from "../model/wallet.ts";
import { currencyId } from "../money/currency.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";

/** The wallet as JSON text. `amount` is a JSON number with every digit of the balance, which JSON.stringify cannot print. */
export function walletJson(wallet: Readonly<Wallet>): string {
  const scale = wallet.assetScale;
  const free = available(wallet);
  const rest = {
    type: wallet.type,
    name: wallet.name,
    currency: wallet.currency,
    asset_scale: scale,
    source: wallet.source,
    provider_id: wallet.providerId,
    external_id: wallet.externalId,
    status: wallet.status,
    balance: formatAmount(wallet.balance, scale),
    held: formatAmount(wallet.held, scale),
    available: formatAmount(free, scale),
    credit_balance: formatAmount(creditBalance(wallet), scale),
    conversion_rate: wallet.conversionRate,
    overdraft_limit: wallet.overdraftLimit === null ? null : formatAmount(wallet.overdraftLimit, scale),
    alert_state: wallet.alertState,
    orders_blocked: wallet.alertState === "blocked",
    alert_settings: wallet.alertSettings === null ? null : JSON.parse(wallet.alertSettings),
    feature_ids: JSON.parse(wallet.featureIds),
    sequence: wallet.sequence,
    synced_at: isoTimeOrNull(wallet.syncedAt),
    stale: wallet.stale,
    metadata: JSON.parse(wallet.metadata),
    created_at: isoTime(wallet.createdAt),
    updated_at: isoTime(wallet.updatedAt),
  };
  const head = `{"id":${wallet.id},"currency_id":${currencyId(wallet.currency)},"amount":${formatAmount(free, scale)},`;
  return head + JSON.stringify(rest).slice(1);
}
