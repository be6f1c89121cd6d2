import type { Draft } from "../draft.ts";
import type { Amount } from "../money/amount.ts";
import type { WaitingEvent } from "../model/provider.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { movementAmount } from "./apply-movement.ts";
import { waitingPage, waitingPlace } from "./waiting-events.ts";
import type { Rejection } from "../outcome.ts";
import type { ReadingNumber } from "./begin-reading.ts";
import { BACKFILL } from "./drifts.ts";
import { areMissed, namedOnes, type LateEvent } from "./late-event.ts";
import { exactSubset } from "./subset.ts";
import { lastWindow, placement, type SnapshotWindow } from "./window.ts";

/** A waiting event, and its signed amount in the wallet's units. */
interface WaitingMovement {
  readonly event: Readonly<WaitingEvent>;
  readonly signed: Amount;
}

/**
 * Why the next reading decides better than this one. mixed: movements that came during the reading may or may not be in
 * it, and it agrees with no choice of them. stale: it lacks movements known at its request, like the response of a
 * lagging replica.
 */
export type Doubt = "mixed" | "stale";

/** The settlement of a snapshot of a known wallet. */
export interface Settlement {
  /** The balance by the known movements that the snapshot covers. */
  readonly expected: Amount;
  /** The part of the snapshot that no known movement explains. */
  readonly difference: Amount;
  readonly doubt: Doubt | null;
  /**
   * It agrees by a choice of the movements that it contains: equal amounts would agree as well, so another reading has
   * to confirm it.
   */
  readonly chosen: boolean;
  /** Waiting events that happened since the previous snapshot, and are part of this one. */
  readonly happened: readonly WaitingMovement[];
  /** Waiting events after the snapshot. */
  readonly after: readonly WaitingMovement[];
  /** Waiting events that were part of the previous snapshot. */
  readonly inside: readonly WaitingMovement[];
  readonly unfit: readonly { readonly event: Readonly<WaitingEvent>; readonly rejection: Rejection }[];
  /** Waiting events that may be part of the snapshot, and the events behind them. */
  readonly left: readonly WaitingMovement[];
  /** There are more than were read. */
  readonly more: boolean;
}

/**
 * Compares a snapshot with the known movements. `recent` are the wallet's newest transactions, newest first, at least
 * all that were posted after the reading was requested. Movements received before the request are in the snapshot,
 * whatever their dates. For later ones the dates decide, and where they are too near to the reading it stays open.
 */
export function settle(
  draft: Draft,
  wallet: Readonly<Wallet>,
  actual: Amount,
  window: SnapshotWindow,
  reading: ReadingNumber,
  recent: readonly Readonly<Transaction>[],
): Settlement {
  const posted = movementsSince(wallet, reading, recent);
  const places = posted.map(({ occurredAt, createdAt }) => placement(window, occurredAt ?? createdAt, createdAt));
  const onTop = posted.filter((_, index) => places[index] === "after");
  const within = posted.filter((_, index) => places[index] === "near");
  const { fit, ...events } = waitingMovements(draft, wallet);
  const place = ({ event }: WaitingMovement) => waitingPlace(window, reading.number, event);
  const held = fit.filter((movement) => place(movement) === "before");
  const later = fit.filter((movement) => !held.includes(movement));
  const near = later.findIndex((movement) => place(movement) === "near");
  const after = near < 0 ? later : later.slice(0, near);
  const left = near < 0 ? [] : later.slice(near);

  const expected = wallet.balance - onTop.reduce((sum, { amount }) => sum + amount, 0n);
  const difference = actual - expected;
  const base = { expected, after, left, unfit: events.unfit, more: events.more };
  if (within.length > 0 && difference !== 0n && held.length + left.length === 0) {
    // Movements not in the snapshot yet are added to it: the balance stays.
    const amounts = within.map(({ amount }) => amount);
    const agreed = firstAddUp(amounts.toReversed(), -difference) || exactSubset(amounts, -difference) !== null;
    if (agreed) return { ...base, difference: 0n, doubt: null, chosen: true, happened: [], inside: [] };
  }
  // The hook of a movement that was found without it moves nothing, unless nothing else agrees.
  const named = namedOnes(draft, wallet, held.map(lateEvent)).map(({ eventId }) => eventId);
  const unnamed = held.filter(({ event }) => !named.includes(event.eventId));
  const happened = chooseHappened(unnamed, difference) ?? chooseHappened(held, difference);
  const rest = held.filter((movement) => !happened?.includes(movement));
  return {
    ...base,
    difference: happened ? 0n : difference,
    doubt: doubtOf(),
    chosen: within.length > 0,
    happened: happened ?? [],
    inside: rest,
  };

  function doubtOf(): Doubt | null {
    if (happened) {
      // A movement that no snapshot has missed cannot have been part of the previous one.
      return areMissed(draft, wallet, rest.map(lateEvent)) ? null : "stale";
    }
    if (within.length + left.length > 0) return "mixed";
    // A movement was never reported, or a replica lacks the waiting ones.
    if (held.length > 0 && !areMissed(draft, wallet, held.map(lateEvent))) return "stale";
    const below = recent.filter((transaction) => !onTop.includes(transaction));
    return lacksLastOnes(below, difference, draft.now) ? "stale" : null;
  }
}

