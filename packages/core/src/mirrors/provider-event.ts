import { row, rows, type Handler } from "../command.ts";
import { remember } from "../requests/idempotency.ts";
import { parseDecimal } from "../money/decimal.ts";
import { accepted, invalid, replayed, type Outcome } from "../outcome.ts";
import type { Draft } from "../draft.ts";
import type { Movement } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { explainLateEvent } from "./late-event.ts";
import { lastWindow, placement, type Placement } from "./window.ts";
import { keepExplaining } from "./kept-events.ts";
import { applyMovement, movementAmount, refundLookups } from "./apply-movement.ts";
import { widen } from "./waiting-events.ts";

/** A verified wallet movement of a provider's webhook. */
export interface ProviderEvent {
  readonly type: "provider_event";
  readonly accountId: number;
  readonly providerId: string;
  /** The signed body's id. */
  readonly eventId: string;
  /** As it is stored, of the provider and the event's id: it identifies duplicates. */
  readonly key: string;
  /** By the provider's clock. */
  readonly occurredAt: number;
  readonly movement: Movement;
}

/**
 * applied: it moved the balance. waiting: the next snapshot settles it. late: it explains a difference of a snapshot,
 * and the balance stayed. duplicate: known.
 */
export type EventFate = "applied" | "waiting" | "late" | "duplicate";

/**
 * Applies the event once. A duplicate is known by its id alone and changes nothing. An event dated after the wallet's
 * last snapshot is applied on top of it. One dated before it is late, if it explains a difference of the snapshot. Any
 * other that may be part of the snapshot waits for the next reading, and so does every later event of the wallet,
 * because they are applied in order of arrival.
 */
export const providerEvent: Handler<ProviderEvent, EventFate> = {
  lookups: ({ accountId, providerId, key, movement }) => [
    row("idempotencyKeys", accountId, key),
    rows("wallets", "external", accountId, providerId, movement.externalWalletId),
    ...refundLookups(accountId, movement),
  ],

  apply: (draft, event): Outcome<EventFate> => {
    const { accountId, providerId, eventId, key, occurredAt, movement } = event;
    if (draft.get("idempotencyKeys", accountId, key)) return replayed("duplicate");
    const [wallet] = draft.find("wallets", "external", accountId, providerId, movement.externalWalletId);
    if (!wallet) return waitForWallet(draft, event);
    const place = placeOf(wallet, occurredAt, draft.now);
    if (place !== "after") return notOnTop(draft, event, wallet, place);
    const applied = applyMovement(draft, wallet, movement, occurredAt, eventId);
    if (!applied.ok) return applied;
    draft.edit("wallets", wallet).eventAt = draft.now;
    remember(draft, accountId, { key, fingerprint: "" }, applied.value.id);
    return accepted("applied");
  },
};

/** The place of an event among what the wallet's balance contains. Without a snapshot every event is new. */
export function placeOf(wallet: Readonly<Wallet>, occurredAt: number, now: number): Placement {
  if (wallet.waiting) return "near";
  const window = lastWindow(wallet);
  return window ? placement(window, occurredAt, now) : "after";
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
  place: "before" | "near",
): Outcome<EventFate> {
  const amount = movementAmount(wallet, event.movement);
  if (!amount.ok) return amount;
  const { accountId, eventId, key, occurredAt, movement } = event;
  const late = { ...movement, eventId, occurredAt, receivedAt: draft.now, signed: amount.value };
  const explains = place === "before" ? explainLateEvent(draft, wallet, late) : null;
  const changed = draft.edit("wallets", wallet);
  changed.eventAt = draft.now;
  if (explains !== null) {
    remember(draft, accountId, { key, fingerprint: "" }, explains);
    keepExplaining(draft, wallet, late, explains);
    return accepted("late");
  }
  wait(draft, event);
  changed.waiting = true;
  widen(changed, amount.value);
  return accepted("waiting");
}

function wait(draft: Draft, { accountId, providerId, eventId, key, occurredAt, movement }: ProviderEvent): void {
  const found = draft.get("providers", accountId, providerId);
  if (!found) throw new Error(`no provider ${providerId}`);
  const provider = draft.edit("providers", found);
  provider.waitingCount += 1;
  draft.insert("waitingEvents", {
    accountId,
    providerId,
    eventId,
    arrival: provider.waitingCount,
    reading: provider.readingCount,
    occurredAt,
    receivedAt: draft.now,
    ...movement,
  });
  remember(draft, accountId, { key, fingerprint: "" }, null);
}
