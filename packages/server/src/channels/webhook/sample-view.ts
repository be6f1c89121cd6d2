import type { Message } from "@plimsoll/core";
import { viewOf } from "./webhook.ts";

const AT = "2026-05-15T14:30:00.000Z";

const SAMPLE: Message = {
  account_id: 1,
  account: "default",
  at: AT,
  test: true,
  notices: [
    {
      kind: "alert",
      level: "warning",
      at: AT,
      thread: "epi_sample",
      episode_id: "epi_sample",
      wallet: { id: 1, name: 'A "sample" \\ wallet', currency: "USD", provider_id: null },
      state: "warning",
      previous_state: "ok",
      available: "482.10",
      threshold: { level: "warning", threshold: "500.00", condition: "below" },
      runway_hours: 9.5,
      empties_at: AT,
      in_flight: [],
      topup: { amount: "6000.00", by: AT, instructions: null },
      acknowledged: null,
      summary: null,
      detail: null,
    },
  ],
};

/** What a template is tried with when it is saved. */
export function sampleView(): object {
  return viewOf(SAMPLE, (path) => `https://plimsoll.example${path}`);
}
