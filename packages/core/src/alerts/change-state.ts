import type { Draft } from "../draft.ts";
import type { AlertStream } from "../model/alert.ts";
import type { Wallet } from "../model/wallet.ts";
import { logChange, type Cause } from "./log-change.ts";
import type { Owner } from "./owners.ts";
import { emitAlert, thresholdResource } from "./payload.ts";
import { nextReminder } from "./remind.ts";
import type { Removal, StateChange } from "./transition.ts";

/** Emits the change, logs it, and stores the stream's new state. */
export function changeState(draft: Draft, wallet: Wallet, change: StateChange, cause: Cause): void {
  const { owner, previous, reason, judgement } = change;
  const { state, level } = judgement;
  const stream = draft.edit("alertStreams", change.stream ?? openStream(draft, wallet, owner));
  const episodeId = stream.episodeId ?? draft.newId("epi");
  // Recovery is decided by the level that was left, which is the one the stream still carries.
  const threshold = level ? JSON.stringify(thresholdResource(level)) : stream.threshold;
  const eventId = emitAlert(draft, wallet, owner, { reason, previous, state, threshold, episodeId });
  stream.count += 1;
  stream.position = logChange(draft, wallet, change, {
    streamPosition: stream.count,
    threshold,
    cause,
    episodeId,
    eventId,
  });
  stream.state = state;
  stream.since = draft.now;
  stream.threshold = state === "ok" ? null : threshold;
  stream.episodeId = state === "ok" ? null : episodeId;
  stream.repeatAt = state === "ok" ? null : nextReminder(draft, owner);
}

/** Closes a stream whose settings are gone or disabled. */
export function closeStream(draft: Draft, removal: Removal): void {
  const stream = draft.edit("alertStreams", removal.stream);
  stream.state = "ok";
  stream.threshold = null;
  stream.episodeId = null;
  stream.since = draft.now;
  stream.repeatAt = null;
}

function openStream(draft: Draft, wallet: Readonly<Wallet>, owner: Owner): AlertStream {
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
