import { Type } from "../schema.ts";
import { MAX_COMPARISON_HOURS, MAX_NAME } from "../bounds.ts";

const Column = Type.String({ minLength: 1, maxLength: MAX_NAME, description: "A name in the header row" });

export const CompareStatement = Type.Object(
  {
    csv: Type.String({ minLength: 1, description: "The statement, with a header row" }),
    columns: Type.Object(
      {
        amount: Type.Optional({ ...Column, description: "Signed: a debit is negative. Or credit and debit" }),
        credit: Type.Optional({ ...Column, description: "Amounts that came in" }),
        debit: Type.Optional({ ...Column, description: "Amounts that went out, with or without a sign" }),
        reference: Type.Optional(Column),
        time: { ...Column, description: "RFC 3339 times, or dates (2026-05-31), which are whole days in UTC" },
      },
      { additionalProperties: false },
    ),
    delimiter: Type.Optional(Type.Enum([",", ";", "\t"], { default: "," })),
    decimal: Type.Optional(
      Type.Enum([".", ","], { default: ".", description: "The decimal sign; the other one may group digits" }),
    ),
    window_hours: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_COMPARISON_HOURS,
        default: 24,
        description: "How far apart the two times of a movement may be",
      }),
    ),
  },
  {
    title: "CompareStatement",
    additionalProperties: false,
    examples: [
      {
        csv: "Date,Ref,Amount\n2026-05-15,MY_ORDER_001,-241.25\n",
        columns: { time: "Date", reference: "Ref", amount: "Amount" },
      },
    ],
  },
);
