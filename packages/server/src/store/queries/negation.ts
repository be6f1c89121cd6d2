import { sql, type RawBuilder } from "kysely";
import type { Negatable } from "../port/negation.ts";

/** A filter's condition, or its opposite where the member is negated. */
export function negatedOr({ not }: Negatable, member: string, condition: RawBuilder<boolean>): RawBuilder<boolean> {
  return not?.has(member) === true ? sql<boolean>`(NOT coalesce(${condition}, false))` : condition;
}
