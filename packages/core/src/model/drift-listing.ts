/** read: `lines` are the list's; no_list: the provider has none; unavailable: no search has been able to read it. */
export type ListingOutcome = "read" | "no_list" | "unavailable";

/** What the provider's own list showed of a drift's time when it was last searched. */
export interface DriftListing {
  readonly accountId: number;
  readonly driftId: string;
  outcome: ListingOutcome;
  /** JSON array of `ListedLine`, newest first. */
  lines: string;
  /** Whether the list was read back to the drift's beginning and every line of that time is kept. */
  complete: boolean;
  /** When the search ended, by our clock. */
  readAt: number;
}
