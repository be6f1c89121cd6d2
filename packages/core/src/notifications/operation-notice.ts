import type { Draft } from "../draft.ts";
import type { Wallet } from "../model/wallet.ts";
import { isoTime } from "../time/iso-time.ts";
import { noticeWallet, type Notice } from "./notice.ts";

export interface Operation {
  readonly level: Notice["level"];
  /** What it is about; a recovery has the same. */
  readonly resource: string;
  readonly over?: boolean;
  readonly wallet?: Readonly<Wallet> | null;
  readonly summary: string;
  readonly detail?: string | null;
}

/** A notice of something that concerns the operation instead of a balance. */
export function operationNotice(
  draft: Draft,
  { level, resource, over = false, wallet = null, summary, detail = null }: Operation,
): Notice {
  return {
    kind: over ? "recovery" : "operation",
    level,
    at: isoTime(draft.now),
    thread: `${level}:${resource}`,
    episode_id: null,
    wallet: wallet && noticeWallet(wallet),
    state: null,
    previous_state: null,
    available: null,
    threshold: null,
    runway_hours: null,
    empties_at: null,
    in_flight: [],
    topup: null,
    acknowledged: null,
    summary,
    detail,
  };
}
