import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { remember } from "../requests/idempotency.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import type { Drift } from "../model/drift.ts";
import type { Direction, Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import {
  BACKFILL,
  candidatesOf,
  concludeDrift,
  covers,
  explainDrift,
  recentDrifts,
  requireExplanations,
  type Candidate,
} from "./drifts.ts";
import { keepListing, LISTED, listingLookups, type Listing } from "./drift-listing.ts";
import { listProblemsText } from "./problems.ts";
import { readAmount } from "./reading.ts";
import { newestTransactions, recentLookups } from "./recent-movements.ts";
import { distance, sameMovement, type Comparable } from "./same-movement.ts";
import { walk } from "../walk.ts";

/** @limit Polling: transactions of the provider that one search for a drift compares, newest first. */
export const LISTED_TRANSACTIONS = 1_000;

/**
 * A provider may list a transaction late.
 * @limit Polling: searches for a drift before it is reported as unexplained.
 */
const MAX_INVESTIGATIONS = 2;

/**
 * Our clock may have been set since they were posted.
 * @limit Polling: transactions of a wallet that a search for a drift compares whatever their time.
 */
const ALWAYS_COMPARED = 64;

/** @limit Polling: time after which a drift is reported although the provider's list could not be read. */
const MAX_SEARCH_MS = 900_000;

/** A line of the provider's own transaction list. */
export interface ListedMovement {
  /** The list's number, which is not a `ledger_id`. */
  readonly externalId: string;
  readonly direction: Direction;
  /** Positive decimal text. */
  readonly amount: string;
  /** Null: the wallet's. */
  readonly currency: string | null;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  /** The provider's order it belongs to. */
  readonly orderId: string | null;
  /** By the provider's clock. */
  readonly occurredAt: number;
}

/** Searches a provider's list for the explanation of a wallet's open drifts. */
export interface InvestigateDrifts {
  readonly type: "investigate_drifts";
  readonly accountId: number;
  readonly walletId: number;
  /**
   * At most `LISTED_TRANSACTIONS`, completed ones only. Null when this provider has no list; `unavailable` when it could not be read this time.
   */
  readonly transactions: readonly ListedMovement[] | null | "unavailable";
  /** Lines of the list that could not be read, in words: one of them may be the missing movement. */
  readonly problems?: readonly string[];
  /** False when the listing ended before the beginning of the drifts. */
  readonly complete?: boolean;
}

export interface Investigated {
  /** Movements that were found and posted under their own kinds. */
  readonly found: number;
  readonly explained: number;
  readonly unexplained: number;
}

export const investigateDrifts: Handler<InvestigateDrifts, Investigated> = {
  lookups: ({ accountId, walletId }) => [
    row("wallets", accountId, walletId),
    rows("drifts", "recent", accountId, walletId),
  ],

  apply: (draft, { accountId, walletId, transactions, problems = [], complete = true }): Outcome<Investigated> => {
    const wallet = draft.get("wallets", accountId, walletId);
    if (!wallet) return rejected("wallet_not_found");
    if (transactions !== null && transactions !== "unavailable") keepProblems(draft, wallet, problems);
    const drifts = recentDrifts(draft, wallet).filter(({ status }) => status === "open");
    let found = 0;
    let searched: readonly Readonly<Drift>[] = drifts;
    // Together with the first rows of the search, because a decision has a bounded number of rounds.
    draft.require([...listingLookups(drifts), ...(Array.isArray(transactions) ? recentLookups([wallet]) : [])]);
    const listed = listingOf(wallet, transactions);
    for (const drift of drifts) keepListing(draft, drift, listed, complete);
    if (drifts.length > 0 && Array.isArray(listed)) {
      const unknown = unknownMovements(draft, wallet, drifts, listed);
      const left = walk(draft, drifts, (drift) => {
        const posted = explainDrift(
          draft,
          wallet,
          drift,
          unknown.filter(({ id, occurredAt }) => covers(drift, occurredAt) && !isKnown(draft, wallet, id)),
        );
        for (const [id, transactionId] of posted) {
          if (!id.startsWith(LISTED)) continue;
          remember(draft, accountId, { key: keyOf(wallet, id), fingerprint: "" }, transactionId);
          found += 1;
        }
      });
      // The next search takes them.
      searched = drifts.slice(0, drifts.length - left.length);
    }
    for (const { id } of searched) {
      const drift = draft.get("drifts", accountId, id);
      if (!drift) continue;
      const changed = draft.edit("drifts", drift);
      changed.updatedAt = draft.now;
      if (transactions !== "unavailable") changed.investigations += 1;
      const over =
        transactions === null ||
        changed.investigations >= MAX_INVESTIGATIONS ||
        draft.now - changed.createdAt > MAX_SEARCH_MS;
      if (over) concludeDrift(draft, wallet, changed);
    }
    const statuses = drifts.map(({ id }) => draft.get("drifts", accountId, id)?.status);
    return accepted({
      found,
      explained: statuses.filter((status) => status === "explained").length,
      unexplained: statuses.filter((status) => status === "unexplained").length,
    });
  },
};

function keepProblems(draft: Draft, wallet: Readonly<Wallet>, messages: readonly string[]): void {
  const provider = draft.get("providers", wallet.accountId, wallet.providerId ?? "");
  if (!provider) return;
  const text = listProblemsText(provider.listProblems, wallet.externalId ?? "", messages, draft.now);
  if (text !== provider.listProblems) draft.edit("providers", provider).listProblems = text;
}

/** Listed movements of the drifts' time that neither a hook nor an earlier search has reported. */
function unknownMovements(
  draft: Draft,
  wallet: Readonly<Wallet>,
  drifts: readonly Readonly<Drift>[],
  listed: readonly Candidate[],
): Candidate[] {
  const since = Math.min(...drifts.map((drift) => drift.since));
  let back = 0;
  const isOlder = ({ createdAt }: Readonly<Transaction>) => {
    back += 1;
    return back > ALWAYS_COMPARED && createdAt < since;
  };
  const posted = newestTransactions(draft, [{ wallet, isOlder }]).get(wallet.id);
  // More movements than can be compared: any conclusion from the list would be a guess.
  if (!posted) return [];
  const known = [...posted.flatMap(knownMovement), ...drifts.flatMap(candidatesOf)];
  // Of the whole list: a known movement removes its own line, and not a similar one of the drifts' time.
  const unknown = withoutKnown(listed, known).filter(({ occurredAt }) =>
    drifts.some((drift) => covers(drift, occurredAt)),
  );
  draft.require(unknown.map(({ id }) => row("idempotencyKeys", wallet.accountId, keyOf(wallet, id))));
  requireExplanations(draft, wallet, drifts, unknown);
  return unknown;
}

function listingOf(wallet: Readonly<Wallet>, transactions: InvestigateDrifts["transactions"]): Listing {
  if (transactions === null) return "no_list";
  if (transactions === "unavailable") return transactions;
  return transactions.flatMap((transaction) => candidateOf(wallet, transaction) ?? []);
}

function isKnown(draft: Draft, wallet: Readonly<Wallet>, id: string): boolean {
  return draft.get("idempotencyKeys", wallet.accountId, keyOf(wallet, id)) !== null;
}

function keyOf({ providerId }: Readonly<Wallet>, id: string): string {
  return `${providerId}/${id}`;
}

function candidateOf(wallet: Readonly<Wallet>, listed: ListedMovement): Candidate | null {
  if (listed.currency !== null && listed.currency !== wallet.currency) return null;
  const amount = readAmount(listed.amount, wallet.assetScale, "refuse");
  if (!amount.ok || amount.value <= 0n) return null;
  const debit = listed.direction === "DEBIT";
  return {
    id: `${LISTED}${listed.externalId}`,
    amount: String(debit ? -amount.value : amount.value),
    // A credit that belongs to an order refunds it.
    kind: debit ? "order" : listed.orderId === null ? "topup" : "refund",
    source: BACKFILL,
    referenceNumber: listed.referenceNumber,
    remarks: listed.remarks,
    occurredAt: listed.occurredAt,
    externalId: listed.externalId,
    providerOrderId: listed.orderId,
  };
}

type Known = Comparable & Pick<Candidate, "remarks">;

function knownMovement({ amount, referenceNumber, remarks, occurredAt }: Readonly<Transaction>): Known[] {
  return occurredAt === null ? [] : [{ amount: String(amount), referenceNumber, remarks, occurredAt }];
}

/** Each known movement removes the nearest listed one: equal references or remarks first, then time. */
function withoutKnown(listed: readonly Candidate[], known: readonly Known[]): Candidate[] {
  const left = [...listed];
  for (const movement of known) {
    const same = left.filter((candidate) => sameMovement(candidate, movement));
    const nearest = same.toSorted((a, b) => distance(a, movement) - distance(b, movement))[0];
    if (nearest) left.splice(left.indexOf(nearest), 1);
  }
  return left;
}
