import { rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { accepted, type Rejection } from "../outcome.ts";
import type { WaitingEvent } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { recentDrifts, requireExplanations } from "./drifts.ts";
import { takeLateEvent } from "./late-event.ts";
import { lastWindow, placement, type Placement, type SnapshotWindow } from "./window.ts";
import { applyMovement, movementAmount } from "./apply-movement.ts";
import { keepUnusable, keepWaited } from "./kept-events.ts";
import { walk } from "../walk.ts";

/** @limit Domain: waiting events that one command applies. */
export const WAITING_PAGE = 5_000;

/** Settles events that arrived before their wallet was known, in order of arrival. */
export interface ApplyWaiting {
  readonly type: "apply_waiting";
  readonly accountId: number;
  readonly providerId: string;
  readonly externalId: string;
  /**
   * No reading is possible that would settle the events near the last one: all that the snapshot does not surely
   * contain are applied.
   */
  readonly giveUp: boolean;
}

export interface WaitingApplied {
  /** Events that no longer wait. */
  readonly applied: number;
  /** Whether events are left to another command. */
  readonly more: boolean;
}

export const applyWaiting: Handler<ApplyWaiting, WaitingApplied> = {
  lookups: (command) => [rows("wallets", "external", command.accountId, command.providerId, command.externalId)],
  apply: (draft, { accountId, providerId, externalId, giveUp }) => {
    const [wallet] = draft.find("wallets", "external", accountId, providerId, externalId);
    return accepted(wallet ? applyWaitingEvents(draft, wallet, giveUp) : { applied: 0, more: false });
  },
};

/**
 * Settles one page of waiting events, or fewer when they make many deliveries. Events after the wallet's snapshot are applied, those in
 * the snapshot are recorded, and from the first event that may be part of it on they continue to wait. An event that
 * does not fit the wallet is kept for inspection.
 */
export function applyWaitingEvents(draft: Draft, wallet: Readonly<Wallet>, giveUp = false): WaitingApplied {
  const { rows: events, next } = waitingPage(draft, wallet);
  if (events.length > 0) requireMovements(draft, wallet, events);
  const left: Amount[] = [];
  let applied = 0;
  const rest = walk(draft, events, (event) => {
    const current = draft.get("wallets", wallet.accountId, wallet.id) ?? wallet;
    const amount = movementAmount(current, event);
    const judged = waitingPlace(lastWindow(current), current.snapshotReading ?? 0, event);
    const place = giveUp && judged === "near" ? "after" : judged;
    if (amount.ok && place !== "before" && (place === "near" || left.length > 0)) {
      left.push(amount.value);
      return;
    }
    if (!amount.ok) keepUnfit(draft, current, event, amount.rejection);
    else if (place === "before") takeLateEvent(draft, current, { ...event, signed: amount.value });
    else {
      const posted = applyMovement(draft, current, event, event.occurredAt, null);
      if (posted.ok) keepWaited(draft, current, event, posted.value.id);
      else keepUnfit(draft, current, event, posted.rejection);
    }
    draft.remove("waitingEvents", event);
    applied += 1;
  });
  for (const event of rest) {
    const amount = movementAmount(wallet, event);
    if (amount.ok) left.push(amount.value);
  }
  const current = draft.get("wallets", wallet.accountId, wallet.id) ?? wallet;
  if (current.waiting || left.length > 0) {
    const more = rest.length > 0 || (next !== null && wallet.snapshotFrom !== null);
    markWaiting(draft.edit("wallets", current), left, more);
  }
  return { applied, more: rest.length > 0 };
}

/** Requires the rows that the events read: each may be posted, or explain a drift. */
function requireMovements(draft: Draft, wallet: Readonly<Wallet>, events: readonly Readonly<WaitingEvent>[]): void {
  const drifts = recentDrifts(draft, wallet);
  // A debit concerns an order only while money is held for one, or as the explanation of a drift.
  const isNamed = wallet.held !== 0n || drifts.length > 0;
  const movements = events.map((event) =>
    isNamed || event.direction === "CREDIT" ? event : { occurredAt: event.occurredAt },
  );
  requireExplanations(draft, wallet, drifts, movements);
}

/**
 * The place of a waiting event relative to a snapshot: an event that arrived before the request is in it, whatever its
 * date. An old date alone does not decide.
 */
export function waitingPlace(window: SnapshotWindow | null, reading: number, event: Readonly<WaitingEvent>): Placement {
  if (!window) return "after";
  if (event.reading < reading) return "before";
  return placement(window, event.occurredAt, event.receivedAt) === "after" ? "after" : "near";
}

/** Records on the wallet's row what waits for it: `signed` amounts in order of arrival. */
export function markWaiting(wallet: Wallet, signed: readonly Amount[], more = false): void {
  wallet.waiting = signed.length > 0 || more;
  wallet.waitingLow = 0n;
  wallet.waitingHigh = 0n;
  for (const amount of signed) widen(wallet, amount);
}

/**
 * Adds a waiting event to the distance of the true balance from the row's. The snapshot may contain any of the waiting
 * events, or none.
 */
export function widen(wallet: Wallet, signed: Amount): void {
  if (signed < 0n) wallet.waitingLow += signed;
  else wallet.waitingHigh += signed;
}

/** The first waiting events of a wallet, in order of arrival. */
export function waitingPage(
  draft: Draft,
  { accountId, providerId, externalId }: Pick<Wallet, "accountId" | "providerId" | "externalId">,
) {
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
  keepUnusable(draft, wallet, event, detail || reason);
}
