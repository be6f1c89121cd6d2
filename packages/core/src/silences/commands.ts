import { row, rows, type Handler } from "../command.ts";
import { walletOf } from "../accounts.ts";
import { repeatPresentState } from "../episodes/commands.ts";
import type { Silence, WalletFilter } from "../model/route.ts";
import { accepted, invalid, rejected, type Outcome } from "../outcome.ts";
import { admits, openSilences, silenceOf, silences } from "../routes/match.ts";
import { closeSilence } from "../routes/recovered.ts";
import type { Draft } from "../draft.ts";
import { walk } from "../walk.ts";
import { flushSoon } from "../routes/flush-soon.ts";
import { subjectOf } from "../notifications/notify.ts";

/** @limit Channels: silences of an account that are not over. */
const MAX_SILENCES = 200;
/** @limit Channels: length of the longest silence. */
const MAX_SILENCE_MS = 366 * 24 * 60 * 60 * 1_000;
/** @limit Channels: open episodes that one command sends when a silence ends. */
export const END_SILENCE_PAGE = 100;

export interface CreateSilence {
  readonly type: "create_silence";
  readonly accountId: number;
  readonly filter: WalletFilter;
  /** Unix milliseconds; null is now. */
  readonly startsAt: number | null;
  /** Null is until the wallets of the filter that are not ok now have been ok again, each by itself. */
  readonly endsAt: number | null;
  readonly reason: string;
  readonly includeBlock: boolean;
  readonly createdBy: string;
}

/** Guards in order: invalid times or wallets, too_many. */
export const createSilence: Handler<CreateSilence, { readonly silence: Silence }> = {
  lookups: ({ accountId, endsAt, filter }) => [
    openSilences(accountId),
    ...(endsAt === null ? (filter.wallet_ids ?? []).map((id) => row("wallets", accountId, id)) : []),
  ],
  apply: (draft, command): Outcome<{ silence: Silence }> => {
    const { accountId, filter, reason, includeBlock, createdBy } = command;
    const startsAt = command.startsAt ?? draft.now;
    const endsAt = command.endsAt ?? startsAt + MAX_SILENCE_MS;
    const recovering = command.endsAt === null ? notRecovered(draft, command) : null;
    if (command.endsAt === null && command.startsAt !== null) {
      return invalid("starts_at", "a silence until its wallets have recovered begins now");
    }
    if (command.endsAt === null && filter.wallet_ids === undefined) {
      return invalid("filter.wallet_ids", "a silence until recovery needs the wallets whose recovery ends it");
    }
    if (recovering?.length === 0) {
      return invalid("filter.wallet_ids", "each of these wallets is ok, so there is no recovery to wait for");
    }
    if (endsAt <= startsAt) return invalid("ends_at", "ends_at must be after starts_at");
    if (endsAt <= draft.now) return invalid("ends_at", "ends_at must be in the future");
    if (endsAt - startsAt > MAX_SILENCE_MS) return invalid("ends_at", "a silence may last 366 days at most");
    if (draft.find("silences", "open", accountId, 1).length >= MAX_SILENCES) {
      return rejected("too_many", [{ field: "ends_at", message: `an account has at most ${MAX_SILENCES} silences` }]);
    }
    const silence = draft.insert("silences", {
      accountId,
      id: draft.newId("sil"),
      filter: JSON.stringify(filter),
      startsAt,
      endsAt,
      recovering: recovering && JSON.stringify(recovering),
      reason,
      includeBlock,
      createdBy,
      dueAt: endsAt,
      openKey: 1,
      cursor: null,
      createdAt: draft.now,
    });
    return accepted({ silence });
  },
};

/** The wallets of the filter that are not ok now. */
function notRecovered(draft: Draft, { accountId, filter }: CreateSilence): readonly number[] {
  return [...new Set(filter.wallet_ids)].filter((id) => {
    const wallet = draft.get("wallets", accountId, id);
    return wallet !== null && wallet.alertState !== "ok" && admits(filter, subjectOf(wallet));
  });
}

/** Ends a silence now. */
export interface DeleteSilence {
  readonly type: "delete_silence";
  readonly accountId: number;
  readonly silenceId: string;
}

export const deleteSilence: Handler<DeleteSilence, null> = {
  lookups: ({ accountId, silenceId }) => [
    row("silences", accountId, silenceId),
    rows("noticeGroups", "account", accountId),
  ],
  apply: (draft, { accountId, silenceId }): Outcome<null> => {
    const found = draft.get("silences", accountId, silenceId);
    if (!found || found.endsAt <= draft.now) return rejected("silence_not_found");
    const silence = draft.edit("silences", found);
    silence.endsAt = draft.now;
    // One that had not begun has nothing to catch up on.
    if (found.startsAt > draft.now) {
      closeSilence(silence);
    } else {
      silence.dueAt = draft.now;
      flushSoon(draft, accountId);
    }
    return accepted(null);
  },
};

/** A silence has ended: what is still not ok and no longer silenced is sent as it is now. One page of open episodes. */
export interface EndSilence {
  readonly type: "end_silence";
  readonly accountId: number;
  readonly silenceId: string;
}

export const endSilence: Handler<EndSilence, { readonly done: boolean }> = {
  lookups: ({ accountId, silenceId }) => [row("silences", accountId, silenceId), openSilences(accountId)],
  apply: (draft, { accountId, silenceId }): Outcome<{ done: boolean }> => {
    const found = draft.get("silences", accountId, silenceId);
    if (!found || found.dueAt === null || found.dueAt > draft.now) return accepted({ done: true });
    const open = draft.page("episodes", "open", [accountId, 1], found.cursor, END_SILENCE_PAGE);
    const left = walk(draft, open.rows, (episode) => {
      if (isFreed(draft, found, episode)) repeatPresentState(draft, episode);
    });
    const last = left.length === 0 ? open.next : open.rows[open.rows.length - left.length - 1]?.id;
    const silence = draft.edit("silences", found);
    silence.cursor = last === null ? null : String(last);
    if (last === null) closeSilence(silence);
    return accepted({ done: last === null });
  },
};

function isFreed(draft: Draft, silence: Readonly<Silence>, episode: Parameters<typeof repeatPresentState>[1]): boolean {
  if (episode.closedAt !== null) return false;
  const subject = subjectOf(walletOf(draft, episode));
  const blocked = episode.state === "blocked";
  if ((blocked && !silence.includeBlock) || !silences(silence, subject)) return false;
  return silenceOf(draft.find("silences", "open", silence.accountId, 1), subject, blocked, draft.now) === null;
}
