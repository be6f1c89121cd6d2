import { padded, shortened, widthOf } from "./fit.ts";
import { safeText } from "./safe-text.ts";
import { styled, type Screen, type Style } from "./screen.ts";

/** @nolimit The blanks between two columns. */
const GAP = 2;

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly style?: (row: Row) => Style | null;
  readonly align?: "right";
  /** How far a narrow terminal may shorten it; not at all without it. */
  readonly least?: number;
  /** A narrower terminal leaves the column out, the one with the greatest number first; never without it. */
  readonly leaveOut?: number;
}

interface Laid<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  width: number;
}

/** The lines of a table with its titles. No line is wider than the screen. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], screen: Screen): string[] {
  const all = columns.map((column): Laid<Row> => {
    const cells = rows.map((row) => safeText(column.cell(row)));
    const width = cells.reduce((widest, cell) => Math.max(widest, widthOf(cell)), column.title.length);
    return { column, cells, width };
  });
  const laid = screen.columns === null ? all : fitted(all, screen.columns);
  const heading = laid.map(({ column, width }) =>
    padded(shortened(column.title, width), width, column.align ?? "left"),
  );
  const lines = [styled(screen, "dim", cut(heading.join(" ".repeat(GAP)), screen))];
  for (const [index, row] of rows.entries()) {
    const cells = laid.map(({ column, cells: texts, width }) => {
      const text = shortened(texts[index] ?? "", width);
      const style = column.style?.(row) ?? null;
      return { text: padded(text, width, column.align ?? "left"), style };
    });
    const plain = cells.map(({ text }) => text).join(" ".repeat(GAP));
    const tooWide = screen.columns !== null && widthOf(plain.trimEnd()) > screen.columns;
    const whole = cells.map(({ text, style }) => styled(screen, style, text)).join(" ".repeat(GAP));
    lines.push(tooWide ? cut(plain, screen) : whole.trimEnd());
  }
  return lines;
}

/** One line of text, which may hold text of others, on the screen. */
export function line(text: string, screen: Screen, style: Style | null = null): string {
  return styled(screen, style, cut(safeText(text), screen));
}

function cut(text: string, { columns }: Screen): string {
  return columns === null ? text.trimEnd() : shortened(text.trimEnd(), columns);
}

/** Shortens what may be shortened; where that is not enough, leaves out a column and begins again. */
function fitted<Row>(all: readonly Laid<Row>[], columns: number): readonly Laid<Row>[] {
  let kept = all;
  for (;;) {
    const surplus = totalWidth(kept) - columns;
    if (surplus <= 0) return kept;
    const give = kept.reduce((sum, laid) => sum + spare(laid), 0);
    if (give >= surplus) return narrowed(kept, surplus);
    const left = kept.filter(({ column }) => column.leaveOut !== undefined);
    if (left.length === 0) return narrowed(kept, give);
    const worst = left.reduce((a, b) => ((b.column.leaveOut ?? 0) > (a.column.leaveOut ?? 0) ? b : a));
    kept = kept.filter((laid) => laid !== worst);
  }
}

function totalWidth(laid: readonly { readonly width: number }[]): number {
  return laid.reduce((sum, { width }) => sum + width, 0) + GAP * Math.max(0, laid.length - 1);
}

function spare<Row>({ column, width }: Laid<Row>): number {
  return column.least === undefined ? 0 : Math.max(0, width - column.least);
}

/** Takes that number of columns from those that can spare them, always from the widest. */
function narrowed<Row>(laid: readonly Laid<Row>[], surplus: number): readonly Laid<Row>[] {
  const copies = laid.map((each) => ({ ...each }));
  for (let left = surplus; left > 0; left -= 1) {
    const giving = copies.filter((each) => spare(each) > 0);
    const widest = giving.reduce<Laid<Row> | null>((a, b) => (a === null || b.width > a.width ? b : a), null);
    if (widest === null) break;
    widest.width -= 1;
  }
  return copies;
}
