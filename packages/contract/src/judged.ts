import type { TSchema, TUnsafe } from "typebox";

export const JUDGED_BY_CORE = "x-judged-by-core";

/**
 * Marks a part of a request that the schema only documents: validation accepts any value there, because the domain's
 * own rules check it and report every violation at once with their own messages.
 */
export function judgedByCore<T extends TSchema>(schema: T): TUnsafe {
  return { ...schema, [JUDGED_BY_CORE]: true } as unknown as TUnsafe;
}
