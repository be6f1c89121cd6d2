import type { Overview } from "@plimsoll/client";
import { counted } from "./count.ts";
import type { ShownState } from "./states.ts";

/** How many wallets are shown in each state; OK would claim that a wallet that nothing watches is safe. */
export function shownCounts({
  total,
  watched,
  ok,
  ...rest
}: Overview["wallets"]): Readonly<Record<ShownState, number>> {
  const unwatched = total - watched;
  // The account is read in parts, between which a wallet may come to be watched.
  return { ...rest, ok: Math.max(0, ok - unwatched), unwatched };
}

/** What no open alert says: only of a wallet that is watched that it is above its levels. */
export function aboveText({ total, watched }: Pick<Overview["wallets"], "total" | "watched">): string {
  if (total === 0) return "No wallets yet.";
  if (watched === 0) return "No wallet is watched yet.";
  const which = watched < total ? "watched wallet" : "wallet";
  return watched === 1
    ? `The only ${which} is above its levels.`
    : `All ${counted(watched, which)} are above their levels.`;
}
