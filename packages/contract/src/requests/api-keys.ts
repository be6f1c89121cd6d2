import { Type } from "../schema.ts";
import { MAX_NAME } from "../bounds.ts";
import { KEY_SCOPES } from "../vocabulary.ts";

export const CreateApiKey = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: MAX_NAME }),
    scopes: Type.Array(Type.Enum(KEY_SCOPES), {
      minItems: 1,
      maxItems: KEY_SCOPES.length,
      description: "admin includes write, write includes read",
    }),
  },
  { title: "CreateApiKey", additionalProperties: false, examples: [{ name: "checkout", scopes: ["write"] }] },
);
