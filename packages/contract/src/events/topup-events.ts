import { TOPUP_EXAMPLE, Topup } from "../resources/topup.ts";
import { event } from "./envelope.ts";

const LATER = { updated_at: "2026-05-18T09:12:00.000Z" };
const SENT = { status: "sent", sent_at: "2026-05-15T15:00:00.000Z" };

export const topupCreated = event(
  "topup.created",
  "A top-up was announced, or proposed by a critical alert (status proposed).",
  { data: Topup },
  { data: TOPUP_EXAMPLE },
);

export const topupUpdated = event(
  "topup.updated",
  "A top-up was initiated or sent, or its amount, reference or expectation changed.",
  { data: Topup },
  { data: { ...TOPUP_EXAMPLE, ...LATER, ...SENT } },
);

export const topupSettled = event(
  "topup.settled",
  "The credit of a top-up has arrived, or a caller has reported it as arrived (transaction_id null).",
  { data: Topup },
  {
    data: {
      ...TOPUP_EXAMPLE,
      ...SENT,
      ...LATER,
      status: "settled",
      transaction_id: 812,
      settled_amount: "1485.00",
    },
  },
);

export const topupOverdue = event(
  "topup.overdue",
  "A top-up is not there although it was expected by now. A late credit still settles it.",
  { data: Topup },
  { data: { ...TOPUP_EXAMPLE, ...SENT, status: "overdue", updated_at: "2026-05-19T14:30:01.000Z" } },
);

export const topupCancelled = event(
  "topup.cancelled",
  "A top-up will not come, or the wallet was ok again before a proposal was acted upon.",
  { data: Topup },
  { data: { ...TOPUP_EXAMPLE, ...LATER, status: "cancelled" } },
);
