import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { ALERT_STATES, PREFLIGHT_CODES } from "../vocabulary.ts";

export const Preflight = Type.Object(
  {
    decision: Type.Enum(["allow", "deny"] as const),
    code: Type.Enum(PREFLIGHT_CODES, { description: "Why; the first that applies, in this order" }),
    wallet_id: WalletId,
    available: Decimal,
    total_payable: Nullable({ ...Decimal, description: "In the wallet's currency; null when it cannot be said" }),
    shortfall: Nullable({ ...Decimal, description: "What is missing; zero when it is covered" }),
    alert_state: Type.Enum(ALERT_STATES),
    runway_hours: Nullable(
      Type.Number({ description: "How long the available balance lasts at the present burn; null when there is none" }),
    ),
    balance_as_of: Nullable({ ...Time, description: "When the balance was true; null for a mirror never read" }),
  },
  {
    title: "Preflight",
    examples: [
      {
        decision: "deny",
        code: "INSUFFICIENT_FUNDS",
        wallet_id: 1,
        available: "200.00",
        total_payable: "241.25",
        shortfall: "41.25",
        alert_state: "ok",
        runway_hours: null,
        balance_as_of: "2026-05-15T14:30:00.000Z",
      },
    ],
  },
);
export type Preflight = Static<typeof Preflight>;
