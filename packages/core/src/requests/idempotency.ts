import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import type { IdempotencyKey } from "../model/idempotency-key.ts";
import type { Transaction } from "../model/transaction.ts";
import { accepted, rejected, replayed, type Outcome } from "../outcome.ts";

/** The key and the fingerprint of a request, which identify a repetition, as they are stored. */
export interface Idempotency {
  readonly key: string;
  readonly fingerprint: string;
}

export type Seen =
  | { readonly type: "new" }
  | { readonly type: "reused" }
  | { readonly type: "replay"; readonly entry: Readonly<IdempotencyKey> };

/**
 * Whether this key has taken effect before, and for the same request. A rejected request leaves no key and is decided
 * again.
 */
export function seen(draft: Draft, accountId: number, idempotency: Idempotency | null): Seen {
  if (!idempotency) return { type: "new" };
  const entry = draft.get("idempotencyKeys", accountId, idempotency.key);
  if (!entry) return { type: "new" };
  return entry.fingerprint === idempotency.fingerprint ? { type: "replay", entry } : { type: "reused" };
}

export function remember(
  draft: Draft,
  accountId: number,
  idempotency: Idempotency | null,
  transactionId: number | null,
): void {
  if (!idempotency) return;
  draft.insert("idempotencyKeys", {
    accountId,
    key: idempotency.key,
    fingerprint: idempotency.fingerprint,
    transactionId,
    createdAt: draft.now,
  });
}

/** The transaction a remembered key made. */
export function replayedTransaction(draft: Draft, entry: Readonly<IdempotencyKey>): Readonly<Transaction> {
  const transaction =
    entry.transactionId === null ? null : draft.get("transactions", entry.accountId, entry.transactionId);
  if (!transaction) throw new Error(`idempotency key ${entry.key} has no transaction`);
  return transaction;
}

/** The rows that a command with an idempotency key always reads. */
export function idempotencyLookup(accountId: number, idempotency: Idempotency | null): Lookup[] {
  return idempotency ? [row("idempotencyKeys", accountId, idempotency.key)] : [];
}

/** The response to a request whose resource may change later: JSON text, the same for every repetition. */
export interface Answered {
  readonly body: string;
}

/** The response to a request, which is not a transaction, kept for its repetitions. */
export function answered(
  draft: Draft,
  accountId: number,
  idempotency: Idempotency | null,
  body: string,
): Outcome<Answered> {
  if (idempotency) {
    remember(draft, accountId, idempotency, null);
    draft.insert("keptAnswers", { accountId, key: idempotency.key, body, createdAt: draft.now });
  }
  return accepted({ body });
}

/**
 * The outcome of a request whose key has been used: the first response again, or a refusal; null when the key is new.
 */
export function repetition(draft: Draft, accountId: number, idempotency: Idempotency | null): Outcome<Answered> | null {
  const before = seen(draft, accountId, idempotency);
  if (before.type === "reused") return rejected("idempotency_key_reused");
  return before.type === "replay" ? replayed(replayedAnswer(draft, before.entry)) : null;
}

/** The first response under a stored key. */
function replayedAnswer(draft: Draft, entry: Readonly<IdempotencyKey>): Answered {
  const kept = draft.get("keptAnswers", entry.accountId, entry.key);
  if (!kept) throw new Error(`idempotency key ${entry.key} has no answer`);
  return { body: kept.body };
}
