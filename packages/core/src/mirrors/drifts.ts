import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { emit } from "../events/emit.ts";
import { notifyOperation, subjectOf } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";
import { isoTime } from "../time/iso-time.ts";
import { fits, postTogether } from "../ledger/post.ts";
import { formatAmount, type Amount } from "../money/amount.ts";
import type { Drift } from "../model/drift.ts";
import type { Transaction, TransactionKind } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import {
  nameTransaction,
  orderLookups,
  orderRowLookups,
  takeOrderMovement,
  type OrderMovement,
  type OrderNames,
} from "../orders/mirror-order.ts";
import { spendLookups, withdrawSpend } from "../spend/count.ts";
import { sameMovement, type Comparable } from "./same-movement.ts";
import { exactSubset } from "./subset.ts";

/** @limit Polling: drifts of one wallet that late webhooks may still change; an older one stays as it is. */
const MAX_RECENT_DRIFTS = 16;
/** @limit Polling: time by which a date may lie before the event that it dates. */
const DATE_MS = 1_000;
/** @limit Polling: movements kept with a drift because they may explain it together with others. */
const MAX_CANDIDATES = 32;

/** A movement of a drift's time that no hook had reported. */
export interface Candidate {
  /** Its identity: `event …` of a hook, `transaction …` of the provider's list. */
  readonly id: string;
  /** Signed, in the wallet's units, as text. */
  readonly amount: string;
  readonly kind: TransactionKind;
  readonly source: string;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  readonly occurredAt: number;
  readonly externalId: string | null;
  /** The provider's number of the order it belongs to. */
  readonly providerOrderId?: string | null;
}

/** A movement that was found to be part of a drift, and posted under its own kind. */
export interface Explanation extends Pick<Candidate, "id" | "amount" | "referenceNumber" | "occurredAt"> {
  readonly transactionId: number;
  /** Whether its hook has come. */
  readonly reported: boolean;
}

/**
 * Source of a movement that was found in the provider's list. It is posted with an opposite reconciliation, so the
 * balance stays.
 */
export const BACKFILL = "backfill";

export function explanationsOf(drift: Readonly<Drift>): Explanation[] {
  return JSON.parse(drift.explanations) as Explanation[];
}

export function candidatesOf(drift: Readonly<Drift>): Candidate[] {
  return JSON.parse(drift.candidates) as Candidate[];
}

/** The wallet's drifts that late hooks may concern, oldest first. */
export function recentDrifts(draft: Draft, { accountId, id }: Readonly<Wallet>): Readonly<Drift>[] {
  return draft
    .find("drifts", "recent", accountId, id)
    .filter(({ recentWalletId }) => recentWalletId === id)
    .toSorted((a, b) => a.position - b.position);
}

export type NewDrift = Pick<
  Drift,
  "expected" | "actual" | "fromLow" | "fromHigh" | "toLow" | "toHigh" | "since" | "transactionId"
>;

/**
 * Records that a snapshot differed from the known movements. Without an earlier snapshot nothing can explain it, and it
 * is reported at once.
 */
export function openDrift(draft: Draft, wallet: Readonly<Wallet>, found: NewDrift): Drift {
  const provider = draft.get("providers", wallet.accountId, wallet.providerId ?? "");
  if (!provider) throw new Error(`wallet ${wallet.id} has no provider`);
  const recent = recentDrifts(draft, wallet);
  for (const old of recent.slice(0, Math.max(0, recent.length + 1 - MAX_RECENT_DRIFTS))) {
    draft.edit("drifts", old).recentWalletId = null;
  }
  const counter = draft.edit("providers", provider);
  counter.driftCount += 1;
  counter.lastDriftAt = draft.now;
  const difference = found.actual - found.expected;
  const drift = draft.insert("drifts", {
    accountId: wallet.accountId,
    id: draft.newId("drift"),
    providerId: provider.id,
    position: counter.driftCount,
    walletId: wallet.id,
    recentWalletId: found.fromLow === null ? null : wallet.id,
    ...found,
    difference,
    remainder: difference,
    status: "open",
    investigations: 0,
    explanations: "[]",
    candidates: "[]",
    createdAt: draft.now,
    updatedAt: draft.now,
  });
  if (found.fromLow === null) concludeDrift(draft, wallet, drift);
  return drift;
}

/** Whether a movement may belong to the difference between a drift's two snapshots; the clock may have been set between them. */
export function covers({ fromLow, fromHigh, toLow, toHigh }: Readonly<Drift>, occurredAt: number): boolean {
  if (fromLow === null || fromHigh === null) return false;
  // A date in whole seconds is truncated.
  return occurredAt >= Math.min(fromLow, toLow) - DATE_MS && occurredAt <= Math.max(fromHigh, toHigh);
}

/** Whether it surely happened between the two snapshots, and not while one of them was read. */
export function between(drift: Readonly<Drift>, occurredAt: number): boolean {
  return drift.fromHigh !== null && occurredAt > drift.fromHigh && occurredAt < drift.toLow;
}

