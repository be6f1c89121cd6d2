import { account } from "../accounts.ts";
import { page, row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { evaluationLookups } from "../alerts/owners.ts";
import { emit } from "../events/emit.ts";
import { notifyOperation, subjectOf } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";
import { isoTime } from "../time/iso-time.ts";
import { fits, postTogether, type Posting } from "../ledger/post.ts";
import type { Amount } from "../money/amount.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import {
  nameTransaction,
  orderLookups,
  orderRowLookups,
  settleSeenOrders,
  takeOrderMovement,
} from "../orders/mirror-order.ts";
import type { Drift } from "../model/drift.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { dayOf } from "../spend/day.ts";
import { spendLookups } from "../spend/count.ts";
import { movementPosting } from "./apply-movement.ts";
import { keepWaited } from "./kept-events.ts";
import { keepUnfit, markWaiting, WAITING_PAGE, waitingPage } from "./waiting-events.ts";
import { longestCadenceMs } from "./cadence.ts";
import type { ReadingNumber } from "./begin-reading.ts";
import { clockEstimates, clockHull, learnClock, type ClockInterval } from "./clock.ts";
import { discoverMirror } from "./discover-mirror.ts";
import { explaining, explanationLookups, openDrift, recentDrifts, type Explaining } from "./drifts.ts";
import { takeLateEvent } from "./late-event.ts";
import type { SnapshotProblem } from "./problems.ts";
import { readAmount, type Finer, type SnapshotReading } from "./reading.ts";
import { newestTransactions, recentLookups } from "./recent-movements.ts";
import { LAG_MS, LAGGING_MOVEMENTS, settle, type Doubt, type Settlement } from "./settle-snapshot.ts";
import { snapshotWindow, type SnapshotWindow } from "./window.ts";
import { walk } from "../walk.ts";

/** @limit Polling: balances that one command applies. */
export const SNAPSHOT_PAGE = 1_000;

/** @limit Polling: time before the earlier of two snapshots in which a movement between them may be dated or posted. */
const BEFORE_MS = 3_000;

/** Readings in a row that a wallet may be left unsettled for each doubt; then it is decided as well as possible. */
const MAX_PUT_OFF: Readonly<Record<Doubt, number>> = { mixed: 12, stale: 3 };

/** Balances as a provider showed them. */
export interface ApplySnapshots {
  readonly type: "apply_snapshots";
  readonly accountId: number;
  readonly providerId: string;
  /** Of `begin_reading`, committed before the balances were requested. */
  readonly reading: ReadingNumber;
  /** At most `SNAPSHOT_PAGE`, each wallet once. */
  readonly readings: readonly SnapshotReading[];
  /** The provider's clock minus ours, by the responses; null when they have no time. */
  readonly clock: ClockInterval | null;
  /** Whether the provider can list its transactions, so that a difference can be investigated. */
  readonly listsTransactions: boolean;
  /** Whether it reports balances and no movements: then digits finer than a wallet's scale are cut off toward less. */
  readonly balanceOnly: boolean;
  /** External ids of wallets not yet known for which events are waiting. */
  readonly waiting: readonly string[];
}

export interface SnapshotsApplied {
  /** Wallets that the snapshots were applied to. */
  readonly wallets: number;
  /** Of these the ones whose balance a snapshot changed, new ones included. */
  readonly changed: number;
  /** Of these the ones that were known. */
  readonly moved: number;
  /** Wallets found, which were not known before. */
  readonly created: number;
  readonly drifts: number;
  /** Whether hooks have come for these wallets since the last good poll. */
  readonly hooks: boolean;
  /** Wallets left as they are: they moved while the balances were read, and the next snapshot decides. */
  readonly unsure: readonly string[];
  /** Settled wallets with later events waiting: an early reading settles them. */
  readonly open: number;
  /** Wallets that agree by a choice among movements, which an early reading confirms. */
  readonly chosen: number;
  /** Balances that could not be used, in words. */
  readonly problems: readonly SnapshotProblem[];
  /** External ids whose readings are left to another command. */
  readonly left: readonly string[];
}