function lateEvent({ event, signed }: WaitingMovement): LateEvent {
  return { ...event, signed };
}

/** Movements reported by the provider that were posted after the reading was requested, in that order. */
function movementsSince(
  wallet: Readonly<Wallet>,
  { lastTransactionId }: ReadingNumber,
  recent: readonly Readonly<Transaction>[],
): Readonly<Transaction>[] {
  const last = lastWindow(wallet);
  return recent
    .filter(({ id, occurredAt, source }) => id > lastTransactionId && occurredAt !== null && source !== BACKFILL)
    .filter(
      // An explanation of a drift came with an opposite transaction, and was part of the previous snapshot.
      ({ occurredAt, createdAt }) => !last || placement(last, occurredAt ?? createdAt, createdAt) !== "before",
    )
    .toReversed();
}

/** Whether the first of these, one or more, add up to `target`. */
function firstAddUp(amounts: readonly Amount[], target: Amount): boolean {
  let sum = 0n;
  return amounts.some((amount) => {
    sum += amount;
    return sum === target;
  });
}

/**
 * The waiting events in a snapshot that happened since the previous one, so that they make up the difference: all of
 * them, or the last ones, or the fewest. Null when none do.
 */
function chooseHappened(held: readonly WaitingMovement[], difference: Amount): readonly WaitingMovement[] | null {
  let sum = held.reduce((total, { signed }) => total + signed, 0n);
  for (let earlier = 0; earlier < held.length; earlier += 1) {
    if (sum === difference) return held.slice(earlier);
    sum -= held[earlier]?.signed ?? 0n;
  }
  const indexes = exactSubset(
    held.map(({ signed }) => signed),
    difference,
  );
  return indexes?.flatMap((index) => held[index] ?? []) ?? null;
}

/** @limit Polling: longest lag by which a lagging replica of a provider is recognized. */
export const LAG_MS = 20_000;
/** @limit Polling: movements of one wallet that a lagging replica may lack. */
export const LAGGING_MOVEMENTS = 8;

/** Whether the difference equals that of removing the last movements, which should be in the snapshot. Newest first. */
function lacksLastOnes(recent: readonly Readonly<Transaction>[], difference: Amount, now: number): boolean {
  const before = recent.filter(({ createdAt }) => Math.abs(now - createdAt) < LAG_MS).slice(0, LAGGING_MOVEMENTS);
  return firstAddUp(
    before.map(({ amount }) => amount),
    -difference,
  );
}

function waitingMovements(draft: Draft, wallet: Readonly<Wallet>) {
  const fit: WaitingMovement[] = [];
  const unfit: { event: Readonly<WaitingEvent>; rejection: Rejection }[] = [];
  if (!wallet.waiting) return { fit, unfit, more: false };
  const { rows, next } = waitingPage(draft, wallet);
  for (const event of rows) {
    const amount = movementAmount(wallet, event);
    if (amount.ok) fit.push({ event, signed: amount.value });
    else unfit.push({ event, rejection: amount.rejection });
  }
  return { fit, unfit, more: next !== null };
}
