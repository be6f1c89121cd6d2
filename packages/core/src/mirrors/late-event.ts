import type { Draft } from "../draft.ts";
import type { Amount } from "../money/amount.ts";
import type { Drift } from "../model/drift.ts";
import type { Movement } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { movementPosting } from "./apply-movement.ts";
import { keepExplaining, keepInside } from "./kept-events.ts";
import {
  between,
  covers,
  explainDrift,
  explains,
  explanationsOf,
  matchExplanation,
  recentDrifts,
  type Candidate,
} from "./drifts.ts";
import { sameMovement } from "./same-movement.ts";

export interface LateEvent extends Movement {
  readonly eventId: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
  /** Signed, in the wallet's units. */
  readonly signed: Amount;
}

/**
 * Takes an event that the wallet's snapshot already contains. The balance stays. When it is the hook of a movement that
 * was found without it, or explains a drift, there is a transaction of it; otherwise it is recorded.
 */
export function takeLateEvent(draft: Draft, wallet: Readonly<Wallet>, event: LateEvent): void {
  const transactionId = explainLateEvent(draft, wallet, event);
  if (transactionId !== null) return keepExplaining(draft, wallet, event, transactionId);
  const candidate = candidateOf(event);
  const drift = concerned(coveringDrifts(draft, wallet, event), candidate);
  if (drift) explainDrift(draft, wallet, drift, [candidate]);
  keepInside(draft, wallet, event);
}

/** Those of these that are hooks of movements found without them, one for each. */
export function namedOnes<E extends LateEvent>(
  draft: Draft,
  wallet: Readonly<Wallet>,
  events: readonly E[],
): readonly E[] {
  const unreported = recentDrifts(draft, wallet).flatMap((drift) =>
    explanationsOf(drift).filter(({ reported }) => !reported),
  );
  return events.filter((event) => {
    const index = unreported.findIndex((known) => sameMovement(known, candidateOf(event)));
    if (index >= 0) unreported.splice(index, 1);
    return index >= 0;
  });
}

/** Whether each of these explains a drift of the wallet, or is the hook of a movement found without it. */
export function areMissed(draft: Draft, wallet: Readonly<Wallet>, events: readonly LateEvent[]): boolean {
  if (events.length === 0) return true;
  const named = namedOnes(draft, wallet, events);
  let left = events.filter((event) => !named.includes(event));
  for (const drift of recentDrifts(draft, wallet)) {
    const covered = left.filter(({ occurredAt }) => covers(drift, occurredAt));
    const explaining = explains(drift, covered.map(candidateOf));
    left = left.filter((event) => !explaining.has(`event ${event.eventId}`));
  }
  return left.length === 0;
}

/**
 * Explains a drift with a late event and returns its transaction; null, with nothing done, when no drift waits for it.
 */
export function explainLateEvent(draft: Draft, wallet: Readonly<Wallet>, event: LateEvent): number | null {
  const candidate = candidateOf(event);
  const drifts = coveringDrifts(draft, wallet, event);
  for (const drift of drifts) {
    const transactionId = matchExplanation(draft, drift, candidate);
    if (transactionId !== null) return transactionId;
  }
  const drift = concerned(drifts, candidate);
  if (!drift || !explains(drift, [candidate]).has(candidate.id)) return null;
  return explainDrift(draft, wallet, drift, [candidate]).get(candidate.id) ?? null;
}

function coveringDrifts(draft: Draft, wallet: Readonly<Wallet>, event: LateEvent): Readonly<Drift>[] {
  return recentDrifts(draft, wallet).filter((drift) => covers(drift, event.occurredAt));
}

/**
 * The one drift to which a movement is assigned: the one it explains whole, the one it surely belongs to, or the
 * newest.
 */
function concerned(drifts: readonly Readonly<Drift>[], { amount, occurredAt }: Candidate): Readonly<Drift> | null {
  const open = drifts.filter(({ remainder }) => remainder !== 0n);
  const whole = open.find(({ remainder }) => remainder === BigInt(amount));
  return whole ?? open.find((drift) => between(drift, occurredAt)) ?? open.at(-1) ?? null;
}

function candidateOf(event: LateEvent): Candidate {
  const {
    kind,
    referenceNumber = null,
    remarks = null,
    externalId = null,
  } = movementPosting(event.signed, event, event.occurredAt);
  return {
    id: `event ${event.eventId}`,
    amount: String(event.signed),
    kind,
    source: "provider",
    referenceNumber,
    remarks,
    occurredAt: event.occurredAt,
    externalId,
  };
}
