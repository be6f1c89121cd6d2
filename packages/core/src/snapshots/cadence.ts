import type { Provider } from "../model/provider.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Between two polls on campaign days, and while polling is the primary signal and balances move. */
const CLOSE_MS = 30 * SECOND;
/** Between two polls while webhooks flow: the least, after a drift, and the most. */
const CHECK_SOON_MS = MINUTE;
const CHECK_MS = 5 * MINUTE;
/** How long after a drift polls stay close. */
const DRIFT_MEMORY_MS = 30 * MINUTE;
/** The longest wait of polls that find nothing moved. */
const QUIET_MS = 5 * MINUTE;

/** Milliseconds from one good poll to the next. What the provider's owner wishes comes first. */
export function cadenceMs(
  { cadence, mode, lastDriftAt, quietSyncs }: Pick<Provider, "cadence" | "mode" | "lastDriftAt" | "quietSyncs">,
  now: number,
): number {
  if (cadence !== null) return (JSON.parse(cadence) as { seconds: number }).seconds * SECOND;
  if (mode === "campaign") return CLOSE_MS;
  if (mode === "polling") return Math.min(QUIET_MS, CLOSE_MS * 2 ** Math.min(quietSyncs, 10));
  if (lastDriftAt !== null && now - lastDriftAt < DRIFT_MEMORY_MS) return CHECK_SOON_MS;
  return Math.min(CHECK_MS, CHECK_SOON_MS * 2 ** Math.min(quietSyncs, 10));
}

/** The longest a poll is waited for in this mode; what is stale is counted in these. */
export function longestCadenceMs({ cadence, mode }: Pick<Provider, "cadence" | "mode">): number {
  if (cadence !== null) return (JSON.parse(cadence) as { seconds: number }).seconds * SECOND;
  return mode === "campaign" ? CLOSE_MS : CHECK_MS;
}
