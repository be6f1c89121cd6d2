import type { Provider } from "../model/provider.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** @limit Polling: interval of polls during campaigns, and while polling is the primary signal and balances move. */
const CLOSE_MS = 30 * SECOND;
/** @limit Polling: shortest interval of polls while webhooks arrive, used after a drift. */
const CHECK_SOON_MS = MINUTE;
/** @limit Polling: longest interval of polls while webhooks arrive. */
const CHECK_MS = 5 * MINUTE;
/** @limit Polling: time after a drift during which polls stay close. */
const DRIFT_MEMORY_MS = 30 * MINUTE;
/** @limit Polling: longest interval of polls that find no movement. */
const QUIET_MS = 5 * MINUTE;

/** Milliseconds from one successful poll to the next. The owner's setting takes precedence. */
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

/** The longest interval between polls in this mode; staleness is counted in these. */
export function longestCadenceMs({ cadence, mode }: Pick<Provider, "cadence" | "mode">): number {
  if (cadence !== null) return (JSON.parse(cadence) as { seconds: number }).seconds * SECOND;
  return mode === "campaign" ? CLOSE_MS : CHECK_MS;
}
