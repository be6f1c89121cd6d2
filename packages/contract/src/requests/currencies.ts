import { Type } from "../schema.ts";
import { MAX_ASSET_SCALE } from "../bounds.ts";
import { CurrencyCode, NameInput } from "../scalars.ts";

export const CreateCurrency = Type.Object(
  {
    currency: { ...CurrencyCode, description: "3 to 12 of A–Z and 0–9, no ISO 4217 code" },
    name: NameInput,
    precision: Type.Integer({ minimum: 0, maximum: MAX_ASSET_SCALE }),
  },
  {
    title: "CreateCurrency",
    additionalProperties: false,
    examples: [{ currency: "USDT", name: "Tether", precision: 6 }],
  },
);