/**
 * Assigns found movements to a drift: those that explain its remainder are posted under their own kinds, together with
 * an opposite reconciliation, so that the balance stays. All together or alone they never explain more than the
 * remainder. A movement that does not fit yet is kept. Returns the transactions by the candidates' ids.
 */
export function explainDrift(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Drift>,
  found: readonly Candidate[],
): Map<string, number> {
  const drift = draft.edit("drifts", target);
  const posted = new Map<string, number>();
  let left = [...candidatesOf(drift), ...found];
  requireExplanations(draft, wallet, [drift], found);
  for (let chosen = choose(drift, left); chosen.length > 0; chosen = choose(drift, left)) {
    const before = drift.remainder;
    const transactions = reclassify(draft, wallet, chosen);
    if (!transactions) break;
    const explanations = explanationsOf(drift);
    for (const [index, candidate] of chosen.entries()) {
      const transactionId = (transactions[index] as Transaction).id;
      const { id, amount, referenceNumber, occurredAt, source } = candidate;
      posted.set(id, transactionId);
      drift.remainder -= BigInt(amount);
      const reported = source !== BACKFILL;
      explanations.push({ id, amount, referenceNumber, occurredAt, transactionId, reported });
    }
    drift.explanations = JSON.stringify(explanations);
    forgetInferredSpend(draft, drift, before);
    left = left.filter((candidate) => !chosen.includes(candidate));
  }
  // A listed movement can be listed again; a hook comes once.
  const hooks = left.filter(({ source }) => source !== BACKFILL).slice(-MAX_CANDIDATES);
  drift.candidates = JSON.stringify(drift.remainder === 0n ? [] : hooks);
  drift.updatedAt = draft.now;
  if (drift.remainder === 0n) {
    if (drift.status === "unexplained") emitDrift(draft, wallet, drift, "wallet.drift.resolved");
    drift.status = "explained";
  }
  forgetWhenDone(drift);
  return posted;
}

/**
 * A drift's fall counted as spend without a known cause; the explained part is withdrawn, because its movements count
 * themselves.
 */
function forgetInferredSpend(draft: Draft, drift: Readonly<Drift>, remainderBefore: Amount): void {
  const inferred = (remainder: Amount) => (remainder < 0n ? -remainder : 0n);
  const known = inferred(remainderBefore) - inferred(drift.remainder);
  const wallet = draft.get("wallets", drift.accountId, drift.walletId);
  if (wallet && known > 0n) withdrawSpend(draft, draft.edit("wallets", wallet), known, drift.createdAt);
}

/** A movement that may explain a drift: its time, and the names of the order that it may belong to. */
export interface Explaining extends OrderNames {
  readonly occurredAt: number;
}

/** The movements that explaining these drifts may post: these, and those kept with the drifts. */
export function explaining(drifts: readonly Readonly<Drift>[], movements: readonly Explaining[]): Explaining[] {
  return [...movements, ...drifts.flatMap(candidatesOf)];
}

/** Lookups of the days' spend that explaining these drifts with these movements changes. */
export function explanationLookups(
  draft: Draft,
  wallet: Readonly<Wallet>,
  drifts: readonly Readonly<Drift>[],
  movements: readonly Explaining[],
): Lookup[] {
  const times = [...drifts.map(({ createdAt }) => createdAt), ...explaining(drifts, movements).map(occurrence)];
  return times.flatMap((at) => spendLookups(draft, wallet, at));
}

function occurrence({ occurredAt }: Explaining): number {
  return occurredAt;
}

/**
 * Requests together all rows that explaining these drifts with these movements reads, because a decision has a bounded
 * number of rounds.
 */
export function requireExplanations(
  draft: Draft,
  wallet: Readonly<Wallet>,
  drifts: readonly Readonly<Drift>[],
  movements: readonly Explaining[],
): void {
  const all = explaining(drifts, movements);
  draft.require([...explanationLookups(draft, wallet, drifts, movements), ...orderLookups(wallet, all)]);
  draft.require(orderRowLookups(draft, wallet, all));
}

/** An explained drift is kept only while hooks may come for movements that were found without them. */
function forgetWhenDone(drift: Drift): void {
  if (drift.status === "explained" && explanationsOf(drift).every(({ reported }) => reported))
    drift.recentWalletId = null;
}

/** The movements that can be posted now: a set that explains all of the remainder, or else one that explains a part of it. */
function choose(drift: Readonly<Drift>, candidates: readonly Candidate[]): readonly Candidate[] {
  const { remainder } = drift;
  if (remainder === 0n) return [];
  const sure = candidates.filter(({ occurredAt }) => between(drift, occurredAt));
  const unsure = candidates.filter((candidate) => !sure.includes(candidate));
  const rest = remainder - sure.reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const completing = exactSubset(unsure.map(amountOf), rest);
  if (completing && sure.length + completing.length > 0) {
    return [...sure, ...completing.map((index) => unsure[index] as Candidate)];
  }
  const exact = exactSubset(candidates.map(amountOf), remainder);
  if (exact) return exact.map((index) => candidates[index] as Candidate);
  const part = sure.find((candidate) => {
    const amount = BigInt(candidate.amount);
    return remainder < 0n ? amount < 0n && amount >= remainder : amount > 0n && amount <= remainder;
  });
  return part ? [part] : [];
}

