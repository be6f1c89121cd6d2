import { Type } from "../schema.ts";
import { EVENT_TYPES } from "../events/catalogue.ts";
import { listQuery, PERIOD_PARAMETERS } from "../pages.ts";

export const EventsQuery = listQuery({
  type: Type.Optional(Type.Enum(EVENT_TYPES)),
  after: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description:
        "A position, the id of a message of `GET /stream`: the events after it, oldest first. Not with `type`, `from`, `to`, `page` and CSV.",
    }),
  ),
  ...PERIOD_PARAMETERS,
});
