import { row, type Handler } from "../command.ts";
import { remember } from "../ledger/idempotency.ts";
import { parseDecimal } from "../money/decimal.ts";
import { accepted, invalid, replayed, type Outcome } from "../outcome.ts";
import type { Movement } from "../model/provider.ts";
import { applyMovement } from "./apply-movement.ts";

/** A verified wallet movement of a provider's webhook. */
export interface ProviderEvent {
  readonly type: "provider_event";
  readonly accountId: number;
  readonly providerId: string;
  /** The signed body's id: what duplicates are recognised by. */
  readonly eventId: string;
  readonly occurredAt: number;
  readonly movement: Movement;
}

export type EventFate = "applied" | "waiting" | "duplicate";

/**
 * Applies the event once. A duplicate is known by its id alone and changes nothing; an event for a wallet not yet known waits and
 * counts as received.
 */
export const providerEvent: Handler<ProviderEvent, EventFate> = {
  lookups: ({ accountId, providerId, eventId, movement }) => [
    row("idempotencyKeys", accountId, providerId, eventId),
    { table: "wallets", index: "external", key: [accountId, providerId, movement.externalWalletId] },
  ],

  apply: (draft, { accountId, providerId, eventId, occurredAt, movement }): Outcome<EventFate> => {
    if (draft.get("idempotencyKeys", accountId, providerId, eventId)) return replayed("duplicate");
    const [wallet] = draft.find("wallets", "external", accountId, providerId, movement.externalWalletId);
    const key = { key: eventId, fingerprint: "" };
    if (!wallet) {
      const amount = parseDecimal(movement.amount);
      if (!amount.ok || amount.value.units <= 0n) {
        return invalid("data.amount", "data.amount must be a decimal greater than zero");
      }
      draft.insert("waitingEvents", {
        accountId,
        providerId,
        eventId,
        occurredAt,
        receivedAt: draft.now,
        ...movement,
      });
      remember(draft, accountId, providerId, key, null);
      return accepted("waiting");
    }
    const applied = applyMovement(draft, wallet, { ...movement, occurredAt });
    if (!applied.ok) return applied;
    remember(draft, accountId, providerId, key, applied.value.id);
    return accepted("applied");
  },
};
