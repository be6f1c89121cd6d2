import { openSilences } from "../routes/match.ts";
import { leaveSilences } from "../routes/recovered.ts";
import { episodeLookups } from "../episodes/record-step.ts";
import { followLowest, noteLowest } from "../episodes/lowest.ts";
import { together, type Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { clampAmount, MAX_AMOUNT, MIN_AMOUNT, type Amount } from "../money/amount.ts";
import { SEVERITY, type AlertStream } from "../model/alert.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { changeState, closeStream } from "./change-state.ts";
import { nextState, quietRange, resolveLevels, type Resolution } from "./levels.ts";
import type { Cause } from "./log-change.ts";
import { evaluationLookups, ownersOf, type Owner } from "./owners.ts";
import { paceOf } from "./pace.ts";
import { formatAvailable } from "./payload.ts";
import { reviewProposal } from "./propose-topup.ts";
import { hasUnit } from "./settings.ts";
import { remind, scheduleReminder } from "./remind.ts";
import { stateChange, type Judged, type Transition } from "./transition.ts";

/**
 * Brings every stream of a wallet to its current state, reports each change once, and sets the range of balances that
 * need no further evaluation. Streams whose settings are gone or disabled close without an event. Returns the
 * reminders and changes.
 */
export function evaluateWallet(draft: Draft, target: Readonly<Wallet>, cause: Cause): readonly Transition[] {
  draft.require(evaluationLookups([target]));
  const wallet = draft.edit("wallets", target);
  const before = wallet.alertState;
  const streams = draft.find("alertStreams", "wallet", wallet.accountId, wallet.id);
  const judged = ownersOf(draft, wallet).map((owner) => judge(wallet, owner, streams));
  const transitions = transitionsOf(draft, judged, streams);
  const steps = transitions.some(({ reason }) => reason !== "reminder");
  const recovers = before !== "ok" && judged.every(({ judgement }) => judgement.state === "ok");
  if (steps) {
    draft.require([...episodeLookups(draft, streams), ...(recovers ? [openSilences(wallet.accountId)] : [])]);
    noteLowest(draft, wallet, streams);
  }
  // Before its recovery is sent, which no silence until then holds.
  if (recovers && steps) leaveSilences(draft, wallet);
  wallet.watched = judged.length > 0;
  settle(wallet, judged);
  followLowest(wallet, steps || before === "ok");
  watchBurn(draft, wallet, judged);
  together(transitions, (transition) => {
    if (transition.reason === "reminder") remind(draft, wallet, transition);
    else if (transition.reason === "settings_removed") closeStream(draft, wallet, transition);
    else changeState(draft, wallet, transition, cause);
  });
  if (wallet.alertState !== before) {
    const turnsBlocked = wallet.alertState === "blocked" || before === "blocked";
    if (turnsBlocked && wallet.status !== "closed") emitOrdersBlocked(draft, wallet);
    reviewProposal(draft, wallet, before, judged);
  }
  draft.transitions.push(...transitions.map(({ reason }) => reason));
  return transitions;
}

function judge(wallet: Readonly<Wallet>, owner: Owner, streams: readonly Readonly<AlertStream>[]): Judged {
  const stream = streams.find((candidate) => belongs(candidate, owner)) ?? null;
  const resolution = resolveLevels(owner.settings, wallet.assetScale, paceOf(wallet));
  return { owner, stream, resolution, judgement: nextState(resolution, stream?.state ?? "ok", available(wallet)) };
}

function transitionsOf(
  draft: Draft,
  judged: readonly Judged[],
  streams: readonly Readonly<AlertStream>[],
): readonly Transition[] {
  const reminders: Transition[] = [];
  const changes: Transition[] = [];
  for (const one of judged) {
    const { owner, stream } = one;
    const change = stateChange(one);
    if (change) changes.push(change);
    else if (stream && scheduleReminder(draft, owner, stream)) reminders.push({ reason: "reminder", owner, stream });
  }
  const removals = streams
    .filter((stream) => stream.state !== "ok" && !judged.some(({ owner }) => belongs(stream, owner)))
    .map((stream) => ({ reason: "settings_removed" as const, stream }));
  return [...reminders, ...removals, ...changes];
}

function belongs(stream: Readonly<AlertStream>, owner: Owner): boolean {
  return stream.ownerKind === owner.kind && stream.ownerId === owner.id;
}

/** Sets the wallet's most severe state, and the range of balances in which no stream changes its own. */
function settle(wallet: Wallet, judged: readonly Judged[]): void {
  wallet.alertState = "ok";
  wallet.highestLevel = null;
  wallet.alertFloor = MIN_AMOUNT;
  wallet.alertCeiling = MAX_AMOUNT;
  for (const { resolution, judgement } of judged) {
    wallet.highestLevel = higher(wallet.highestLevel, highestBelow(resolution));
    const quiet = quietRange(resolution, judgement.state);
    if (quiet.floor > wallet.alertFloor) wallet.alertFloor = quiet.floor;
    if (quiet.ceiling < wallet.alertCeiling) wallet.alertCeiling = quiet.ceiling;
    if (SEVERITY[judgement.state] > SEVERITY[wallet.alertState]) wallet.alertState = judgement.state;
  }
}

function highestBelow({ levels, margin }: Resolution): Amount | null {
  return levels
    .filter(({ condition }) => condition === "below")
    .reduce<Amount | null>((highest, { at }) => higher(highest, clampAmount(at + margin)), null);
}

function higher(one: Amount | null, other: Amount | null): Amount | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

/** The burn is measured from the first moment of a level that follows it. */
function watchBurn(draft: Draft, wallet: Wallet, judged: readonly Judged[]): void {
  const watches = judged.some(({ owner }) => hasUnit(owner.settings, "runway_hours"));
  if (watches === wallet.watchesBurn) return;
  wallet.watchesBurn = watches;
  wallet.burnDue = watches ? draft.now : null;
  if (!watches) wallet.steadyBurn = 0n;
}

function emitOrdersBlocked(draft: Draft, wallet: Readonly<Wallet>): void {
  const blocked = wallet.alertState === "blocked";
  emit(draft, wallet.accountId, blocked ? "wallet.orders_blocked" : "wallet.orders_unblocked", {
    data: {
      wallet_id: wallet.id,
      currency: wallet.currency,
      alert_state: wallet.alertState,
      orders_blocked: blocked,
      available: formatAvailable(wallet),
      sequence: wallet.sequence,
    },
  });
}