/** The ids of the movements that, with the kept ones, would explain part of the drift. */
export function explains(drift: Readonly<Drift>, candidates: readonly Candidate[]): ReadonlySet<string> {
  if (candidates.length === 0) return new Set();
  return new Set(choose(drift, [...candidatesOf(drift), ...candidates]).map(({ id }) => id));
}

function amountOf({ amount }: Candidate): Amount {
  return BigInt(amount);
}

/**
 * Posts movements under their own kinds and reverses their sum with a reconciliation: sum and balance stay, the kinds
 * become right. Credits first, so that the running balance never dips. Null when a step does not fit 64 bits.
 */
function reclassify(
  draft: Draft,
  target: Readonly<Wallet>,
  chosen: readonly Candidate[],
): readonly Transaction[] | null {
  const wallet = draft.get("wallets", target.accountId, target.id) ?? target;
  const sum = chosen.reduce((total, candidate) => total + amountOf(candidate), 0n);
  const credits = [-sum, ...chosen.map(amountOf)].reduce((total, amount) => total + (amount > 0n ? amount : 0n), 0n);
  if (!fits(wallet, credits)) return null;
  const steps: (OrderMovement & { readonly index: number | null })[] = chosen.map((candidate, index) => ({
    index,
    ...takeOrderMovement(draft, wallet, { ...candidate, amount: amountOf(candidate) }, candidate.providerOrderId),
  }));
  if (sum !== 0n) {
    const remarks = "known movements taken out of an earlier reconciliation";
    const opposite = { amount: -sum, kind: "reconciliation", source: "snapshot", remarks, correction: true } as const;
    steps.push({ index: null, posting: opposite, order: null });
  }
  steps.sort((a, b) => (a.posting.amount > b.posting.amount ? -1 : Number(a.posting.amount < b.posting.amount)));
  const posted = postTogether(
    draft,
    wallet,
    steps.map(({ posting }) => posting),
    { type: "snapshot" },
  );
  const transactions: Transaction[] = [];
  for (const [step, { index, order }] of steps.entries()) {
    const transaction = posted[step] as Transaction;
    if (index !== null) transactions[index] = transaction;
    if (order) nameTransaction(draft, order, transaction);
  }
  return transactions;
}

/** Ends the search and reports the remainder. */
export function concludeDrift(draft: Draft, wallet: Readonly<Wallet>, target: Readonly<Drift>): void {
  if (target.status !== "open") return;
  const drift = draft.edit("drifts", target);
  drift.updatedAt = draft.now;
  drift.status = drift.remainder === 0n ? "explained" : "unexplained";
  forgetWhenDone(drift);
  if (drift.status === "unexplained") emitDrift(draft, wallet, drift, "wallet.drift.detected");
}

function emitDrift(
  draft: Draft,
  wallet: Readonly<Wallet>,
  drift: Readonly<Drift>,
  type: "wallet.drift.detected" | "wallet.drift.resolved",
): void {
  const amount = (units: Amount) => formatAmount(units, wallet.assetScale);
  emit(draft, wallet.accountId, type, {
    data: {
      drift_id: drift.id,
      provider_id: drift.providerId,
      wallet_id: wallet.id,
      currency: wallet.currency,
      expected: amount(drift.expected),
      actual: amount(drift.actual),
      difference: amount(drift.difference),
      unexplained: amount(drift.remainder),
      detected_at: isoTime(drift.createdAt),
      ...(type === "wallet.drift.resolved" ? { resolved_at: isoTime(draft.now) } : {}),
    },
  });
  const over = type === "wallet.drift.resolved";
  const difference = `${amount(drift.difference)} ${wallet.currency}`;
  notifyOperation(draft, wallet.accountId, "drift", subjectOf(wallet), () =>
    operationNotice(draft, {
      level: "drift",
      resource: drift.id,
      over,
      wallet,
      summary: over
        ? `The difference of ${difference} in ${wallet.name} is explained`
        : `${wallet.name} differs from its provider by ${difference}`,
      detail: `Expected ${amount(drift.expected)}, the provider has ${amount(drift.actual)}.`,
    }),
  );
}

/** The transaction of a movement whose hook came after it was found; null when the hook is of no such movement. */
export function matchExplanation(draft: Draft, target: Readonly<Drift>, event: Comparable): number | null {
  const explanations = explanationsOf(target);
  const index = explanations.findIndex((known) => !known.reported && sameMovement(known, event));
  const match = explanations[index];
  if (!match) return null;
  const drift = draft.edit("drifts", target);
  drift.explanations = JSON.stringify(explanations.with(index, { ...match, reported: true }));
  forgetWhenDone(drift);
  return match.transactionId;
}
