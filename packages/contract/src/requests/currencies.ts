import { Type } from "../schema.ts";
import { MAX_ASSET_SCALE, MAX_NAME } from "../bounds.ts";
import { CurrencyCode } from "../scalars.ts";

export const CreateCurrency = Type.Object(
  {
    currency: { ...CurrencyCode, description: "3 to 12 of A–Z and 0–9, no ISO 4217 code" },
    name: Type.String({ minLength: 1, maxLength: MAX_NAME }),
    precision: Type.Integer({ minimum: 0, maximum: MAX_ASSET_SCALE }),
  },
  {
    title: "CreateCurrency",
    additionalProperties: false,
    examples: [{ currency: "USDT", name: "Tether", precision: 6 }],
  },
);
