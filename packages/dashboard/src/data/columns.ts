import { Store } from "./store.ts";

/** Which columns of a table are hidden, and how wide those are that were given a width, by their titles. */
export interface ColumnChoice {
  readonly hidden: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
}

const NONE: ColumnChoice = { hidden: [], widths: {} };

/** What this browser keeps of one table's columns. */
export class KeptColumns extends Store<ColumnChoice> {
  readonly #name: string;

  constructor(table: string) {
    const name = `plimsoll-columns-${table}`;
    super(read(localStorage.getItem(name)));
    this.#name = name;
  }

  toggle(title: string): void {
    const { hidden, widths } = this.value;
    const left = hidden.filter((each) => each !== title);
    this.#keep({ hidden: left.length === hidden.length ? [...hidden, title] : left, widths });
  }

  resize(widths: ColumnChoice["widths"]): void {
    this.#keep({ ...this.value, widths });
  }

  reset = (): void => this.#keep(NONE);

  #keep(choice: ColumnChoice): void {
    if (choice === NONE) localStorage.removeItem(this.#name);
    else localStorage.setItem(this.#name, JSON.stringify(choice));
    this.set(choice);
  }
}

/** What another version has kept may be anything. */
function read(kept: string | null): ColumnChoice {
  try {
    const { hidden, widths } = JSON.parse(kept ?? "") as Partial<ColumnChoice>;
    if (!Array.isArray(hidden) || typeof widths !== "object") return NONE;
    const wide = Object.entries(widths).filter(([, width]) => typeof width === "number" && width > 0);
    return { hidden: hidden.filter((title) => typeof title === "string"), widths: Object.fromEntries(wide) };
  } catch {
    return NONE;
  }
}

const tables = new Map<string, KeptColumns>();

/** One for all lists of a name: the deliveries of every endpoint look the same. */
export function columnsOf(table: string): KeptColumns {
  const known = tables.get(table) ?? new KeptColumns(table);
  tables.set(table, known);
  return known;
}
