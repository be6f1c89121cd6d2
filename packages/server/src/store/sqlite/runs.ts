import type { Column, TableSpec } from "../columns.ts";

type Row = Readonly<Record<string, unknown>>;

/** Rows from the first to the last one's key: there are no others between them, and all are to be alike. */
interface Run {
  readonly first: Row;
  last: Row;
}

/**
 * Rows that get the same values in the columns that change alone, and whose keys follow each other: one statement writes as many as there are, for
 * a third of what each of them would cost. The last column of the table's key is a number.
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
