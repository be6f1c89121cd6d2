import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { MAX_AMOUNT, MIN_AMOUNT, type Amount } from "../money/amount.ts";
import { type AlertStream, type AlertState, SEVERITY } from "../model/alert.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { reviewProposal, type Judged } from "./propose-topup.ts";
import { nextState, quietRange, resolveLevels, type Judgement } from "./levels.ts";
import { paceOf } from "./pace.ts";
import { hasUnit } from "./settings.ts";
import { evaluationLookups, ownersOf, type Owner } from "./owners.ts";
import { alertEvent, alertEventType, formatAvailable, thresholdResource } from "./payload.ts";

/** Why a wallet is evaluated; stored in the alert log. */
export type Cause =
  | { readonly type: "transaction"; readonly transaction_id: number }
  | { readonly type: "snapshot" }
  | { readonly type: "hold"; readonly hold_id: string }
  | { readonly type: "sweep" }
  | { readonly type: "spend" }
  | { readonly type: "burn" }
  | { readonly type: "settings" };

/**
 * Brings every stream of a wallet to its current state, reports each change once, and sets the range of balances that
 * need no further evaluation. Streams whose settings are gone or disabled close without an event.
 */
export function evaluateWallet(draft: Draft, target: Readonly<Wallet>, cause: Cause): void {
  draft.require(evaluationLookups([target]));
  const wallet = draft.edit("wallets", target);
  const owners = ownersOf(draft, wallet);
  const streams = draft.find("alertStreams", "wallet", wallet.accountId, wallet.id);
  const free = available(wallet);
  const transitions: Transition[] = [];
  const judged: Judged[] = [];
  let state: AlertState = "ok";
  let floor: Amount = MIN_AMOUNT;
  let ceiling: Amount = MAX_AMOUNT;

  for (const owner of owners) {
    const stream = streams.find((candidate) => candidate.ownerKind === owner.kind && candidate.ownerId === owner.id);
    const resolution = resolveLevels(owner.settings, wallet.assetScale, paceOf(wallet));
    const previous = stream?.state ?? "ok";
    const judgement = nextState(resolution, previous, free);
    judged.push({ resolution, judgement });
    if (judgement.state !== previous) {
      transitions.push({ owner, stream: stream ?? null, previous, judgement });
    } else if (stream) {
      remind(draft, wallet, owner, stream);
    }
    const quiet = quietRange(resolution, judgement.state);
    if (quiet.floor > floor) floor = quiet.floor;
    if (quiet.ceiling < ceiling) ceiling = quiet.ceiling;
    if (SEVERITY[judgement.state] > SEVERITY[state]) state = judgement.state;
  }

  closeUnowned(draft, streams, owners);
  watchBurn(
    draft,
    wallet,
    owners.some(({ settings }) => hasUnit(settings, "runway_hours")),
  );
  const before = wallet.alertState;
  wallet.alertFloor = floor;
  wallet.alertCeiling = ceiling;
  wallet.alertState = state;
  for (const transition of transitions) apply(draft, wallet, transition, cause);
  if ((state === "blocked") !== (before === "blocked")) emitOrdersBlocked(draft, wallet, state === "blocked");
  if (state !== before) reviewProposal(draft, wallet, before, judged);
}

/** The burn is measured from the first moment of a level that follows it. */
function watchBurn(draft: Draft, wallet: Wallet, watches: boolean): void {
  if (watches === wallet.watchesBurn) return;
  wallet.watchesBurn = watches;
  wallet.burnDue = watches ? draft.now : null;
  if (!watches) wallet.steadyBurn = 0n;
}

interface Transition {
  readonly owner: Owner;
  readonly stream: Readonly<AlertStream> | null;
  readonly previous: AlertState;
  readonly judgement: Judgement;
}

function apply(draft: Draft, wallet: Wallet, transition: Transition, cause: Cause): void {
  const { owner, previous, judgement } = transition;
  const stream = draft.edit("alertStreams", transition.stream ?? openStream(draft, wallet, owner));
  const episodeId = stream.episodeId ?? draft.newId("epi");
  const level = judgement.level;
  // Recovery is decided by the level that was left, which is the one the stream still carries.
  const threshold = level ? JSON.stringify(thresholdResource(level)) : stream.threshold;
  const eventId = emit(
    draft,
    wallet.accountId,
    alertEventType(owner),
    alertEvent(wallet, owner, { previous, state: judgement.state, threshold, episodeId }),
  );
  const position = log(draft, wallet, stream, { ...transition, threshold, episodeId, eventId }, cause);

  stream.state = judgement.state;
  stream.threshold = judgement.state === "ok" ? null : threshold;
  stream.episodeId = judgement.state === "ok" ? null : episodeId;
  stream.since = draft.now;
  stream.position = position;
  stream.count += 1;
  stream.repeatAt = judgement.state === "ok" ? null : nextReminder(draft, owner);
}

