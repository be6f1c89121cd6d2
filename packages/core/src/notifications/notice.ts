import type { AlertState } from "../model/alert.ts";
import type { RouteEvent } from "../model/route.ts";
import type { Wallet } from "../model/wallet.ts";

export type NoticeKind =
  | "alert"
  | "recovery"
  | "reminder"
  | "escalation"
  | "acknowledged"
  | "unacknowledged"
  | "operation"
  | "digest";

/** What one message says of one wallet or of one thing of the operation. Amounts are decimal strings, times RFC 3339. */
export interface Notice {
  readonly kind: NoticeKind;
  /** The level or operational event that decides who receives it. */
  readonly level: RouteEvent | "ok" | "channel_failing";
  readonly at: string;
  /** What receivers combine: an episode's thread, or the event and its resource. */
  readonly thread: string;
  readonly episode_id: string | null;
  readonly wallet: NoticeWallet | null;
  /** Null of what has none: the operation, and a wallet that no alert settings watch. */
  readonly state: AlertState | null;
  readonly previous_state: AlertState | null;
  readonly available: string | null;
  /** The level that decided, as it was configured. */
  readonly threshold: Readonly<Record<string, string>> | null;
  readonly runway_hours: number | null;
  readonly empties_at: string | null;
  readonly in_flight: readonly NoticeTopup[];
  readonly topup: NoticeAdvice | null;
  readonly acknowledged: NoticeAcknowledgement | null;
  /** One sentence, for what has no wallet and state. */
  readonly summary: string | null;
  readonly detail: string | null;
}

export interface NoticeWallet {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  readonly provider_id: string | null;
}

interface NoticeTopup {
  readonly amount: string;
  readonly status: string;
  readonly expected_at: string | null;
}

interface NoticeAdvice {
  readonly amount: string;
  readonly by: string | null;
  readonly instructions: string | null;
}

export interface NoticeAcknowledgement {
  readonly by: string;
  readonly at: string;
  readonly until: string | null;
  readonly note: string | null;
}

/** A notification's payload: one notice, or several that came together. */
export interface Message {
  readonly account_id: number;
  readonly account: string;
  readonly at: string;
  readonly test: boolean;
  /** Worst first. */
  readonly notices: readonly Notice[];
}

const ORDER: Readonly<Record<Notice["level"], number>> = {
  block: 0,
  critical: 1,
  warning: 2,
  provider_failing: 3,
  channel_failing: 3,
  stale: 4,
  topup_overdue: 5,
  drift: 6,
  endpoint_disabled: 7,
  topup_proposed: 8,
  info: 9,
  ok: 10,
};

/** Worst first: by what still holds, then by how long the balance lasts. */
export function worstFirst(notices: readonly Notice[]): readonly Notice[] {
  const rank = ({ kind, level }: Notice): number => (kind === "recovery" ? ORDER.ok : ORDER[level]);
  return notices.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.runway_hours ?? Number.POSITIVE_INFINITY) - (b.runway_hours ?? Number.POSITIVE_INFINITY) ||
      (a.wallet?.id ?? 0) - (b.wallet?.id ?? 0) ||
      0,
  );
}

/** The level that a message as a whole has: its worst notice's. */
export function levelOf(notices: readonly Notice[]): string {
  const [worst] = worstFirst(notices);
  return worst === undefined ? "ok" : worst.kind === "recovery" ? "ok" : worst.level;
}

export function noticeWallet({ id, name, currency, providerId }: Readonly<Wallet>): NoticeWallet {
  return { id, name, currency, provider_id: providerId };
}
