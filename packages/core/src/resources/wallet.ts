import type { Wallet } from "@plimsoll/contract";
import { jsonText, type JsonText } from "./json-text.ts";
import { creditBalance, available, type Wallet as WalletRow } from "../model/wallet.ts";
import { currencyId } from "../money/currency.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";

/** The wallet as JSON text. `amount` is a JSON number with every digit of the balance, which JSON.stringify cannot print. */
export function walletJson(wallet: Readonly<WalletRow>): JsonText<Wallet> {
  const scale = wallet.assetScale;
  const free = available(wallet);
  const exact = { id: wallet.id, currency_id: currencyId(wallet.currency), amount: formatAmount(free, scale) };
  return jsonText(exact, {
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
    expected_daily_spend: wallet.expectedSpend === null ? null : formatAmount(wallet.expectedSpend, scale),
    topup: wallet.topupSettings === null ? null : JSON.parse(wallet.topupSettings),
    alert_state: wallet.alertState,
    orders_blocked: wallet.alertState === "blocked",
    alert_settings:
      wallet.alertSettings === null ? null : (JSON.parse(wallet.alertSettings) as Wallet["alert_settings"]),
    feature_ids: JSON.parse(wallet.featureIds) as string[],
    sequence: wallet.sequence,
    synced_at: isoTimeOrNull(wallet.syncedAt),
    stale: wallet.stale,
    metadata: JSON.parse(wallet.metadata) as Wallet["metadata"],
    created_at: isoTime(wallet.createdAt),
    updated_at: isoTime(wallet.updatedAt),
  });
}
