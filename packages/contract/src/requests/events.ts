import { Type } from "../schema.ts";
import { EVENT_TYPES } from "../events/catalogue.ts";
import { PAGE_PARAMETERS, PERIOD_PARAMETERS } from "../pages.ts";

export const EventsQuery = Type.Object(
  { type: Type.Optional(Type.Enum(EVENT_TYPES)), ...PERIOD_PARAMETERS, ...PAGE_PARAMETERS },
  { additionalProperties: false },
);
