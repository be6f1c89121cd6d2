import type { Draft } from "../draft.ts";
import type { Amount } from "../money/amount.ts";
import type { Drift } from "../model/drift.ts";
import type { Movement } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { movementPosting } from "../providers/apply-movement.ts";
import { keepEvent } from "../providers/kept-events.ts";
import { between, covers, explainDrift, matchExplanation, recentDrifts, type Candidate } from "./drifts.ts";

export interface LateEvent extends Movement {
  readonly eventId: string;
  readonly occurredAt: number;
  readonly receivedAt: number;
  /** Signed, in the wallet's units. */
  readonly signed: Amount;
}

/**
 * Takes an event that the wallet's snapshot holds already. The balance stays. It is the name of a movement that was found without it, or it explains
 * a drift, and then there is a transaction of it, which is returned; otherwise it is recorded, and null is returned.
 */
export function takeLateEvent(draft: Draft, wallet: Readonly<Wallet>, event: LateEvent): number | null {
  const candidate = candidateOf(event);
  const drifts = recentDrifts(draft, wallet).filter((drift) => covers(drift, event.occurredAt));
  for (const drift of drifts) {
    const transactionId = matchExplanation(draft, drift, candidate);
    if (transactionId !== null) return transactionId;
  }
  const drift = concerned(drifts, candidate);
  const transactionId = drift && explainDrift(draft, wallet, drift, [candidate]).get(candidate.id);
  if (transactionId !== undefined && transactionId !== null) return transactionId;
  keepEvent(draft, wallet, event, "late", "the last snapshot of the wallet holds it already");
  return null;
}

/** The one drift that a movement is offered to: the one it explains whole, the one it surely belongs to, or the newest. */
function concerned(drifts: readonly Readonly<Drift>[], { amount, occurredAt }: Candidate): Readonly<Drift> | null {
  const open = drifts.filter(({ remainder }) => remainder !== 0n);
  const whole = open.find(({ remainder }) => remainder === BigInt(amount));
  return whole ?? open.find((drift) => between(drift, occurredAt)) ?? open.at(-1) ?? null;
}

function candidateOf(event: LateEvent): Candidate {
  const { kind, referenceNumber = null, remarks = null, externalId = null } = movementPosting(event.signed, event);
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