function log(
  draft: Draft,
  wallet: Wallet,
  stream: AlertStream,
  change: Transition & { threshold: string | null; episodeId: string; eventId: string },
  cause: Cause,
): number {
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  owner.alertCount += 1;
  wallet.alertCount += 1;
  let ownerPosition = 0;
  if (change.owner.feature) {
    const feature = draft.edit("features", change.owner.feature);
    feature.alertCount += 1;
    ownerPosition = feature.alertCount;
  }
  draft.append("alertLog", {
    accountId: wallet.accountId,
    position: owner.alertCount,
    id: draft.newId("alrt"),
    walletId: wallet.id,
    walletPosition: wallet.alertCount,
    ownerKind: change.owner.kind,
    ownerId: change.owner.id,
    ownerPosition,
    streamPosition: stream.count + 1,
    previousState: change.previous,
    state: change.judgement.state,
    balance: available(wallet),
    threshold: change.threshold,
    cause: JSON.stringify(cause),
    walletSequence: wallet.sequence,
    episodeId: change.episodeId,
    eventId: change.eventId,
    createdAt: draft.now,
  });
  return owner.alertCount;
}

function openStream(draft: Draft, wallet: Wallet, owner: Owner): AlertStream {
  return draft.insert("alertStreams", {
    accountId: wallet.accountId,
    walletId: wallet.id,
    ownerKind: owner.kind,
    ownerId: owner.id,
    state: "ok",
    threshold: null,
    episodeId: null,
    since: draft.now,
    position: 0,
    count: 0,
    repeatAt: null,
  });
}

function nextReminder(draft: Draft, owner: Owner): number | null {
  const { repeatInterval } = owner.settings;
  return repeatInterval === null ? null : draft.now + repeatInterval * 1_000;
}

/** A reminder repeats the event of an episode that continues; it is not a state change, so it has no log entry. */
function remind(draft: Draft, wallet: Wallet, owner: Owner, target: Readonly<AlertStream>): void {
  if (target.state === "ok" || target.episodeId === null) return;
  const next = nextReminder(draft, owner);
  const due = target.repeatAt !== null && target.repeatAt <= draft.now;
  // New settings may begin reminders, end them or make them due sooner.
  const sooner = next !== null && (target.repeatAt === null || next < target.repeatAt);
  const ended = next === null && target.repeatAt !== null;
  if (!due && !sooner && !ended) return;
  draft.edit("alertStreams", target).repeatAt = next;
  if (!due || next === null) return;
  emit(
    draft,
    wallet.accountId,
    alertEventType(owner),
    alertEvent(wallet, owner, {
      previous: target.state,
      state: target.state,
      threshold: target.threshold,
      episodeId: target.episodeId,
    }),
  );
}

function closeUnowned(draft: Draft, streams: readonly Readonly<AlertStream>[], owners: readonly Owner[]): void {
  for (const target of streams) {
    const owned = owners.some((owner) => owner.kind === target.ownerKind && owner.id === target.ownerId);
    if (owned || target.state === "ok") continue;
    const stream = draft.edit("alertStreams", target);
    stream.state = "ok";
    stream.threshold = null;
    stream.episodeId = null;
    stream.since = draft.now;
    stream.repeatAt = null;
  }
}

function emitOrdersBlocked(draft: Draft, wallet: Wallet, blocked: boolean): void {
  emit(draft, wallet.accountId, blocked ? "wallet.orders_blocked" : "wallet.orders_unblocked", {
    data: ordersBlockedData(wallet),
  });
}

function ordersBlockedData(wallet: Wallet) {
  return {
    wallet_id: wallet.id,
    currency: wallet.currency,
    alert_state: wallet.alertState,
    orders_blocked: wallet.alertState === "blocked",
    available: formatAvailable(wallet),
    sequence: wallet.sequence,
  };
}
