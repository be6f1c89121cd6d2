import type { Draft } from "../draft.ts";
import type { KeptHook, Movement } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";

/** A verified movement that moves no wallet, kept for inspection. */
export function keepEvent(
  draft: Draft,
  wallet: Readonly<Wallet>,
  event: Movement & { readonly eventId: string; readonly receivedAt: number },
  reason: KeptHook["reason"],
  detail: string,
): void {
  draft.append("keptHooks", {
    accountId: wallet.accountId,
    id: draft.newId("hook"),
    providerId: wallet.providerId ?? "",
    eventId: event.eventId,
    eventType: event.direction === "DEBIT" ? "wallet.debited" : "wallet.credited",
    reason,
    detail,
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