/** A snapshot whose effect is settled. */
interface Plan {
  readonly wallet: Readonly<Wallet>;
  readonly reading: SnapshotReading;
  readonly window: SnapshotWindow;
  readonly actual: Amount;
  readonly settlement: Settlement;
}

export const applySnapshots: Handler<ApplySnapshots, SnapshotsApplied> = {
  lookups: ({ accountId, providerId, readings }) => [
    row("providers", accountId, providerId),
    ...readings.map(({ externalId }) => rows("wallets", "external", accountId, providerId, externalId)),
  ],

  apply: (draft, command): Outcome<SnapshotsApplied> => {
    const provider = draft.get("providers", command.accountId, command.providerId);
    if (!provider) return rejected("provider_not_found");
    const clocks = learnClock(clockEstimates(provider.clocks), command.clock, command.reading.number, draft.now);
    const { agreeing, plans, discovered, problems, unsure } = plan(draft, command, clockHull(clocks, draft.now));
    requireEvaluations(draft, command, plans, discovered);

    draft.edit("providers", provider).clocks = JSON.stringify(clocks);
    const awaited = new Set(command.waiting);
    let changed = 0;
    let moved = 0;
    let drifts = 0;
    let hooks = false;
    let opened = 0;
    const sendsHooks = ({ eventAt }: Readonly<Wallet>) => (eventAt ?? -1) >= (provider.lastSyncAt ?? 0);
    const { number } = command.reading;
    for (const { wallet, reading, window } of agreeing) {
      if (sendsHooks(wallet)) hooks = true;
      confirm(draft.edit("wallets", wallet), number, reading, window);
    }
    // Written when it changes, which is seldom: every reading writes few columns of most wallets.
    const cadence = longestCadenceMs(provider);
    for (const { wallet } of [...agreeing, ...plans]) {
      if (wallet.cadenceMs !== cadence) draft.edit("wallets", wallet).cadenceMs = cadence;
    }
    for (const wallet of unsure) draft.edit("wallets", wallet).putOff += 1;
    const explainable = command.listsTransactions || provider.webhookSecret !== null;
    let created = 0;
    let chosen = 0;
    const left = walk<Discovered | Plan>(draft, [...discovered, ...plans], (found) => {
      if (!("settlement" in found)) {
        const hasWaiting = awaited.has(found.reading.externalId);
        if (
          discoverMirror(draft, provider, number, { ...found, hasWaiting, hasHistory: command.listsTransactions })
            .waiting
        )
          opened += 1;
        if (found.actual !== 0n) changed += 1;
        created += 1;
        return;
      }
      const { wallet, settlement } = found;
      if (sendsHooks(wallet)) hooks = true;
      if (carryOut(draft, found, number, explainable)) drifts += 1;
      if (settlement.difference !== 0n) moved += 1;
      if (isLeft(settlement)) opened += 1;
      if (settlement.chosen) chosen += 1;
    });
    return accepted({
      wallets: agreeing.length + plans.length + discovered.length - left.length,
      changed: changed + moved,
      moved,
      created,
      drifts,
      hooks,
      unsure: unsure.map(({ externalId }) => externalId ?? ""),
      open: opened,
      chosen,
      problems,
      left: left.map(({ reading: { externalId } }) => externalId),
    });
  },
};

function isLeft({ left, more }: Settlement): boolean {
  return left.length > 0 || more;
}

interface Discovered {
  readonly reading: SnapshotReading;
  readonly window: SnapshotWindow;
  readonly actual: Amount;
}

/**
 * Whether the reading contains nothing new: the balance is the same, nothing has moved since the reading began, and
 * nothing waits for it. So it is for nearly every wallet of nearly every poll, and then only the snapshot's time is
 * written.
 */
function saysNothingNew(wallet: Readonly<Wallet>, { lastTransactionId }: ReadingNumber, actual: Amount): boolean {
  const { balance, held, waiting, stale, putOff } = wallet;
  if (balance !== actual || held !== 0n || waiting || stale || putOff > 0) return false;
  return wallet.lastTransactionId <= lastTransactionId;
}

/** A later reading has come first. */
function isOverdue({ snapshotReading }: Readonly<Wallet>, { number }: ReadingNumber): boolean {
  return snapshotReading !== null && number <= snapshotReading;
}

