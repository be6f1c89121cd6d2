import type { Draft } from "../draft.ts";
import type { AlertState } from "../model/alert.ts";
import type { RouteEvent } from "../model/route.ts";
import type { Notice } from "../notifications/notice.ts";
import { isoTime } from "../time/iso-time.ts";

/** @nolimit One hour. */
const HOUR_MS = 3_600_000;
const SAMPLE_RUNWAY = 9.5;

/** A notice of that level about a wallet that does not exist. Each test is a thread of its own. */
export function sampleNotice(draft: Draft, level: RouteEvent, state: AlertState | null): Notice {
  const at = isoTime(draft.now);
  return {
    kind: state === null ? "operation" : "alert",
    level,
    at,
    thread: draft.newId("test"),
    episode_id: null,
    wallet: { id: 1, name: "Sample wallet", currency: "USD", provider_id: null },
    state,
    previous_state: state === null ? null : "ok",
    available: state === null ? null : "482.10",
    threshold: state === null ? null : { level, threshold: "500.00", condition: "below" },
    runway_hours: state === null ? null : SAMPLE_RUNWAY,
    empties_at: state === null ? null : isoTime(draft.now + SAMPLE_RUNWAY * HOUR_MS),
    in_flight: [],
    topup: state === null ? null : { amount: "6000.00", by: isoTime(draft.now + 2 * HOUR_MS), instructions: null },
    acknowledged: null,
    summary: state === null ? `A sample of ${level.replaceAll("_", " ")}` : null,
    detail: "This is a test; nothing has happened.",
  };
}
