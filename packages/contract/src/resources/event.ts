import { Type } from "../schema.ts";
import { Time } from "../scalars.ts";

/** An event as it was and will be sent, byte for byte; further members by type: see the catalogue. */
export const Event = Type.Object(
  { id: Type.String(), type: Type.String(), created_at: Time },
  { title: "Event", additionalProperties: true },
);
