import { Type } from "../schema.ts";
import { judgedByCore } from "../judged.ts";
import { Nullable } from "../scalars.ts";

const DecimalInput = Type.Union([Type.String({ maxLength: 64 }), Type.Number()], {
  description: "Decimal string, or a JSON number of at most 15 significant digits without an exponent",
  examples: ["100.00"],
});

/** An amount, limit or rate in a request. */
export const AmountInput = judgedByCore(DecimalInput);
export const NullableAmountInput = judgedByCore(Nullable(DecimalInput));
