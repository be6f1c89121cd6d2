import { type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted, type Rejection } from "../outcome.ts";
import type { WaitingEvent } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { spendLookups } from "../spend/count.ts";
import { takeLateEvent } from "../snapshots/late-event.ts";
import { placement } from "../snapshots/window.ts";
import { applyMovement, movementAmount, refundLookups } from "./apply-movement.ts";
import { keepEvent } from "./kept-events.ts";

/** Waiting events applied in one transaction. */
export const WAITING_PAGE = 5_000;

/** Settles more of the events that came before their wallet was known, oldest first. */
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
 * Settles one page of waiting events and says how many it took. What happened after the wallet's snapshot is applied, what the snapshot holds is
 * recorded, and what happened while it was read goes on waiting. What does not fit the wallet after all is kept for inspection.
 */
export function applyWaitingEvents(draft: Draft, wallet: Readonly<Wallet>): number {
  const { rows, next } = waitingPage(draft, wallet);
  draft.require([
    ...rows.flatMap(({ occurredAt }) => spendLookups(draft, wallet, occurredAt)),
    ...rows.flatMap((event) => refundLookups(wallet.accountId, event)),
  ]);
  let left = next === null ? 0 : 1;
  let taken = 0;
  for (const event of rows) {
    const current = draft.get("wallets", wallet.accountId, wallet.id) ?? wallet;
    const place = placement(current, event.occurredAt);
    if (place === "ambiguous") {
      left += 1;
      continue;
    }
    const amount = movementAmount(current, event);
    if (!amount.ok) keepUnfit(draft, current, event, amount.rejection);
    else if (place === "inside") takeLateEvent(draft, current, { ...event, signed: amount.value });
    else {
      const applied = applyMovement(draft, current, event);
      if (!applied.ok) keepUnfit(draft, current, event, applied.rejection);
    }
    draft.remove("waitingEvents", event);
    taken += 1;
  }
  const waiting = left > 0 && wallet.snapshotFrom !== null;
  const current = draft.get("wallets", wallet.accountId, wallet.id) ?? wallet;
  if (current.waiting !== waiting) draft.edit("wallets", current).waiting = waiting;
  return taken;
}

/** The oldest events that wait for a wallet. */
export function waitingPage(draft: Draft, { accountId, providerId, externalId }: Readonly<Wallet>) {
  if (providerId === null || externalId === null) return { rows: [], next: null };
  return draft.page("waitingEvents", "wallet", [accountId, providerId, externalId], null, WAITING_PAGE);
}

export function keepUnfit(
  draft: Draft,
  wallet: Readonly<Wallet>,
  event: Readonly<WaitingEvent>,
  { reason, details }: Rejection,
): void {
  const detail = details.map(({ message }) => message).join("; ");
  keepEvent(draft, wallet, event, "malformed", detail || reason);
}
