import { row, type Handler } from "../command.ts";
import { living } from "../endpoints/commands.ts";
import { channelsOf } from "../routes/match.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";

/** @limit Deliveries: deliveries that one command puts back into the outbox. */
export const REPLAY_PAGE = 500;

/** Sends deliveries of an endpoint or of a channel again, with their frozen payloads and a fresh count of attempts. Those still pending are left alone. */
export interface ReplayDeliveries {
  readonly type: "replay_deliveries";
  readonly accountId: number;
  readonly endpointId: string;
  /** At most `REPLAY_PAGE`. */
  readonly sequences: readonly number[];
}

export const replayDeliveries: Handler<ReplayDeliveries, { readonly replayed: number }> = {
  lookups: ({ accountId, endpointId, sequences }) =>
    sequences.map((sequence) => row("deliveries", accountId, endpointId, sequence)),

  apply: (draft, { accountId, endpointId, sequences }): Outcome<{ replayed: number }> => {
    const endpoint = living(draft, accountId, endpointId) ?? channelsOf(draft, accountId).get(endpointId);
    if (!endpoint) return rejected("endpoint_not_found");
    if (endpoint.status === "disabled") return rejected("endpoint_disabled");
    const deliveries = sequences.map((sequence) => draft.get("deliveries", accountId, endpointId, sequence));
    if (deliveries.includes(null)) return rejected("delivery_not_found");
    let count = 0;
    for (const found of deliveries) {
      if (!found || found.status === "pending") continue;
      const delivery = draft.edit("deliveries", found);
      delivery.status = "pending";
      delivery.attemptBase = delivery.attemptCount;
      delivery.nextAttemptAt = draft.now;
      delivery.completedAt = null;
      count += 1;
    }
    // Unchanged, so that the audit log names it.
    if (count > 0) draft.edit("endpoints", endpoint);
    return accepted({ replayed: count });
  },
};
