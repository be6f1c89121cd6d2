import { rows } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Silence } from "../model/route.ts";
import type { Wallet } from "../model/wallet.ts";
import { flushSoon } from "./flush-soon.ts";
import { recoveringOf } from "./match.ts";

/**
 * The wallet is ok again: it leaves the silences that last until then, and one that waits for no other wallet ends. The
 * account's open silences are loaded before.
 */
export function leaveSilences(draft: Draft, { accountId, id }: Readonly<Wallet>): void {
  const left = draft.find("silences", "open", accountId, 1).flatMap((silence) => {
    const recovering = recoveringOf(silence);
    return recovering?.includes(id) === true ? [{ silence, others: recovering.filter((other) => other !== id) }] : [];
  });
  if (left.length === 0) return;
  draft.require([rows("noticeGroups", "account", accountId)]);
  for (const { silence: found, others } of left) {
    const silence = draft.edit("silences", found);
    silence.recovering = JSON.stringify(others);
    if (others.length > 0) continue;
    silence.endsAt = Math.min(silence.endsAt, draft.now);
    closeSilence(silence);
  }
  flushSoon(draft, accountId);
}

/** Its end has been handled. */
export function closeSilence(silence: Silence): void {
  silence.dueAt = null;
  silence.openKey = null;
}
