import type { Static } from "typebox";
import { Time } from "../scalars.ts";
import { Type } from "../schema.ts";
import { WEEKDAYS } from "../vocabulary.ts";

/** The regular message about every wallet. */
export const Digest = Type.Object(
  {
    channel_ids: Type.Array(Type.String()),
    at: Type.String({ description: "HH:MM" }),
    timezone: Type.String(),
    days: Type.Array(Type.Enum(WEEKDAYS)),
    next_at: Time,
    updated_at: Time,
  },
  { title: "Digest" },
);
export type Digest = Static<typeof Digest>;

/** A URL that is called while sweep, polls and outbox are healthy. */
export const Heartbeat = Type.Object(
  {
    url: Type.String({ description: 'Masked: "…" and its last 4 characters' }),
    every_seconds: Type.Integer(),
    updated_at: Time,
  },
  { title: "Heartbeat" },
);
export type Heartbeat = Static<typeof Heartbeat>;
