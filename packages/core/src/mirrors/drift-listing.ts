import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Drift } from "../model/drift.ts";
import type { DriftListing, ListingOutcome } from "../model/drift-listing.ts";
import type { Lookup } from "../model/tables.ts";
import { covers, type Candidate } from "./drifts.ts";
import { SAME_MOVEMENT_MS } from "./same-movement.ts";

/** @limit Polling: lines of the provider's list that are kept with a drift. */
const KEPT_LINES = 200;
/** @limit Polling: characters of a line's number, reference or remarks that are kept with a drift. */
const KEPT_TEXT = 255;

/** Begins the identity of a movement that the provider's list showed; its number in that list follows. */
export const LISTED = "transaction ";

/** A line of the provider's list, as it is kept with a drift. */
export interface ListedLine {
  /** Its number in the list. */
  readonly externalId: string;
  /** Signed, in the wallet's units, as text. */
  readonly amount: string;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  /** By the provider's clock. */
  readonly occurredAt: number;
}

/** The lines of a listing that may be this wallet's movements, or why there is none. */
export type Listing = readonly Candidate[] | Exclude<ListingOutcome, "read">;

export function listedLines({ lines }: Pick<DriftListing, "lines">): readonly ListedLine[] {
  return JSON.parse(lines) as readonly ListedLine[];
}

export function listingLookups(drifts: readonly Readonly<Drift>[]): Lookup[] {
  return drifts.map(({ accountId, id }) => row("driftListings", accountId, id));
}

/** Keeps what a search was shown of the drift's time. A list that cannot be read now leaves what was read before. */
export function keepListing(draft: Draft, drift: Readonly<Drift>, listing: Listing, complete: boolean): void {
  const kept = draft.get("driftListings", drift.accountId, drift.id);
  const found =
    typeof listing === "string" ? { outcome: listing, lines: "[]", complete: false } : read(drift, listing, complete);
  const shown = { ...found, readAt: draft.now };
  if (!kept) draft.insert("driftListings", { accountId: drift.accountId, driftId: drift.id, ...shown });
  else if (found.outcome === "read" || kept.outcome !== "read") Object.assign(draft.edit("driftListings", kept), shown);
}

function read(drift: Readonly<Drift>, listing: readonly Candidate[], complete: boolean) {
  const near = listing.filter(({ occurredAt }) => isNear(drift, occurredAt));
  // Lines at the edges are only compared with ours, so they are the first to be left out.
  const within = near.filter(({ occurredAt }) => covers(drift, occurredAt));
  const kept = [...within, ...near.filter((line) => !within.includes(line))].slice(0, KEPT_LINES);
  const lines = kept.map(lineOf).toSorted((a, b) => b.occurredAt - a.occurredAt);
  return { outcome: "read", lines: JSON.stringify(lines), complete: complete && within.length <= KEPT_LINES } as const;
}

/** Whether a movement is of the drift's time, or near enough to be reported as one of that time elsewhere. */
export function isNear(drift: Readonly<Drift>, occurredAt: number): boolean {
  const shifts = [0, SAME_MOVEMENT_MS, -SAME_MOVEMENT_MS];
  return shifts.some((shift) => covers(drift, occurredAt + shift));
}

function lineOf({ id, amount, referenceNumber, remarks, occurredAt }: Candidate): ListedLine {
  const short = (text: string | null) => text?.slice(0, KEPT_TEXT) ?? null;
  return {
    externalId: id.slice(LISTED.length, LISTED.length + KEPT_TEXT),
    amount,
    referenceNumber: short(referenceNumber),
    remarks: short(remarks),
    occurredAt,
  };
}
