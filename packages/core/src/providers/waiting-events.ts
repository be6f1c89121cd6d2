import { type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted } from "../outcome.ts";
import type { Wallet } from "../model/wallet.ts";
import { spendLookups } from "../spend/count.ts";
import { applyMovement } from "./apply-movement.ts";

/** Waiting events applied in one transaction. */
export const WAITING_PAGE = 5_000;

/** Applies more of the events that came before their wallet was known, oldest first. */
export interface ApplyWaiting {
  readonly type: "apply_waiting";
  readonly accountId: number;
  readonly providerId: string;
  readonly externalId: string;
}

export const applyWaiting: Handler<ApplyWaiting, { readonly applied: number }> = {
  lookups: (command) => [
    {
      table: "wallets",
      index: "external",
      key: [command.accountId, command.providerId, command.externalId],
    },
  ],
  apply: (draft, { accountId, providerId, externalId }) => {
    const [wallet] = draft.find("wallets", "external", accountId, providerId, externalId);
    return accepted({ applied: wallet ? applyWaitingEvents(draft, wallet) : 0 });
  },
};

/**
 * Applies one page of waiting events and says how many it took. What does not fit the wallet after all is kept for inspection
 * instead of waiting forever.
 */
export function applyWaitingEvents(draft: Draft, wallet: Readonly<Wallet>): number {
  const { accountId, providerId, externalId } = wallet;
  if (providerId === null || externalId === null) return 0;
  const page = draft.page("waitingEvents", "wallet", [accountId, providerId, externalId], null, WAITING_PAGE);
  draft.require(page.rows.flatMap(({ occurredAt }) => spendLookups(draft, wallet, occurredAt)));
  for (const event of page.rows) {
    const current = draft.get("wallets", accountId, wallet.id) ?? wallet;
    const applied = applyMovement(draft, current, event);
    if (!applied.ok) {
      const detail = applied.rejection.details.map(({ message }) => message).join("; ");
      draft.append("keptHooks", {
        accountId,
        id: draft.newId("hook"),
        providerId,
        eventId: event.eventId,
        eventType: event.direction === "DEBIT" ? "wallet.debited" : "wallet.credited",
        reason: "malformed",
        detail: detail || applied.rejection.reason,
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
    draft.remove("waitingEvents", event);
  }
  return page.rows.length;
}
