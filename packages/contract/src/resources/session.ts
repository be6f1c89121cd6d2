import type { Static } from "typebox";
import { Time } from "../scalars.ts";
import { Type } from "../schema.ts";
import { KEY_SCOPES } from "../vocabulary.ts";

/** Who is signed in to the dashboard. */
export const Session = Type.Object(
  {
    account: Type.Object({ id: Type.Integer(), name: Type.String() }),
    key_id: Type.String({ description: "The API key that signed in" }),
    scopes: Type.Array(Type.Enum(KEY_SCOPES)),
    expires_at: Time,
    server_time: Time,
    event_position: Type.Integer({
      minimum: 0,
      description: "The position of the newest event: a stream with this as `last_event_id` misses nothing from now on",
    }),
  },
  { title: "Session" },
);
export type Session = Static<typeof Session>;
