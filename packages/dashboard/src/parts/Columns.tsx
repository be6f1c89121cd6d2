import { useId, useRef, type CSSProperties, type PointerEvent as Pressed } from "react";
import { columnsOf, type KeptColumns } from "../data/columns.ts";
import { useStore } from "../data/store.ts";
import { Icon } from "./Icon.tsx";

/** @nolimit The least width of a column in pixels, and how much a button changes it. */
const LEAST_PX = 56;
const STEP_PX = 24;
/** @nolimit The least width that is left for the last column of those that have widths, in pixels. */
const LAST_PX = 112;
/** @nolimit The distance of the menu from its button and from the window, in pixels. */
const GAP_PX = 4;

/** What a column says of itself here. */
interface Choosable {
  readonly title: string;
  /** Cannot be hidden: it opens the row. */
  readonly always?: boolean;
  readonly actions?: boolean;
  readonly narrow?: boolean;
}

export interface ShownColumns<Column> {
  readonly columns: readonly Column[];
  readonly sizing: Sizing;
}

/** How wide the columns of a table are, and how that is changed. */
export interface Sizing {
  readonly kept: KeptColumns;
  /** Of some, once one was given a width; otherwise the contents decide. */
  readonly widths: Readonly<Record<string, number>>;
}

/** Those of a table's columns that are wanted, as this browser keeps it. */
export function useColumns<Column extends Choosable>(table: string, columns: readonly Column[]): ShownColumns<Column> {
  const kept = columnsOf(table);
  const { hidden, widths } = useStore(kept);
  const wanted = columns.filter((column) => !isChoosable(column) || !hidden.includes(column.title));
  return { columns: wanted.some(isContent) ? wanted : columns, sizing: { kept, widths } };
}

function isContent({ actions = false, narrow = false }: Choosable): boolean {
  return !actions && !narrow;
}

function isChoosable(column: Choosable): boolean {
  return isContent(column) && column.always !== true;
}

/** Of a table whose columns have widths; the last takes what is left, which is something. */
export function widthStyle(titles: readonly string[], { widths }: Sizing): CSSProperties | undefined {
  if (!isSized({ widths })) return undefined;
  const sum = titles.slice(0, -1).reduce((all, title) => all + (widths[title] ?? LEAST_PX), LAST_PX);
  return { "--table-width": `${sum}px` } as CSSProperties;
}

export function isSized({ widths }: Pick<Sizing, "widths">): boolean {
  return Object.keys(widths).length > 0;
}

/** Widths as they are now, so that changing one leaves the others. */
function widthsIn(table: Element | null): Record<string, number> {
  const heads = [...(table?.querySelectorAll<HTMLElement>("thead th[data-column]") ?? [])];
  return Object.fromEntries(
    heads.map((head) => [head.dataset["column"] ?? "", Math.round(head.getBoundingClientRect().width)]),
  );
}

function resize(table: Element | null, title: string, width: number, { kept, widths }: Sizing): void {
  kept.resize({ ...widths, ...widthsIn(table), [title]: Math.max(LEAST_PX, Math.round(width)) });
}

/** At the edge of a column's head: dragged, it makes the column wider or narrower. The menu of columns does the same by buttons. */
export function ResizeHandle({ title, sizing }: { readonly title: string; readonly sizing: Sizing }) {
  const drag = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const begin = (event: Pressed<HTMLElement>): void => {
    const head = event.currentTarget.closest("th");
    if (head === null || event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, width: head.getBoundingClientRect().width };
  };
  const move = (event: Pressed<HTMLElement>): void => {
    if (drag.current === null) return;
    const { x, width } = drag.current;
    resize(event.currentTarget.closest("table"), title, width + event.clientX - x, sizing);
  };
  return (
    <span
      className="resize"
      aria-hidden="true"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
    />
  );
}

interface ColumnMenuProps {
  readonly table: string;
  /** All of the table's. */
  readonly columns: readonly Choosable[];
}

/** Which columns a table has and how wide they are; beside it, for every pointer and the keyboard. */
export function ColumnMenu({ table, columns }: ColumnMenuProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const kept = columnsOf(table);
  const { hidden, widths } = useStore(kept);
  const sizing = { kept, widths };
  const content = columns.filter(isContent);
  /** Below its button or above it, where there is more room; by the object model, which the policy allows. */
  const place = (): void => {
    const at = opener.current?.getBoundingClientRect();
    if (at === undefined || popover.current === null) return;
    const { style } = popover.current;
    const isBelow = at.bottom < innerHeight - at.top;
    style.top = isBelow ? `${at.bottom + GAP_PX}px` : "auto";
    style.bottom = isBelow ? "auto" : `${innerHeight - at.top + GAP_PX}px`;
    style.maxHeight = `${Math.max(at.top, innerHeight - at.bottom) - 2 * GAP_PX}px`;
    style.right = `${document.documentElement.clientWidth - at.right}px`;
  };
  const change = (title: string, by: number): void => {
    const shown = opener.current?.closest(".panel")?.querySelector("table") ?? null;
    resize(shown, title, (widthsIn(shown)[title] ?? LEAST_PX) + by, sizing);
  };
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="btn s q i hide-s"
        aria-label={`Columns of ${table}`}
        title="Columns"
        popoverTarget={id}
        onClick={place}
      >
        <Icon name="columns" size={14} />
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={`Columns of ${table}`}
        className="menu columns"
      >
        {content.map((column) => (
          <div key={column.title} className="column-choice">
            <label>
              <input
                type="checkbox"
                checked={!isChoosable(column) || !hidden.includes(column.title)}
                disabled={!isChoosable(column)}
                onChange={() => kept.toggle(column.title)}
              />
              {column.title}
            </label>
            <button
              type="button"
              className="btn s q i"
              aria-label={`${column.title} narrower`}
              onClick={() => change(column.title, -STEP_PX)}
            >
              <Icon name="minus" size={14} />
            </button>
            <button
              type="button"
              className="btn s q i"
              aria-label={`${column.title} wider`}
              onClick={() => change(column.title, STEP_PX)}
            >
              <Icon name="plus" size={14} />
            </button>
          </div>
        ))}
        <button type="button" className="btn s q" onClick={kept.reset}>
          As at first
        </button>
      </div>
    </>
  );
}
