import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time } from "../scalars.ts";
import { KEY_SCOPES } from "../vocabulary.ts";

const members = {
  id: Type.String(),
  name: Type.String(),
  prefix: Type.String({ description: "The key's first characters, to distinguish keys" }),
  scopes: Type.Array(Type.Enum(KEY_SCOPES)),
  created_at: Time,
  expires_at: Nullable(Time),
  last_used_at: Nullable(Time),
  revoked_at: Nullable(Time),
};

export const ApiKey = Type.Object(members, { title: "ApiKey" });
export type ApiKey = Static<typeof ApiKey>;

/** Shown at creation, never again. */
export const ApiKeyWithSecret = Type.Object(
  { ...members, key: Type.String({ description: "pk_…; shown this once" }) },
  { title: "ApiKeyWithSecret" },
);
