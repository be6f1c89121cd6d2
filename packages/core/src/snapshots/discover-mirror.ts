import type { Draft } from "../draft.ts";
import { evaluateWallet } from "../alerts/evaluate.ts";
import { emitText } from "../events/emit.ts";
import { fits, postTogether, type Posting } from "../ledger/post.ts";
import type { Amount } from "../money/amount.ts";
import type { Provider } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { movementAmount, movementPosting } from "../providers/apply-movement.ts";
import { keepUnfit, waitingPage } from "../providers/waiting-events.ts";
import { insertWallet } from "../wallets/insert-wallet.ts";
import { walletJson } from "../wallets/resource.ts";
import { spendLookups } from "../spend/count.ts";
import { takeLateEvent } from "./late-event.ts";
import type { SnapshotReading } from "./reading.ts";
import { placement, type SnapshotWindow } from "./window.ts";

/**
 * A wallet that a snapshot shows for the first time: its mirror opens with the balance read, and takes the events that waited for it and happened
 * later. Those inside the snapshot are recorded; those of the time when it was read go on waiting.
 */
export function discoverMirror(
  draft: Draft,
  provider: Readonly<Provider>,
  reading: SnapshotReading,
  balance: Amount,
  window: SnapshotWindow,
  hasWaiting: boolean,
): void {
  const wallet = insertWallet(draft, {
    accountId: provider.accountId,
    name: reading.name,
    currency: reading.currency,
    walletType: reading.walletType,
    assetScale: reading.assetScale,
    overdraftLimit: null,
    conversionRate: "1",
    alertSettings: null,
    metadata: "{}",
    mirror: { providerId: provider.id, externalId: reading.externalId },
  });
  wallet.syncedAt = reading.window.to;
  wallet.snapshotFrom = window.from;
  wallet.snapshotTo = window.to;
  emitText(draft, wallet.accountId, "wallet.created", `"data":${walletJson(wallet)}`);
  const postings: Posting[] = [];
  if (balance !== 0n) {
    const remarks = "opening balance as the provider told it";
    postings.push({ amount: balance, kind: "reconciliation", source: "snapshot", remarks });
  }
  if (hasWaiting) postings.push(...takeWaiting(draft, wallet, balance));
  postTogether(draft, wallet, postings, { type: "snapshot" });
  // After the opening balance: a mirror was never at zero, so nothing may be told of it.
  evaluateWallet(draft, wallet, { type: "snapshot" });
}

function takeWaiting(draft: Draft, wallet: Wallet, balance: Amount): Posting[] {
  const { rows, next } = waitingPage(draft, wallet);
  draft.require(rows.flatMap(({ occurredAt }) => spendLookups(draft, wallet, occurredAt)));
  const postings: Posting[] = [];
  let moved = balance;
  let left = next === null ? 0 : 1;
  for (const event of rows) {
    const place = placement(wallet, event.occurredAt);
    const amount = movementAmount(wallet, event);
    if (place === "ambiguous") {
      left += 1;
      continue;
    }
    draft.remove("waitingEvents", event);
    if (!amount.ok) keepUnfit(draft, wallet, event, amount.rejection);
    else if (place === "inside") takeLateEvent(draft, wallet, { ...event, signed: amount.value });
    else if (!fits(wallet, moved + amount.value))
      keepUnfit(draft, wallet, event, { reason: "balance_out_of_range", details: [] });
    else {
      moved += amount.value;
      postings.push(movementPosting(amount.value, event));
    }
  }
  wallet.waiting = left > 0;
  return postings;
}
