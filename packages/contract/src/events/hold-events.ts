import { HOLD_EXAMPLE, Hold } from "../resources/hold.ts";
import { event } from "./envelope.ts";

const LATER = { updated_at: "2026-05-15T14:40:00.000Z" };

export const holdCreated = event(
  "hold.created",
  "Part of a wallet's balance was set aside.",
  { data: Hold },
  { data: HOLD_EXAMPLE },
);

export const holdCaptured = event(
  "hold.captured",
  "A hold was captured: the captured amount is a debit, which `wallet.debited` reports, and the rest is available again.",
  { data: Hold },
  { data: { ...HOLD_EXAMPLE, ...LATER, status: "captured", captured_amount: "80.00", transaction_id: 791 } },
);

export const holdReleased = event(
  "hold.released",
  "A hold was released: its amount is available again.",
  { data: Hold },
  { data: { ...HOLD_EXAMPLE, ...LATER, status: "released" } },
);

export const holdExpired = event(
  "hold.expired",
  "A hold came to its end unused: its amount is available again.",
  { data: Hold },
  { data: { ...HOLD_EXAMPLE, status: "expired", updated_at: "2026-05-15T14:45:00.412Z" } },
);
