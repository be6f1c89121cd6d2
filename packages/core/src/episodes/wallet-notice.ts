import { accountSettings } from "../account-settings.ts";
import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import type { AlertState } from "../model/alert.ts";
import type { Episode } from "../model/episode.ts";
import { LEVEL_OF_STATE } from "../model/route.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { formatAmount } from "../money/amount.ts";
import { presentPace } from "../spend/forecast.ts";
import { emptiesAt, runwayHours } from "../spend/runway.ts";
import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";
import { walletAdvice } from "../topups/advice.ts";
import { topupSettings } from "../topups/settings.ts";
import { inFlight, openTopups } from "../topups/topup.ts";
import { noticeWallet, type Notice, type NoticeKind } from "../notifications/notice.ts";
import { acknowledgementOf } from "../notifications/sent.ts";

export interface WalletStep {
  readonly kind: NoticeKind;
  readonly previous: AlertState;
  readonly state: AlertState;
  /** JSON of the level that decided. */
  readonly threshold: string | null;
  readonly detail?: string | null;
}

/** @nolimit One day. */
const DAY_MS = 86_400_000;

/** What the wallet holds, how long that lasts, what is on its way and what is to be sent. */
function figuresOf(draft: Draft, wallet: Readonly<Wallet>) {
  const free = available(wallet);
  const amount = (units: bigint): string => formatAmount(units, wallet.assetScale);
  const flying = openTopups(draft, wallet).filter(({ status }) => status !== "proposed");
  const pace = presentPace(wallet, draft.now);
  const hours = runwayHours(free, pace);
  const settings = accountSettings(account(draft, wallet.accountId));
  const found = walletAdvice(settings, wallet, {
    pace,
    usual: wallet.typicalSpend,
    inFlight: inFlight(flying),
    now: draft.now,
  });
  const advice = found.amount > 0n ? found : null;
  const { instructions } = topupSettings(settings, wallet);
  return {
    advice,
    shown: {
      available: amount(free),
      runway_hours: hours,
      empties_at: isoTimeOrNull(emptiesAt(draft.now, hours)),
      in_flight: flying.map((topup) => ({
        amount: amount(topup.amount),
        status: topup.status,
        expected_at: isoTimeOrNull(topup.expectedAt),
      })),
      topup: advice && { amount: amount(advice.amount), by: isoTimeOrNull(advice.by), instructions },
    },
  };
}

/** Everything a person needs to act on a wallet's alert, as it is now. The wallet's open top-ups must be loaded. */
export function walletNotice(
  draft: Draft,
  wallet: Readonly<Wallet>,
  episode: Readonly<Episode>,
  { kind, previous, state, threshold, detail = null }: WalletStep,
): Notice {
  const { shown } = figuresOf(draft, wallet);
  return {
    kind,
    level: state === "ok" ? "ok" : LEVEL_OF_STATE[state],
    at: isoTime(draft.now),
    thread: episode.threadId,
    episode_id: episode.id,
    wallet: noticeWallet(wallet),
    state,
    previous_state: previous,
    threshold: threshold === null ? null : (JSON.parse(threshold) as Record<string, string>),
    ...shown,
    topup: state === "ok" ? null : shown.topup,
    acknowledged: acknowledgementOf(episode, draft.now),
    summary: null,
    detail,
  };
}

/** A wallet's line in a digest: what it holds, how long that lasts, and what to send within a day. */
export function digestNotice(draft: Draft, wallet: Readonly<Wallet>): Notice {
  // “ok” would claim that a wallet that nothing watches is safe.
  const state = wallet.watched ? wallet.alertState : null;
  const figures = figuresOf(draft, wallet);
  const due = figures.advice !== null && (figures.advice.by ?? Number.POSITIVE_INFINITY) <= draft.now + DAY_MS;
  return {
    kind: "digest",
    level: state === null || state === "ok" ? "ok" : LEVEL_OF_STATE[state],
    at: isoTime(draft.now),
    thread: `digest:${wallet.id}`,
    episode_id: null,
    wallet: noticeWallet(wallet),
    state,
    previous_state: null,
    threshold: null,
    ...figures.shown,
    topup: due ? figures.shown.topup : null,
    acknowledged: null,
    summary: null,
    detail: null,
  };
}
