import type { AlertState } from "@plimsoll/core";
import { api } from "../data/client.ts";
import { CHANGED, refresh } from "../data/queries.ts";
import { toast, toastRefusal } from "../parts/Toasts.tsx";
import { clockText, futureText } from "../words/times.ts";

/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
/** @nolimit The hour of the evening at which the office closes. */
const EVENING = 18;

export interface SilenceChoice {
  readonly label: string;
  /** Null is until the wallet is OK. */
  readonly endsAt: number | null;
}

/** For how long a wallet can be silenced by one click: an hour, four, until the evening, until it has recovered. */
export function silenceChoices(now: number): readonly SilenceChoice[] {
  const evening = new Date(now);
  evening.setHours(EVENING, 0, 0, 0);
  const isTomorrow = evening.getTime() - now < HOUR_MS / 2;
  if (isTomorrow) evening.setDate(evening.getDate() + 1);
  return [
    { label: "For 1 h", endsAt: now + HOUR_MS },
    { label: "For 4 h", endsAt: now + 4 * HOUR_MS },
    { label: `Until ${isTomorrow ? "tomorrow " : ""}${clockText(evening.getTime())}`, endsAt: evening.getTime() },
    { label: "Until recovered", endsAt: null },
  ];
}

interface Silenced {
  readonly walletId: number;
  readonly wallet: string;
  readonly state: AlertState;
  readonly endsAt: number | null;
  readonly now: number;
}

/** Sends nothing about one wallet until then. That of a blocked wallet holds while it is blocked. */
export async function silenceWallet({ walletId, wallet, state, endsAt, now }: Silenced): Promise<void> {
  try {
    const { id } = await api.silences.create({
      filter: { wallet_ids: [walletId] },
      ...(endsAt === null ? { until_recovered: true } : { ends_at: new Date(endsAt).toISOString() }),
      reason: "Silenced on the dashboard",
      include_block: state === "blocked",
    });
    void refresh(...CHANGED.silence);
    toast(`${wallet} silenced until ${untilText(endsAt, now)}.`, () => void endSilence(id));
  } catch (error) {
    toastRefusal(error, `${wallet} was not silenced`);
  }
}

export async function endSilence(id: string): Promise<void> {
  try {
    await api.silences.delete(id);
  } catch (error) {
    toastRefusal(error, "The silence was not ended");
  }
  void refresh(...CHANGED.silence);
}

/** "18:00", "tomorrow 02:18"; null is until recovery. */
export function untilText(endsAt: number | null, now: number): string {
  if (endsAt === null) return "recovered";
  return futureText(endsAt, now).replace(/^today /, "");
}
