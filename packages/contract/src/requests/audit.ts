import { Type } from "../schema.ts";
import { MAX_NAME } from "../bounds.ts";
import { listQuery, PERIOD_PARAMETERS } from "../pages.ts";

export const AuditQuery = listQuery({
  actor: Type.Optional(
    Type.String({ minLength: 1, maxLength: MAX_NAME, description: "The id of an API key, or the name of an actor" }),
  ),
  resource: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: MAX_NAME,
      description: "A type, such as `wallet`, or a type and an id, such as `wallet:12`",
    }),
  ),
  ...PERIOD_PARAMETERS,
});
