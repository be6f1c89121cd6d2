import type { Episode } from "@plimsoll/client";
import { api } from "../data/client.ts";
import { serverNow } from "../data/clock.ts";
import { overviewQuery } from "../data/overview.ts";
import { CHANGED, queries } from "../data/queries.ts";
import { toast } from "../parts/Toasts.tsx";
import { changeShown, optimistically } from "./optimistic.ts";
import { sentence } from "../words/isolated.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;

type Acknowledgement = Episode["acknowledged"];

/** An open alert as a person names it. */
export interface Named {
  readonly episodeId: string;
  readonly wallet: string;
}

/** Takes an alert in hand at once; the toast takes it back. */
export async function acknowledge({ episodeId, wallet }: Named): Promise<void> {
  await change(
    episodeId,
    { by: "you", at: new Date(serverNow()).toISOString(), until: null, note: null },
    () => api.episodes.acknowledge(episodeId),
    sentence`${wallet} was not acknowledged`,
    () => toast(sentence`${wallet} acknowledged.`, () => void takeBack({ episodeId, wallet }, null)),
  );
}

/** An acknowledgement as it is requested again: with its note, until about the same end. */
export function requestOf(before: Acknowledgement): { readonly note: string | null; readonly minutes: number | null } {
  if (before === null || before.until === null) return { note: before?.note ?? null, minutes: null };
  const left = Math.ceil((new Date(before.until).getTime() - serverNow()) / MINUTE_MS);
  return { note: before.note, minutes: Math.max(1, left) };
}

/** Acknowledges as it was before; without a before, takes back. */
export async function restore(named: Named, before: Acknowledgement): Promise<void> {
  if (before === null) return takeBack(named, null);
  return change(
    named.episodeId,
    before,
    () => api.episodes.acknowledge(named.episodeId, requestOf(before)),
    sentence`${named.wallet} was not acknowledged`,
  );
}

/** Takes an acknowledgement back. With what it said, the toast offers to say it again. */
export async function takeBack({ episodeId, wallet }: Named, before: Acknowledgement): Promise<void> {
  const again = (): void => void restore({ episodeId, wallet }, before);
  await change(
    episodeId,
    null,
    () => api.episodes.unacknowledge(episodeId),
    sentence`The acknowledgement of ${wallet} stands`,
    () => before !== null && toast(sentence`${wallet} is no longer acknowledged.`, again),
  );
}

async function change(
  episodeId: string,
  acknowledged: Acknowledgement,
  act: () => Promise<Episode>,
  failure: string,
  onDone?: () => void,
): Promise<void> {
  await optimistically({
    changed: CHANGED.episode,
    show: () => show(episodeId, acknowledged),
    act: async () => {
      const { acknowledged: now } = await act();
      show(episodeId, now);
      onDone?.();
    },
    failure,
  });
}

function show(episodeId: string, acknowledged: Acknowledgement): void {
  const ofOne = <Row extends { readonly id?: string; readonly episode_id?: string | null }>(row: Row): Row =>
    (row.episode_id ?? row.id) === episodeId ? { ...row, acknowledged } : row;
  changeShown(ofOne);
  queries.setQueryData(
    overviewQuery.queryKey,
    (overview) => overview && { ...overview, attention: overview.attention.map((row) => ofOne(row)) },
  );
}
