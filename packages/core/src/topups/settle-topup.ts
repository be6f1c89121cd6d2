import type { Draft } from "../draft.ts";
import type { Topup } from "../model/topup.ts";
import type { Transaction, TransactionKind } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { end, openTopups } from "./topup.ts";

/**
 * A wire may be announced after the money has arrived.
 * @limit Domain: time by which a credit may precede the top-up that it settles.
 */
const EARLY_CREDIT_MS = 86_400_000;
/** @limit Domain: time after the expected date during which a credit of the same amount settles a top-up. */
const LATE_CREDIT_MS = 30 * 86_400_000;

/**
 * Credits that may be a top-up's arrival: reported by a provider, booked by hand, or found by a snapshot. Refunds are
 * not arrivals.
 */
const ARRIVALS: ReadonlySet<TransactionKind> = new Set(["topup", "adjustment", "reconciliation"]);

/**
 * Settles the top-up whose arrival a credit is, if there is one: the one with its reference, whatever the amount (banks
 * keep fees); else one of exactly its amount within the window, those on their way before proposals, the earliest
 * expected first.
 */
export function settleTopup(
  draft: Draft,
  wallet: Wallet,
  transaction: Readonly<Transaction>,
  { correction }: { readonly correction?: boolean },
): void {
  if (wallet.openTopups === 0 || transaction.amount <= 0n || correction === true) return;
  if (!ARRIVALS.has(transaction.kind)) return;
  const match = matching(openTopups(draft, wallet), transaction, draft.now);
  if (match) end(draft, wallet, match, "settled", transaction);
}

function matching(
  open: readonly Readonly<Topup>[],
  { amount, referenceNumber, occurredAt }: Readonly<Transaction>,
  now: number,
): Readonly<Topup> | null {
  const named = open.find(({ reference }) => reference !== null && reference === referenceNumber);
  if (named) return named;
  const at = occurredAt ?? now;
  const candidates = open.filter((topup) => topup.amount === amount && isWithin(topup, at));
  const [first] = candidates.toSorted(
    (a, b) =>
      Number(a.status === "proposed") - Number(b.status === "proposed") ||
      (a.expectedAt ?? 0) - (b.expectedAt ?? 0) ||
      a.position - b.position,
  );
  return first ?? null;
}

function isWithin({ createdAt, expectedAt }: Readonly<Topup>, at: number): boolean {
  return at >= createdAt - EARLY_CREDIT_MS && at <= (expectedAt ?? createdAt) + LATE_CREDIT_MS;
}
