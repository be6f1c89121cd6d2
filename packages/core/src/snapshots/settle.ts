import type { Draft } from "../draft.ts";
import type { Amount } from "../money/amount.ts";
import type { WaitingEvent } from "../model/provider.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { movementAmount } from "../providers/apply-movement.ts";
import { waitingPage } from "../providers/waiting-events.ts";
import type { Rejection } from "../outcome.ts";
import { BACKFILL, explanationsOf, recentDrifts, sameMovement } from "./drifts.ts";
import { exactSubset } from "./subset.ts";
import type { SnapshotWindow } from "./window.ts";

/** A waiting event, and its signed amount in the wallet's units. */
interface WaitingMovement {
  readonly event: Readonly<WaitingEvent>;
  readonly signed: Amount;
}

/** What a snapshot says about a wallet that is known. */
export interface Settlement {
  /** The balance that the known movements gave, as far as the snapshot speaks of them. */
  readonly expected: Amount;
  /** What the snapshot and everything known cannot agree upon. */
  readonly difference: Amount;
  /** The difference may only be a movement that happened while the snapshot was read; the next one tells. */
  readonly unsure: boolean;
  /** Waiting events that the snapshot shows to have happened since the one before. */
  readonly happened: readonly WaitingMovement[];
  /** Waiting events after the snapshot. */
  readonly after: readonly WaitingMovement[];
  /** Waiting events that were part of the snapshot before, or have been found and posted already. */
  readonly inside: readonly WaitingMovement[];
  readonly unfit: readonly { readonly event: Readonly<WaitingEvent>; readonly rejection: Rejection }[];
  /** Events go on waiting. */
  readonly waiting: boolean;
}

/**
 * Compares a snapshot with what is known. `posted` are the wallet's transactions since the window's `since`. Posted movements that the provider
 * dates after the window are on top of the snapshot; those within it may be in it or not, and so may waiting events. What agrees exactly is
 * believed, with the fewest assumptions.
 */
export function settle(
  draft: Draft,
  wallet: Readonly<Wallet>,
  actual: Amount,
  window: SnapshotWindow,
  posted: readonly Readonly<Transaction>[],
): Settlement {
  const movements = posted.filter(({ occurredAt, source }) => occurredAt !== null && source !== BACKFILL);
  const onTop = movements.filter(({ occurredAt }) => (occurredAt ?? 0) > window.to);
  const within = movements.filter(
    ({ occurredAt }) => (occurredAt ?? 0) >= window.from && !((occurredAt ?? 0) > window.to),
  );
  const events = waitingMovements(draft, wallet);
  const after = events.fit.filter(({ event }) => event.occurredAt > window.to);
  const open = events.fit.filter(({ event }) => event.occurredAt <= window.to);
  const later = onTop.reduce((sum, { amount }) => sum + amount, 0n);
  const expected = wallet.balance - later;
  const difference = actual - expected;

  // difference = what waited and has happened − what was posted and is not in the snapshot yet
  const amounts = [...open.map(({ signed }) => signed), ...within.map(({ amount }) => -amount)];
  const agreed =
    difference === 0n ? [] : (momentsThatAgree(open, within, window, difference) ?? exactSubset(amounts, difference));
  const happened = (agreed ?? []).flatMap((index) => open[index] ?? []);
  const rest = open.filter((movement) => !happened.includes(movement));
  const inside = rest.filter(({ event }) => event.occurredAt < window.from);
  return {
    expected,
    difference: agreed ? 0n : difference,
    unsure: agreed === null && (within.length > 0 || rest.length > inside.length),
    happened,
    after,
    inside: [...inside, ...events.posted],
    unfit: events.unfit,
    waiting: rest.length > inside.length || events.more,
  };
}

/** Waiting events, oldest first, that are tried as part of the snapshot before. */
const MAX_EARLIER = 12;

/**
 * A balance is read at one moment: what happened before is in it, what came later is not, and so it was with the snapshot before. Looks for two such
 * moments that make all agree, however many movements there are, and answers the indexes that `exactSubset` would answer. Null when there are none:
 * dates are too coarse for the order, or something is missing.
 */
function momentsThatAgree(
  open: readonly WaitingMovement[],
  within: readonly Readonly<Transaction>[],
  window: SnapshotWindow,
  difference: Amount,
): readonly number[] | null {
  const movements = [
    ...open.map(({ event, signed }, index) => ({ index, at: event.occurredAt, heard: event.receivedAt, signed })),
    ...within.map(({ occurredAt, createdAt, amount }, i) => ({
      index: open.length + i,
      at: occurredAt ?? createdAt,
      heard: createdAt,
      signed: amount,
    })),
  ].toSorted((a, b) => a.at - b.at || a.heard - b.heard);
  const isOpen = ({ index }: { readonly index: number }) => index < open.length;
  const notYet = within.reduce((total, { amount }) => total - amount, 0n);
  for (let earlier = 0; earlier <= Math.min(open.length, MAX_EARLIER); earlier += 1) {
    // The indexes of waiting events that happened between the two moments.
    const happened: number[] = [];
    let [sum, waited] = [notYet, 0];
    for (let before = 0; before <= movements.length; before += 1) {
      const next = movements[before];
      // What is dated before the window has happened.
      const isMoment = next === undefined || next.at >= window.from;
      if (isMoment && sum === difference) {
        const later = movements.slice(before).filter((movement) => !isOpen(movement));
        return [...happened, ...later.map(({ index }) => index)];
      }
      if (!next) break;
      if (isOpen(next)) waited += 1;
      if (isOpen(next) && waited <= earlier) continue;
      sum += next.signed;
      if (isOpen(next)) happened.push(next.index);
    }
  }
  return null;
}

function waitingMovements(draft: Draft, wallet: Readonly<Wallet>) {
  const fit: WaitingMovement[] = [];
  /** Hooks of movements that were found without them, and posted. */
  const posted: WaitingMovement[] = [];
  const unfit: { event: Readonly<WaitingEvent>; rejection: Rejection }[] = [];
  if (!wallet.waiting) return { fit, posted, unfit, more: false };
  const { rows, next } = waitingPage(draft, wallet);
  const found = recentDrifts(draft, wallet).flatMap(explanationsOf);
  for (const event of rows) {
    const amount = movementAmount(wallet, event);
    if (!amount.ok) {
      unfit.push({ event, rejection: amount.rejection });
      continue;
    }
    const movement = { event, signed: amount.value };
    const index = found.findIndex((known) => !known.told && sameMovement(known, comparable(movement)));
    if (index < 0) fit.push(movement);
    else {
      posted.push(movement);
      found.splice(index, 1);
    }
  }
  return { fit, posted, unfit, more: next !== null };
}

function comparable({ event, signed }: WaitingMovement) {
  return { amount: String(signed), referenceNumber: event.referenceNumber, occurredAt: event.occurredAt };
}
