import { row, type Handler } from "../command.ts";
import { together, type Draft } from "../draft.ts";
import { digestNotice } from "../episodes/wallet-notice.ts";
import type { Digest, DigestSettings, Heartbeat } from "../model/digest.ts";
import type { Notice } from "../notifications/notice.ts";
import { send } from "../notifications/send.ts";
import { accepted, rejected, type Outcome, type Violation } from "../outcome.ts";
import { channelsOf } from "../routes/match.ts";
import { nextAt } from "../routes/schedule.ts";
import { isTimezone } from "../time/calendar.ts";
import { openTopupLookups } from "../topups/topup.ts";
import type { Sealed } from "../model/sealed.ts";

/** @limit Channels: wallets that a digest lists, those that are not ok first. */
export const DIGEST_WALLETS = 500;

export interface PutDigest {
  readonly type: "put_digest";
  readonly accountId: number;
  readonly settings: DigestSettings;
}

/** Guards in order: invalid (a channel that is not there, a time zone). */
export const putDigest: Handler<PutDigest, { readonly digest: Digest }> = {
  lookups: ({ accountId }) => [row("digests", accountId)],
  apply: (draft, { accountId, settings }): Outcome<{ digest: Digest }> => {
    const problems = problemsOf(draft, accountId, settings);
    if (problems.length > 0) return rejected("invalid", problems);
    const found = draft.get("digests", accountId);
    const stored = {
      settings: JSON.stringify(settings),
      nextAt: nextAt(settings, settings.at, draft.now),
      updatedAt: draft.now,
    };
    const digest = found
      ? Object.assign(draft.edit("digests", found), stored)
      : draft.insert("digests", { accountId, ...stored, createdAt: draft.now });
    return accepted({ digest });
  },
};

export interface DeleteDigest {
  readonly type: "delete_digest";
  readonly accountId: number;
}

export const deleteDigest: Handler<DeleteDigest, null> = {
  lookups: ({ accountId }) => [row("digests", accountId)],
  apply: (draft, { accountId }): Outcome<null> => {
    const found = draft.get("digests", accountId);
    if (!found) return rejected("digest_not_found");
    draft.remove("digests", found);
    return accepted(null);
  },
};

/** The digest's time has come: one message for each of its channels. */
export interface SendDigest {
  readonly type: "send_digest";
  readonly accountId: number;
  /** At most `DIGEST_WALLETS`. */
  readonly walletIds: readonly number[];
}

export const sendDigest: Handler<SendDigest, { readonly wallets: number }> = {
  lookups: ({ accountId, walletIds }) => [
    row("digests", accountId),
    ...walletIds.map((id) => row("wallets", accountId, id)),
  ],
  apply: (draft, { accountId, walletIds }): Outcome<{ wallets: number }> => {
    const found = draft.get("digests", accountId);
    if (!found || found.nextAt > draft.now) return accepted({ wallets: 0 });
    const settings = JSON.parse(found.settings) as DigestSettings;
    const notices: Notice[] = [];
    together(walletIds, (id) => {
      const wallet = draft.get("wallets", accountId, id);
      if (!wallet || wallet.status === "closed") return;
      draft.require(openTopupLookups(wallet));
      notices.push(digestNotice(draft, wallet));
    });
    draft.edit("digests", found).nextAt = nextAt(settings, settings.at, draft.now);
    if (notices.length === 0) return accepted({ wallets: 0 });
    const channels = channelsOf(draft, accountId);
    for (const id of new Set(settings.channel_ids)) {
      const channel = channels.get(id);
      if (channel) send(draft, channel, notices, { routeId: null });
    }
    return accepted({ wallets: notices.length });
  },
};

function problemsOf(draft: Draft, accountId: number, settings: DigestSettings): Violation[] {
  const channels = channelsOf(draft, accountId);
  const problems: Violation[] = [];
  for (const [index, id] of settings.channel_ids.entries()) {
    const field = `channel_ids.${index}`;
    const channel = channels.get(id);
    if (!channel) problems.push({ field, message: `${field} must be the id of a channel (chan_…)` });
    else if (channel.kind === "pagerduty") {
      problems.push({ field, message: `${field} must not be a PagerDuty channel: a digest is no incident` });
    }
  }
  if (!isTimezone(settings.timezone)) {
    problems.push({ field: "timezone", message: "timezone must be an IANA time zone" });
  }
  return problems;
}

export interface PutHeartbeat {
  readonly type: "put_heartbeat";
  readonly accountId: number;
  /** Sealed. */
  readonly url: Sealed;
  readonly everySeconds: number;
}

export const putHeartbeat: Handler<PutHeartbeat, { readonly heartbeat: Heartbeat }> = {
  lookups: ({ accountId }) => [row("heartbeats", accountId)],
  apply: (draft, { accountId, url, everySeconds }): Outcome<{ heartbeat: Heartbeat }> => {
    const found = draft.get("heartbeats", accountId);
    const stored = { url, everySeconds, updatedAt: draft.now };
    const heartbeat = found
      ? Object.assign(draft.edit("heartbeats", found), stored)
      : draft.insert("heartbeats", { accountId, ...stored, createdAt: draft.now });
    return accepted({ heartbeat });
  },
};

export interface DeleteHeartbeat {
  readonly type: "delete_heartbeat";
  readonly accountId: number;
}

export const deleteHeartbeat: Handler<DeleteHeartbeat, null> = {
  lookups: ({ accountId }) => [row("heartbeats", accountId)],
  apply: (draft, { accountId }): Outcome<null> => {
    const found = draft.get("heartbeats", accountId);
    if (!found) return rejected("heartbeat_not_found");
    draft.remove("heartbeats", found);
    return accepted(null);
  },
};
