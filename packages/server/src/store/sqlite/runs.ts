import type { Column, TableSpec } from "../columns.ts";

type Row = Readonly<Record<string, unknown>>;

/** Rows from the first key to the last: there are no others between them, and all get the same values. */
interface Run {
  readonly first: Row;
  last: Row;
}

/**
 * Rows that get the same values in the columns that change alone, and whose keys are consecutive: one statement writes
 * them all, for a third of the cost of separate ones. The last column of the table's key is a number.
 */
export class Runs {
  readonly all: Run[] = [];
  readonly #key: string;
  readonly #alike: readonly string[];

  constructor({ pk, alone }: TableSpec) {
    const last = pk.at(-1) as Column;
    this.#key = last.property;
    this.#alike = [...pk.slice(0, -1), ...alone].map(({ property }) => property);
  }

  add(row: object): void {
    const next = row as Row;
    const run = this.all.at(-1);
    if (run && this.#follows(run, next)) run.last = next;
    else this.all.push({ first: next, last: next });
  }

  #follows({ first, last }: Run, next: Row): boolean {
    return (
      next[this.#key] === (last[this.#key] as number) + 1 && this.#alike.every((name) => next[name] === first[name])
    );
  }
}
