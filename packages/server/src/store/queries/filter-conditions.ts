import { sql, type RawBuilder } from "kysely";
import type { Db } from "./database.ts";
import type { Negatable } from "../port/negation.ts";
import { negatedOr } from "./negation.ts";
import { containing } from "./text-search.ts";

interface Filter extends Negatable {
  readonly q?: string | undefined;
}

/** What one of the text columns must contain, and what each other member's column must be or must not be. */
export function filterConditions<F extends Filter>(
  db: Db,
  filter: F,
  texts: readonly string[],
  columns: Readonly<Record<Exclude<keyof F & string, keyof Filter>, string>>,
): RawBuilder<boolean>[] {
  const { q } = filter;
  const wanted = filter as Readonly<Record<string, unknown>>;
  return [
    ...(q === undefined ? [] : [containing(db, q, texts)]),
    ...Object.entries<string>(columns)
      .filter(([member]) => wanted[member] !== undefined)
      .map(([member, column]) => negatedOr(filter, member, sql`${sql.ref(column)} = ${wanted[member]}`)),
  ];
}
