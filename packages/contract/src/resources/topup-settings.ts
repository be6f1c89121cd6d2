import { Decimal, Nullable } from "../scalars.ts";
import { Type } from "../schema.ts";
import { TOPUP_METHODS } from "../vocabulary.ts";

const MEMBERS = {
  target_days: Type.Integer({ description: "Days of spend that a top-up leaves when it arrives" }),
  minimum: Nullable(Decimal),
  step: Nullable({ ...Decimal, description: "Null: two significant figures in whole units of the currency" }),
  methods: Type.Array(Type.Enum(TOPUP_METHODS), { description: "The preferred one first" }),
  instructions: Nullable(Type.String()),
};

/** The account's settings, complete. */
export const TopupSettings = Type.Object(MEMBERS, { title: "TopupSettings" });

/** A wallet's own settings: absent members are the account's. */
export const OwnTopupSettings = Type.Object(
  {
    target_days: Type.Optional(MEMBERS.target_days),
    minimum: Type.Optional(MEMBERS.minimum),
    step: Type.Optional(MEMBERS.step),
    methods: Type.Optional(MEMBERS.methods),
    instructions: Type.Optional(MEMBERS.instructions),
  },
  { title: "OwnTopupSettings" },
);
