import { Type } from "../schema.ts";
import { MAX_TIME } from "../bounds.ts";
import { NameInput, Nullable } from "../scalars.ts";
import { KEY_SCOPES } from "../vocabulary.ts";

export const CreateApiKey = Type.Object(
  {
    name: NameInput,
    scopes: Type.Array(Type.Enum(KEY_SCOPES), {
      minItems: 1,
      maxItems: KEY_SCOPES.length,
      description:
        "admin includes write, write includes read; `topups:write` is limited to a group of resources and includes `topups:read`",
    }),
    expires_at: Type.Optional(
      Nullable(Type.String({ maxLength: MAX_TIME, description: "RFC 3339; requests are refused from then on" })),
    ),
  },
  { title: "CreateApiKey", additionalProperties: false, examples: [{ name: "checkout", scopes: ["write"] }] },
);