function confirm(wallet: Wallet, number: number, reading: SnapshotReading, window: SnapshotWindow): void {
  wallet.snapshotReading = number;
  wallet.syncedAt = reading.window.to;
  wallet.snapshotFrom = window.from;
  wallet.snapshotTo = window.to;
}

/** The settlement of every reading, without a change yet. Requests the rows of all wallets at once. */
function plan(draft: Draft, command: ApplySnapshots, clock: ClockInterval) {
  const agreeing: Omit<Plan, "actual" | "settlement">[] = [];
  const plans: Plan[] = [];
  const discovered: Discovered[] = [];
  const problems: SnapshotProblem[] = [];
  const unsure: Readonly<Wallet>[] = [];
  const known: Omit<Plan, "settlement">[] = [];
  const finer: Finer = command.balanceOnly ? "floor" : "refuse";
  const repeated = repeatedIds(command.readings);
  for (const externalId of repeated) {
    problems.push({ externalId, message: "the provider lists this wallet twice in one response" });
  }
  const windows = new Map<SnapshotReading["window"], SnapshotWindow>();
  for (const reading of command.readings) {
    const { externalId } = reading;
    if (repeated.has(externalId)) continue;
    // One for each page of the provider's response.
    const window = windows.get(reading.window) ?? snapshotWindow(reading.window, clock);
    windows.set(reading.window, window);
    const [wallet] = draft.find("wallets", "external", command.accountId, command.providerId, externalId);
    const amount = readAmount(reading.available, wallet?.assetScale ?? reading.assetScale, finer);
    if (!amount.ok) problems.push({ externalId, message: amount.message });
    else if (!wallet) discovered.push({ reading, window, actual: amount.value });
    else if (wallet.currency !== reading.currency) {
      const message = `the wallet is in ${wallet.currency}, and the provider says ${reading.currency}`;
      problems.push({ externalId, message });
    } else if (isOverdue(wallet, command.reading)) {
      continue;
    } else if (saysNothingNew(wallet, command.reading, amount.value)) agreeing.push({ wallet, reading, window });
    else known.push({ wallet, reading, window, actual: amount.value });
  }
  const awaited = new Set(command.waiting);
  const opening = discovered.filter(({ reading }) => awaited.has(reading.externalId));
  draft.require(opening.map(({ reading }) => waitingLookup({ ...command, externalId: reading.externalId })));
  const { lastTransactionId } = command.reading;
  const moving = known.flatMap(({ wallet }) => (isMoving(wallet, command.reading, draft.now) ? [wallet] : []));
  // All that a wallet with news usually needs: each further request would have the whole command decided once more.
  draft.require([
    ...known.flatMap(({ wallet }) => (wallet.waiting ? waitingLookups(wallet) : [])),
    ...recentLookups(moving),
    ...movementLookups(known.map(({ wallet }) => wallet)),
  ]);
  const posted = newestTransactions(
    draft,
    moving.map((wallet) => {
      // The transactions read beside those posted since decide whether a replica lags.
      let older = 0;
      return {
        wallet,
        isOlder: ({ id }: Readonly<Transaction>) => {
          if (id <= lastTransactionId) older += 1;
          return older > LAGGING_MOVEMENTS;
        },
      };
    }),
  );
  for (const candidate of known) {
    const { wallet, actual, window, reading } = candidate;
    const transactions = posted.has(wallet.id) ? (posted.get(wallet.id) ?? null) : [];
    const settlement = transactions && settle(draft, wallet, actual, window, command.reading, transactions);
    if (!settlement || (settlement.doubt !== null && wallet.putOff < MAX_PUT_OFF[settlement.doubt])) {
      unsure.push(wallet);
    } else if (!fitsAll(wallet, settlement)) {
      problems.push({ externalId: reading.externalId, message: "the balance is beyond what a wallet can hold" });
    } else plans.push({ ...candidate, settlement });
  }
  return { agreeing, plans, discovered, problems, unsure };
}

