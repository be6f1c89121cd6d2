import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time } from "../scalars.ts";
import { AUDIT_ACTIONS, AUDIT_RESOURCES } from "../vocabulary.ts";

const Members = Type.Record(Type.String(), Type.Unknown());

/** One change of one resource by a person or a program. */
export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    actor: Type.Object({
      id: Nullable(Type.String({ description: "The API key; null when it was none of the account's keys" })),
      name: Type.String(),
    }),
    action: Type.Enum(AUDIT_ACTIONS),
    resource: Type.Object({ type: Type.Enum(AUDIT_RESOURCES), id: Type.String() }),
    before: Nullable(Members),
    after: Nullable(Members),
    request_id: Nullable(Type.String()),
    address: Nullable(Type.String()),
    created_at: Time,
  },
  {
    title: "AuditEntry",
    description:
      "`before` and `after` have the members that changed; all of them when the resource was created or removed, and then the other one is null. Secrets are only named.",
  },
);
export type AuditEntry = Static<typeof AuditEntry>;
