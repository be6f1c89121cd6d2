import {
  bothSides,
  explanationsOf,
  formatAmount,
  isoTime,
  isoTimeOrNull,
  listedLines,
  type Amount,
  type SideLine,
} from "@plimsoll/core";
import type { Drift, DriftWithSides } from "@plimsoll/contract";
import type { DriftSides, ListedDrift } from "../../store/port/providers.ts";

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

export function driftSidesResource(sides: DriftSides): DriftWithSides {
  const { drift, denomination, listing, transactions, complete } = sides;
  const isRead = listing?.outcome === "read";
  const { lines, known, found } = bothSides(drift, isRead ? listedLines(listing) : null, transactions);
  const amount = (units: Amount) => formatAmount(units, denomination.assetScale);
  return {
    ...driftResource(sides),
    balance_before: amount(drift.expected - known.amount),
    known: { count: known.count, amount: amount(known.amount) },
    found: { count: found.count, amount: amount(found.amount) },
    lines: lines.map((line) => lineResource(line, amount)),
    complete: complete && isRead && listing.complete,
    provider_list: { status: listing?.outcome ?? "not_read", read_at: isRead ? isoTime(listing.readAt) : null },
  };
}

function lineResource(
  { match, theirs, ours }: SideLine,
  amount: (units: Amount) => string,
): DriftWithSides["lines"][number] {
  return {
    match,
    amount: amount(theirs ? BigInt(theirs.amount) : (ours?.amount ?? 0n)),
    provider: theirs && {
      id: theirs.externalId,
      reference_number: theirs.referenceNumber,
      remarks: theirs.remarks,
      occurred_at: isoTime(theirs.occurredAt),
    },
    transaction: ours && {
      id: ours.id,
      sequence: ours.sequence,
      kind: ours.kind,
      reference_number: ours.referenceNumber,
      occurred_at: isoTimeOrNull(ours.occurredAt),
      created_at: isoTime(ours.createdAt),
    },
  };
}