/** Wallets that appear more than once in a response: which of the figures is right cannot be known. */
function repeatedIds(readings: readonly SnapshotReading[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { externalId } of readings) {
    if (seen.has(externalId)) repeated.add(externalId);
    seen.add(externalId);
  }
  return repeated;
}

/** Whether the wallet has transactions that this reading may not know of, or that a replica may lack. */
function isMoving(
  { sequence, updatedAt, lastTransactionId }: Readonly<Wallet>,
  reading: ReadingNumber,
  now: number,
): boolean {
  return sequence > 0 && (lastTransactionId > reading.lastTransactionId || Math.abs(now - updatedAt) < LAG_MS);
}

function fitsAll(wallet: Readonly<Wallet>, { difference, happened, after }: Settlement): boolean {
  const steps = [...happened.map(({ signed }) => signed), difference, ...after.map(({ signed }) => signed)];
  let moved = 0n;
  return steps.every((step) => {
    moved += step;
    return fits(wallet, moved);
  });
}

/** Rows that evaluating alerts and opening drifts will read, for all wallets at once. */
function requireEvaluations(
  draft: Draft,
  command: ApplySnapshots,
  plans: readonly Plan[],
  discovered: readonly Discovered[],
): void {
  const moved = plans.filter(
    ({ wallet, settlement }) =>
      wallet.held !== 0n ||
      settlement.difference !== 0n ||
      settlement.happened.length + settlement.after.length + settlement.inside.length > 0,
  );
  draft.require([
    ...movementLookups(moved.map(({ wallet }) => wallet)),
    ...discoveryLookups(draft, command, discovered),
    ...plans.flatMap((one) => orderLookups(one.wallet, named(draft, one))),
  ]);
  draft.require([
    ...plans.flatMap((one) => orderRowLookups(draft, one.wallet, named(draft, one))),
    ...moved.flatMap((one) => pastSpendLookups(draft, one)),
  ]);
}

/** Lookups of what opening these mirrors reads: the new wallets have no such rows, but only a read shows it. */
function discoveryLookups(draft: Draft, command: ApplySnapshots, discovered: readonly Discovered[]): Lookup[] {
  if (discovered.length === 0) return [];
  const { accountId, providerId } = command;
  const awaited = new Set(command.waiting);
  const { walletCount } = account(draft, accountId);
  const lookups: Lookup[] = [rows("alertDefaults", "account", accountId)];
  for (const [index, { reading }] of discovered.entries()) {
    const id = walletCount + index + 1;
    lookups.push(rows("alertStreams", "wallet", accountId, id));
    if (!awaited.has(reading.externalId)) continue;
    lookups.push(rows("drifts", "recent", accountId, id));
    const { rows: events } = waitingPage(draft, { accountId, providerId, externalId: reading.externalId });
    const opened = { accountId, id, spendDay: dayOf(draft.now) };
    for (const { occurredAt } of events) lookups.push(...spendLookups(draft, opened, occurredAt));
  }
  return lookups;
}

/** Lookups for a balance that moves. */
function movementLookups(wallets: readonly Readonly<Wallet>[]): Lookup[] {
  return [
    ...evaluationLookups(wallets),
    ...wallets.map(({ accountId, id }) => rows("drifts", "recent", accountId, id)),
  ];
}

/** Waiting events that are posted now. */
function postingsOf({ happened, after }: Settlement): Posting[] {
  return [...happened, ...after].map(({ event, signed }) => movementPosting(signed, event, event.occurredAt));
}

/** Movements that may name an order of ours: waiting ones that are posted now, and those that may explain a drift. */
function named(draft: Draft, settled: Plan): Explaining[] {
  return explaining(explainableDrifts(draft, settled), eventsOf(settled.settlement));
}

/** Lookups of the days' spend that movements of an earlier day, and drifts of one that they may explain, change. */
function pastSpendLookups(draft: Draft, settled: Plan): Lookup[] {
  return explanationLookups(draft, settled.wallet, explainableDrifts(draft, settled), eventsOf(settled.settlement));
}

/** The drifts that events inside the snapshot may explain. */
function explainableDrifts(draft: Draft, { wallet, settlement }: Plan): readonly Readonly<Drift>[] {
  return settlement.inside.length > 0 ? recentDrifts(draft, wallet) : [];
}

