import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import { queueDelivery } from "../events/queue-delivery.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { SkipReason } from "../model/notification.ts";
import { isoTime } from "../time/iso-time.ts";
import { levelOf, worstFirst, type Message, type Notice } from "./notice.ts";

export interface Sending {
  readonly routeId: string | null;
  readonly skip?: SkipReason | null;
  readonly test?: boolean;
}

/** Writes one message for one channel, to be sent at once; returns its number there. */
export function send(
  draft: Draft,
  target: Readonly<Endpoint>,
  notices: readonly Notice[],
  { routeId, skip = null, test = false }: Sending,
): number {
  const owner = draft.edit("accounts", account(draft, target.accountId));
  owner.notificationCount += 1;
  const sorted = worstFirst(notices);
  const single = sorted.length === 1 ? sorted[0] : undefined;
  const message: Message = {
    account_id: owner.id,
    account: owner.name,
    at: isoTime(draft.now),
    test,
    notices: sorted,
  };
  const disabled = target.status === "enabled" ? null : ("channel_disabled" as const);
  const skipReason = skip ?? disabled;
  const sequence = queueDelivery(draft, target, { eventPosition: 0, skip: skipReason !== null });
  draft.insert("notifications", {
    accountId: target.accountId,
    endpointId: target.id,
    sequence,
    position: owner.notificationCount,
    kind: single?.kind ?? "group",
    level: levelOf(sorted),
    episodeId: single?.episode_id ?? null,
    waitingThread: skipReason === null ? (single?.thread ?? null) : null,
    // A test's wallet is a sample.
    walletId: test ? null : (single?.wallet?.id ?? null),
    routeId,
    payload: JSON.stringify(message),
    skipReason,
    createdAt: draft.now,
  });
  return sequence;
}
