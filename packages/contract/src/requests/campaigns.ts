import { KeyInput, NameInput, Nullable, Time } from "../scalars.ts";
import { Type } from "../schema.ts";
import { NullableAmountInput } from "./money.ts";

export const CreateCampaign = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: Type.Optional(Nullable(NameInput)),
    expected_multiplier: Type.Optional({
      ...NullableAmountInput,
      description: "By how much a usual day is multiplied while it lasts, at most 1,000",
    }),
    starts_at: Time,
    ends_at: Time,
    provider_id: Type.Optional(
      Nullable(Type.String({ maxLength: 64, description: "prov_…; every provider without it" })),
    ),
  },
  {
    title: "CreateCampaign",
    additionalProperties: false,
    examples: [
      {
        name: "Black Friday",
        starts_at: "2026-11-27T00:00:00Z",
        ends_at: "2026-11-28T00:00:00Z",
        expected_multiplier: "3",
      },
    ],
  },
);
