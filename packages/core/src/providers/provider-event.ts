import { row, type Handler } from "../command.ts";
import { remember } from "../ledger/idempotency.ts";
import { parseDecimal } from "../money/decimal.ts";
import { accepted, invalid, replayed, type Outcome } from "../outcome.ts";
import type { Draft } from "../draft.ts";
import type { Movement } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { takeLateEvent } from "../snapshots/late-event.ts";
import { placement } from "../snapshots/window.ts";
import { applyMovement, movementAmount, refundLookups } from "./apply-movement.ts";

/** A verified wallet movement of a provider's webhook. */
export interface ProviderEvent {
  readonly type: "provider_event";
  readonly accountId: number;
  readonly providerId: string;
  /** The signed body's id: what duplicates are recognised by. */
  readonly eventId: string;
  /** By the provider's clock. */
  readonly occurredAt: number;
  readonly movement: Movement;
}

/**
 * applied: it moved the balance. waiting: the next snapshot settles it. late: the last snapshot holds it already, and the balance stayed.
 * duplicate: known.
 */
export type EventFate = "applied" | "waiting" | "late" | "duplicate";

/**
 * Takes the event once. A duplicate is known by its id alone and changes nothing. What happened after the wallet's last snapshot is applied on top
 * of it; what happened before is inside it and moves nothing; what happened while it was read waits, like an event of a wallet not yet known.
 */
export const providerEvent: Handler<ProviderEvent, EventFate> = {
  lookups: ({ accountId, providerId, eventId, movement }) => [
    row("idempotencyKeys", accountId, providerId, eventId),
    { table: "wallets", index: "external", key: [accountId, providerId, movement.externalWalletId] },
    ...refundLookups(accountId, movement),
  ],

  apply: (draft, event): Outcome<EventFate> => {
    const { accountId, providerId, eventId, occurredAt, movement } = event;
    if (draft.get("idempotencyKeys", accountId, providerId, eventId)) return replayed("duplicate");
    const [wallet] = draft.find("wallets", "external", accountId, providerId, movement.externalWalletId);
    if (!wallet) return waitForWallet(draft, event);
    const place = placement(wallet, occurredAt);
    if (place !== "after") return notOnTop(draft, event, wallet, place);
    const applied = applyMovement(draft, wallet, { ...movement, occurredAt });
    if (!applied.ok) return applied;
    draft.edit("wallets", wallet).eventAt = draft.now;
    remember(draft, accountId, providerId, keyOf(eventId), applied.value.id);
    return accepted("applied");
  },
};

function keyOf(eventId: string) {
  return { key: eventId, fingerprint: "" };
}

function waitForWallet(draft: Draft, event: ProviderEvent): Outcome<EventFate> {
  const amount = parseDecimal(event.movement.amount);
  if (!amount.ok || amount.value.units <= 0n) {
    return invalid("data.amount", "data.amount must be a decimal greater than zero");
  }
  wait(draft, event);
  return accepted("waiting");
}

function notOnTop(
  draft: Draft,
  event: ProviderEvent,
  wallet: Readonly<Wallet>,
  place: "inside" | "ambiguous",
): Outcome<EventFate> {
  const amount = movementAmount(wallet, event.movement);
  if (!amount.ok) return amount;
  const { accountId, providerId, eventId, occurredAt, movement } = event;
  if (place === "inside") {
    const late = { ...movement, eventId, occurredAt, receivedAt: draft.now, signed: amount.value };
    const transactionId = takeLateEvent(draft, wallet, late);
    remember(draft, accountId, providerId, keyOf(eventId), transactionId);
  } else {
    wait(draft, event);
  }
  const changed = draft.edit("wallets", wallet);
  changed.eventAt = draft.now;
  if (place === "ambiguous") changed.waiting = true;
  return accepted(place === "inside" ? "late" : "waiting");
}

function wait(draft: Draft, { accountId, providerId, eventId, occurredAt, movement }: ProviderEvent): void {
  draft.insert("waitingEvents", {
    accountId,
    providerId,
    eventId,
    occurredAt,
    receivedAt: draft.now,
    ...movement,
  });
  remember(draft, accountId, providerId, keyOf(eventId), null);
}
