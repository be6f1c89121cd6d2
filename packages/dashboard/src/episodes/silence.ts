import type { OpenAlert, Silence } from "@plimsoll/client";
import type { AlertState } from "@plimsoll/core";
import { api } from "../data/client.ts";
import { serverNow } from "../data/clock.ts";
import { overviewQuery } from "../data/overview.ts";
import { CHANGED, queries } from "../data/queries.ts";
import { silencesQuery } from "../data/silences.ts";
import { toast } from "../parts/Toasts.tsx";
import { clockText, futureText } from "../words/times.ts";
import { changeShown, optimistically } from "./optimistic.ts";
import { sentence } from "../words/isolated.ts";

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

/** Sends nothing about one wallet until then, at once; the toast takes it back. That of a blocked wallet holds while it is blocked. */
export async function silenceWallet({ walletId, wallet, state, endsAt, now }: Silenced): Promise<void> {
  const until = new Date(endsAt ?? now).toISOString();
  await change(
    () => show([walletId], { silenced_until: until, silenced_until_recovered: endsAt === null }),
    async () => {
      const silence = await api.silences.create({
        filter: { wallet_ids: [walletId] },
        ...(endsAt === null ? { until_recovered: true } : { ends_at: until }),
        reason: "Silenced on the dashboard",
        include_block: state === "blocked",
      });
      toast(sentence`${wallet} silenced until ${untilText(endsAt, now)}.`, () => void endSilence(silence, false));
    },
    sentence`${wallet} was not silenced`,
  );
}

/** Ends a silence at once; the toast makes it again, unless it is itself what an Undo has done. */
export async function endSilence(silence: Silence, isOffered = true): Promise<void> {
  const ended = { ...silence, active: false, ends_at: new Date(serverNow()).toISOString() };
  await change(
    () => {
      showSilence(ended);
      show(silence.filter.wallet_ids ?? [], { silenced_until: null, silenced_until_recovered: false });
    },
    async () => {
      await api.silences.delete(silence.id);
      if (isOffered) toast("The silence has ended.", () => void silenceAgain(silence));
    },
    "The silence was not ended",
  );
}

/** The same for the same wallets, until the same end. */
async function silenceAgain(silence: Silence): Promise<void> {
  const { filter, ends_at: endsAt, starts_at: startsAt, until_recovered: untilRecovered } = silence;
  const { reason, include_block: includesBlock } = silence;
  const isToBegin = new Date(startsAt).getTime() > serverNow();
  await change(
    () => {
      showSilence(silence);
      const until = { silenced_until: endsAt ?? startsAt, silenced_until_recovered: untilRecovered };
      if (!isToBegin) show(filter.wallet_ids ?? [], until);
    },
    async () => {
      await api.silences.create({
        filter,
        ...(untilRecovered
          ? { until_recovered: true }
          : { ends_at: endsAt ?? "", ...(isToBegin && { starts_at: startsAt }) }),
        reason,
        include_block: includesBlock,
      });
    },
    "It was not silenced again",
  );
}

function change(shown: () => void, act: () => Promise<void>, failure: string): Promise<void> {
  return optimistically({ changed: CHANGED.silence, show: shown, act, failure });
}

type Until = Pick<OpenAlert, "silenced_until" | "silenced_until_recovered">;

/** Shows it on all that is shown of these wallets; one that is silenced is no longer among those that need a person. */
function show(walletIds: readonly number[], until: Until): void {
  const isOne = ({ wallet_id: id }: { readonly wallet_id: number }) => walletIds.includes(id);
  const ofOne = <Row extends { readonly wallet_id: number }>(row: Row): Row =>
    isOne(row) ? { ...row, ...until } : row;
  changeShown(ofOne);
  if (until.silenced_until === null) return;
  queries.setQueryData(overviewQuery.queryKey, (overview) => {
    if (overview === undefined) return undefined;
    const attention = overview.attention.filter((row) => !isOne(row));
    const gone = overview.attention.length - attention.length;
    return { ...overview, attention, attention_count: overview.attention_count - gone };
  });
}

function showSilence(silence: Silence): void {
  queries.setQueryData(
    silencesQuery.queryKey,
    (page) => page && { ...page, items: page.items.map((each) => (each.id === silence.id ? silence : each)) },
  );
}

/** "18:00", "tomorrow 02:18"; null is until recovery. */
export function untilText(endsAt: number | null, now: number): string {
  if (endsAt === null) return "recovered";
  return futureText(endsAt, now).replace(/^today /, "");
}
