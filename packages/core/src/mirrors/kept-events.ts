import type { Draft } from "../draft.ts";
import type { KeptHookReason, Movement } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";

interface KeptEvent extends Movement {
  readonly eventId: string;
  readonly receivedAt: number;
}

/** Keeps a verified movement that a snapshot already contained. */
export function keepInside(draft: Draft, wallet: Readonly<Wallet>, event: KeptEvent): void {
  keepEvent(draft, wallet, event, "late", "the last snapshot of the wallet holds it already", null);
}

/** Keeps a verified movement that explains a difference of a snapshot: the balance stays. */
export function keepExplaining(draft: Draft, wallet: Readonly<Wallet>, event: KeptEvent, transactionId: number): void {
  keepEvent(draft, wallet, event, "explained", "it explains a difference that a snapshot had shown", transactionId);
}

/** Keeps a verified movement that was applied after it had waited. */
export function keepWaited(draft: Draft, wallet: Readonly<Wallet>, event: KeptEvent, transactionId: number): void {
  keepEvent(draft, wallet, event, "waited", null, transactionId);
}

/** Keeps a verified movement that does not fit its wallet; `detail` is the reason. */
export function keepUnusable(draft: Draft, wallet: Readonly<Wallet>, event: KeptEvent, detail: string): void {
  keepEvent(draft, wallet, event, "malformed", detail, null);
}

function keepEvent(
  draft: Draft,
  wallet: Readonly<Wallet>,
  event: KeptEvent,
  reason: KeptHookReason,
  detail: string | null,
  transactionId: number | null,
): void {
  draft.append("keptHooks", {
    accountId: wallet.accountId,
    id: draft.newId("hook"),
    providerId: wallet.providerId ?? "",
    eventId: event.eventId,
    eventType: event.direction === "DEBIT" ? "wallet.debited" : "wallet.credited",
    reason,
    detail,
    walletId: wallet.id,
    transactionId,
    body: JSON.stringify({
      wallet_id: event.externalWalletId,
      ledger_id: event.ledgerId,
      amount: event.amount,
      currency: event.currency,
      reference_number: event.referenceNumber,
    }),
    receivedAt: event.receivedAt,
  });
}
