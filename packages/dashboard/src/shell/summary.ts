import type { Overview } from "@plimsoll/client";
import { counted } from "../words/count.ts";
import { STATES, STATE_WORDS, type ShownState } from "../words/states.ts";
import { shownCounts } from "../words/watched.ts";

type Counts = Overview["wallets"];

/** What is said at once when there are more of them. */
const AT_ONCE: ReadonlySet<ShownState> = new Set(["blocked", "in_alarm"]);

/** How many wallets are now in each state whose number has changed; empty when nothing has that was not said at once. */
export function summaryOf(earlier: Counts, later: Counts): string {
  const [before, now] = [shownCounts(earlier), shownCounts(later)];
  const changed = [...STATES, "unwatched" as const, "stale" as const].filter(
    (state) => now[state] < before[state] || (now[state] > before[state] && !AT_ONCE.has(state)),
  );
  if (changed.length === 0) return "";
  return `Now ${changed.map((state) => `${counted(now[state], "wallet")} ${STATE_WORDS[state]}`).join(", ")}.`;
}
