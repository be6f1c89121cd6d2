import { Type } from "../schema.ts";

export const SignIn = Type.Object(
  { key: Type.String({ minLength: 1, maxLength: 200, description: "An API key: pk_…" }) },
  { title: "SignIn", additionalProperties: false },
);