function eventsOf({ happened, after, inside }: Settlement) {
  return [...happened, ...after, ...inside].map(({ event }) => event);
}

/** Brings a known wallet to its snapshot's balance; returns whether it drifted. */
function carryOut(
  draft: Draft,
  { wallet, reading, window, actual, settlement }: Plan,
  number: number,
  explainable: boolean,
): boolean {
  const { difference, expected, happened, after, inside, unfit, left, more } = settlement;
  const { snapshotFrom: fromLow, snapshotTo: fromHigh } = wallet;
  // Money set aside for orders is debited now: freed before the balance falls, because it was never missing twice.
  const movements = postingsOf(settlement).map((posting) => takeOrderMovement(draft, current(draft, wallet), posting));
  const postings = movements.map(({ posting }) => posting);
  const seen = settleSeenOrders(draft, current(draft, wallet), reading.window.from);
  const reconciliation = postings.length;
  if (difference !== 0n) {
    const remarks = "difference between the provider's balance and the known movements";
    // The error of a declared balance is not spend.
    const correction = fromLow === null;
    postings.push({ amount: difference, kind: "reconciliation", source: "snapshot", remarks, correction });
  }
  const isMoved = seen || postings.length > 0;
  const transactions = isMoved ? postTogether(draft, current(draft, wallet), postings, { type: "snapshot" }) : [];
  for (const [index, { order }] of movements.entries()) {
    if (order) nameTransaction(draft, order, transactions[index] as Transaction);
  }
  const changed = draft.edit("wallets", current(draft, wallet));
  confirm(changed, number, reading, window);
  changed.putOff = 0;
  markWaiting(
    changed,
    left.map(({ signed }) => signed),
    more,
  );
  if (changed.stale) refresh(draft, changed);

  const drifted = difference !== 0n && explainable;
  if (drifted) {
    openDrift(draft, changed, {
      expected,
      actual,
      fromLow,
      fromHigh,
      toLow: window.from,
      toHigh: window.to,
      since: fromLow === null ? wallet.createdAt : fromLow - window.ahead - BEFORE_MS,
      transactionId: (transactions[reconciliation] as Transaction).id,
    });
  }
  for (const [index, { event }] of [...happened, ...after].entries()) {
    keepWaited(draft, changed, event, (transactions[index] as Transaction).id);
    draft.remove("waitingEvents", event);
  }
  for (const { event, signed } of inside) {
    takeLateEvent(draft, changed, { ...event, signed });
    draft.remove("waitingEvents", event);
  }
  for (const { event, rejection } of unfit) {
    keepUnfit(draft, changed, event, rejection);
    draft.remove("waitingEvents", event);
  }
  return drifted;
}

function current(draft: Draft, { accountId, id }: Readonly<Wallet>): Readonly<Wallet> {
  const wallet = draft.get("wallets", accountId, id);
  if (!wallet) throw new Error(`no wallet ${id}`);
  return wallet;
}

function refresh(draft: Draft, wallet: Wallet): void {
  wallet.stale = false;
  emit(draft, wallet.accountId, "wallet.fresh", {
    data: {
      wallet_id: wallet.id,
      provider_id: wallet.providerId,
      stale: false,
      synced_at: isoTime(wallet.syncedAt ?? draft.now),
    },
  });
  notifyOperation(draft, wallet.accountId, "stale", subjectOf(wallet), () =>
    operationNotice(draft, {
      level: "stale",
      resource: String(wallet.id),
      over: true,
      wallet,
      summary: `The balance of ${wallet.name} is fresh again`,
    }),
  );
}

function waitingLookups({ accountId, id, providerId, externalId }: Readonly<Wallet>): Lookup[] {
  return [
    waitingLookup({ accountId, providerId: providerId ?? "", externalId: externalId ?? "" }),
    rows("drifts", "recent", accountId, id),
  ];
}

function waitingLookup(of: {
  readonly accountId: number;
  readonly providerId: string;
  readonly externalId: string;
}): Lookup {
  return page("waitingEvents", "wallet", [of.accountId, of.providerId, of.externalId], WAITING_PAGE);
}
