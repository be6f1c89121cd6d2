import type { Draft } from "../draft.ts";
import { evaluateWallet } from "../alerts/evaluate.ts";
import { emitText } from "../events/emit.ts";
import { fits, postTogether, type Posting } from "../ledger/post.ts";
import type { Amount } from "../money/amount.ts";
import type { Provider, WaitingEvent } from "../model/provider.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { movementAmount, movementPosting } from "./apply-movement.ts";
import { keepWaited } from "./kept-events.ts";
import { keepUnfit, markWaiting, waitingPage, waitingPlace } from "./waiting-events.ts";
import { insertWallet } from "../ledger/insert-wallet.ts";
import { walletJson } from "../resources/wallet.ts";
import { longestCadenceMs } from "./cadence.ts";
import { takeLateEvent } from "./late-event.ts";
import type { SnapshotReading } from "./reading.ts";
import type { SnapshotWindow } from "./window.ts";

/** A wallet of the provider's that is not known yet. */
interface FoundMirror {
  readonly reading: SnapshotReading;
  /** The balance read. */
  readonly actual: Amount;
  readonly window: SnapshotWindow;
  /** Whether events are waiting for it. */
  readonly hasWaiting: boolean;
  /** Whether the provider lists transactions, so that the history can be counted. */
  readonly hasHistory: boolean;
}

/**
 * Opens the mirror of a wallet that a snapshot shows for the first time with the balance read, and applies its waiting
 * events that happened later. Those inside the snapshot are recorded; those from the time of the reading continue to
 * wait.
 */
export function discoverMirror(
  draft: Draft,
  provider: Readonly<Provider>,
  number: number,
  { reading, actual: balance, window, hasWaiting, hasHistory }: FoundMirror,
): Readonly<Wallet> {
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
  wallet.snapshotReading = number;
  wallet.cadenceMs = longestCadenceMs(provider);
  wallet.syncedAt = reading.window.to;
  wallet.snapshotFrom = window.from;
  wallet.snapshotTo = window.to;
  // What is in the opening balance; waiting events from then on are counted as they are applied.
  wallet.historyBefore = hasHistory ? window.from : null;
  emitText(draft, wallet.accountId, "wallet.created", walletJson(wallet));
  const postings: Posting[] = [];
  if (balance !== 0n) {
    const remarks = "opening balance as the provider reported it";
    postings.push({ amount: balance, kind: "reconciliation", source: "snapshot", remarks });
  }
  const opening = postings.length;
  const taken = hasWaiting ? takeWaiting(draft, wallet, number, balance, window) : [];
  postings.push(...taken.map(({ posting }) => posting));
  const transactions = postTogether(draft, wallet, postings, { type: "snapshot" });
  for (const [index, { event }] of taken.entries()) {
    keepWaited(draft, wallet, event, (transactions[opening + index] as Transaction).id);
  }
  // After the opening balance, because a mirror was never at zero and no alert may say so.
  evaluateWallet(draft, wallet, { type: "snapshot" });
  return wallet;
}

interface Taken {
  readonly event: Readonly<WaitingEvent>;
  readonly posting: Posting;
}

function takeWaiting(draft: Draft, wallet: Wallet, number: number, balance: Amount, window: SnapshotWindow): Taken[] {
  const { rows, next } = waitingPage(draft, wallet);
  const taken: Taken[] = [];
  let moved = balance;
  const left: Amount[] = [];
  for (const event of rows) {
    const place = waitingPlace(window, number, event);
    const amount = movementAmount(wallet, event);
    if (amount.ok && place !== "before" && (place === "near" || left.length > 0)) {
      left.push(amount.value);
      continue;
    }
    draft.remove("waitingEvents", event);
    if (!amount.ok) keepUnfit(draft, wallet, event, amount.rejection);
    else if (place === "before") takeLateEvent(draft, wallet, { ...event, signed: amount.value });
    else if (!fits(wallet, moved + amount.value))
      keepUnfit(draft, wallet, event, { reason: "balance_out_of_range", details: [] });
    else {
      moved += amount.value;
      taken.push({ event, posting: movementPosting(amount.value, event, event.occurredAt) });
    }
  }
  markWaiting(wallet, left, next !== null);
  return taken;
}
