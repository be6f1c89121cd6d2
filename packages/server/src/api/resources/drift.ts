import { explanationsOf, formatAmount, isoTime, isoTimeOrNull, type Amount } from "@plimsoll/core";
import type { Drift } from "@plimsoll/contract";
import type { ListedDrift } from "../../store/port/providers.ts";

export function driftResource({ drift, denomination }: ListedDrift): Drift {
  const amount = (units: Amount) => formatAmount(units, denomination.assetScale);
  return {
    id: drift.id,
    provider_id: drift.providerId,
    wallet_id: drift.walletId,
    currency: denomination.currency,
    status: drift.status,
    expected: amount(drift.expected),
    actual: amount(drift.actual),
    difference: amount(drift.difference),
    unexplained: amount(drift.remainder),
    transaction_id: drift.transactionId,
    explained_by: explanationsOf(drift).map(({ transactionId }) => transactionId),
    window: { from: isoTimeOrNull(drift.fromLow), to: isoTime(drift.toHigh) },
    created_at: isoTime(drift.createdAt),
    updated_at: isoTime(drift.updatedAt),
  };
}
