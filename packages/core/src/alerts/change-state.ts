import type { Draft } from "../draft.ts";
import { sendStep } from "../episodes/receivers.ts";
import { abandon, recordStep } from "../episodes/record-step.ts";
import type { AlertStream } from "../model/alert.ts";
import type { Wallet } from "../model/wallet.ts";
import { logChange, type Cause } from "./log-change.ts";
import type { Owner } from "./owners.ts";
import { emitAlert, thresholdResource } from "./payload.ts";
import { nextReminder } from "./remind.ts";
import type { Removal, StateChange } from "./transition.ts";

/** Emits the change, logs it, stores the stream's and the episode's new state, and sends it to the channels. */
export function changeState(draft: Draft, wallet: Wallet, change: StateChange, cause: Cause): void {
  const { owner, previous, reason, judgement } = change;
  const { state, level } = judgement;
  const stream = draft.edit("alertStreams", change.stream ?? openStream(draft, wallet, owner));
  const episodeId = stream.episodeId ?? draft.newId("epi");
  const episode = recordStep(draft, wallet, stream, episodeId, { previous, state });
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
  stream.newestEpisodeId = episodeId;
  stream.repeatAt = state === "ok" ? null : nextReminder(draft, owner);
  sendStep(draft, wallet, episode, { previous, state, threshold, detail: null });
}

/** Closes a stream whose settings are gone or disabled. */
export function closeStream(draft: Draft, wallet: Readonly<Wallet>, removal: Removal): void {
  const { state: previous, threshold } = removal.stream;
  const episode = abandon(draft, removal.stream);
  const stream = draft.edit("alertStreams", removal.stream);
  stream.state = "ok";
  stream.threshold = null;
  stream.episodeId = null;
  stream.since = draft.now;
  stream.repeatAt = null;
  const closed = wallet.status === "closed";
  const detail = closed ? "The wallet was closed." : "The alert settings were removed or disabled.";
  if (episode) sendStep(draft, wallet, episode, { previous, state: "ok", threshold, detail });
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
    newestEpisodeId: null,
    since: draft.now,
    position: 0,
    count: 0,
    repeatAt: null,
  });
}
