import type { TObject, TProperties, TSchema } from "typebox";
import { Type } from "../schema.ts";
import { Time } from "../scalars.ts";

const EXAMPLE_EVENT_ID = "evt_01jv9x2m4000000001r5k3q8zd";
const EXAMPLE_TIME = "2026-05-15T14:30:00.000Z";

const ENVELOPE = { id: Type.String({ description: "Deduplicate by it" }), type: Type.String(), created_at: Time };

export interface EventDefinition<Schema extends TSchema = TSchema> {
  readonly schema: Schema;
  /** One line for the catalogue. */
  readonly description: string;
  /** A whole payload that the schema accepts. */
  readonly example: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly type: string;
    readonly created_at: string;
  };
}

/** An event with `members` after its id, type and time. */
export function event<Members extends TProperties>(
  type: string,
  description: string,
  members: Members,
  example: Readonly<Record<string, unknown>>,
): EventDefinition<TObject<typeof ENVELOPE & Members>> {
  return {
    schema: Type.Object({ ...ENVELOPE, type: Type.Literal(type), ...members }, { title: type, description }) as never,
    description,
    example: { id: EXAMPLE_EVENT_ID, type, created_at: EXAMPLE_TIME, ...example },
  };
}
