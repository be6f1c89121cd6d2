import { Nullable, Time } from "../scalars.ts";
import { Type } from "../schema.ts";

export const CreateCampaign = Type.Object(
  {
    starts_at: Time,
    ends_at: Time,
    provider_id: Type.Optional(
      Nullable(Type.String({ maxLength: 64, description: "prov_…; every provider without it" })),
    ),
  },
  {
    title: "CreateCampaign",
    additionalProperties: false,
    examples: [{ starts_at: "2026-11-27T00:00:00Z", ends_at: "2026-11-28T00:00:00Z" }],
  },
);
