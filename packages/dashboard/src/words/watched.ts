import type { Overview } from "@plimsoll/client";
import { counted } from "./count.ts";

/** What no open alert says: only of a wallet that is watched that it is above its levels. */
export function aboveText({ total, watched }: Pick<Overview["wallets"], "total" | "watched">): string {
  if (total === 0) return "No wallets yet.";
  if (watched === 0) return "No wallet is watched yet.";
  const which = watched < total ? "watched wallet" : "wallet";
  return watched === 1
    ? `The only ${which} is above its levels.`
    : `All ${counted(watched, which)} are above their levels.`;
}
