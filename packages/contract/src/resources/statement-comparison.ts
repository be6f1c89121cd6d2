import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Decimal, Nullable, Time } from "../scalars.ts";

const line = {
  line: Type.Integer({ description: "Of the CSV text; the header row is 1" }),
  amount: Decimal,
  reference: Nullable(Type.String()),
  time: { ...Time, description: "The start of the day where the statement has a date" },
};

const transaction = {
  id: Type.Integer(),
  amount: { ...Decimal, description: "Signed: a debit is negative" },
  reference_number: Nullable(Type.String()),
  time: { ...Time, description: "The provider's time where it is known, or else ours" },
};

export const StatementComparison = Type.Object(
  {
    matched: Type.Array(
      Type.Object({
        line: line.line,
        transaction_id: Type.Integer(),
        by: Type.Enum(["reference", "time"], { description: "The amount is always equal" }),
      }),
    ),
    missing_here: Type.Array(Type.Object(line), { description: "Lines without a transaction" }),
    missing_there: Type.Array(Type.Object(transaction), {
      description: "Transactions without a line, between the statement's first and last time",
    }),
  },
  { title: "StatementComparison" },
);
export type StatementComparison = Static<typeof StatementComparison>;
