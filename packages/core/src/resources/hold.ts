import type { Hold } from "@plimsoll/contract";
import { isoTime } from "../time/iso-time.ts";
import type { Denomination } from "../model/wallet.ts";
import type { Hold as HoldRow } from "../model/hold.ts";
import { formatAmount } from "../money/amount.ts";

export function holdResource(hold: Readonly<HoldRow>, of: Denomination): Hold {
  return {
    id: hold.id,
    wallet_id: hold.walletId,
    currency: of.currency,
    amount: formatAmount(hold.amount, of.assetScale),
    captured_amount: formatAmount(hold.captured, of.assetScale),
    status: hold.status,
    source: hold.source,
    reference: hold.reference,
    external_id: hold.externalId,
    transaction_id: hold.transactionId,
    expires_at: isoTime(hold.expiresAt),
    created_at: isoTime(hold.createdAt),
    updated_at: isoTime(hold.updatedAt),
  };
}
