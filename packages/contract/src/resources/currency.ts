import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode } from "../scalars.ts";

export const Currency = Type.Object(
  {
    id: Type.Integer({ description: "Stable; the `currency_id` of wallets and transactions." }),
    name: Type.String(),
    currency: CurrencyCode,
    precision: Type.Integer({ description: "Decimal places; a wallet's asset_scale by default." }),
  },
  { title: "Currency", examples: [{ id: 1, name: "US Dollar", currency: "USD", precision: 2 }] },
);
export type Currency = Static<typeof Currency>;
