import type { Static } from "typebox";
import { Decimal, Nullable, Time, Key } from "../scalars.ts";
import { Type } from "../schema.ts";

/** A period in which providers are polled often. */
export const Campaign = Type.Object(
  {
    id: Type.String(),
    key: Key,
    provider_id: Nullable(Type.String({ description: "Null: every provider" })),
    name: Nullable(Type.String()),
    expected_multiplier: Nullable({
      ...Decimal,
      description: "By how much a usual day is multiplied while it lasts; null when nothing is expected",
    }),
    starts_at: Time,
    ends_at: Time,
    created_at: Time,
  },
  {
    title: "Campaign",
    examples: [
      {
        id: "camp_01jv9x2m40000000000000001",
        key: null,
        provider_id: null,
        name: "Black Friday",
        expected_multiplier: "3",
        starts_at: "2026-11-27T00:00:00.000Z",
        ends_at: "2026-11-28T00:00:00.000Z",
        created_at: "2026-11-20T09:00:00.000Z",
      },
    ],
  },
);
export type Campaign = Static<typeof Campaign>;
