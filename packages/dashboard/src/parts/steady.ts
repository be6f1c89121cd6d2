import { useEffect, useReducer, useRef, useState, type RefCallback } from "react";
import { isActedNow } from "../data/own-acts.ts";
import { inOrderOf, type Kept } from "./steady-order.ts";

/** @nolimit Time after the pointer has left until rows may move again. */
const HELD_MS = 2_000;

/** @nolimit The height of a page's bar, in pixels, behind which rows are scrolled. */
const BAR_PX = 48;

interface Holding {
  /** Set on the element that has the rows. */
  readonly ref: RefCallback<HTMLElement>;
  /** The pointer or the focus is on the rows, the pointer was a moment ago, or their beginning is scrolled out of view. */
  readonly isHeld: boolean;
}

/** Whether rows must not move now. A pointer at rest, below which something moves, holds nothing. */
export function useHold({ whenScrolled = false } = {}): Holding {
  const [element, ref] = useState<HTMLElement | null>(null);
  const [isHeld, setIsHeld] = useState(false);
  const lookAgain = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (element === null) return undefined;
    let isPointed = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const isScrolled = whenScrolled && element.getBoundingClientRect().top < BAR_PX;
      setIsHeld(isPointed || isScrolled || element.contains(document.activeElement));
    };
    const lookLater = (): void => void setTimeout(look);
    const leave = (): void => {
      isPointed = false;
      look();
    };
    // Of the document, because events of React's also come from dialogs that are opened in a row.
    const point = (): void => {
      clearTimeout(timer);
      if (isPointed) return;
      isPointed = true;
      look();
    };
    const leaveLater = (): void => {
      clearTimeout(timer);
      timer = setTimeout(leave, HELD_MS);
    };
    lookAgain.current = look;
    element.addEventListener("pointermove", point);
    element.addEventListener("pointerleave", leaveLater);
    element.addEventListener("focusin", look);
    element.addEventListener("focusout", lookLater);
    if (whenScrolled) addEventListener("scroll", look, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener("pointermove", point);
      element.removeEventListener("pointerleave", leaveLater);
      element.removeEventListener("focusin", look);
      element.removeEventListener("focusout", lookLater);
      removeEventListener("scroll", look, { capture: true });
    };
  }, [element, whenScrolled]);
  // What had the focus may have gone with its row, without an event.
  useEffect(() => {
    if (isHeld) lookAgain.current();
  });
  return { ref, isHeld };
}

interface Answered<Row> {
  /** What the rows answer: those of another filter, order or page take their place at once. */
  readonly of: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** More follow on another page. */
  readonly isFull?: boolean;
}

export interface Steady<Row> extends Kept<Row> {
  /** Lets those that wait come in. */
  readonly show: () => void;
}

/** The rows of a list that stay where they are while they are held. What was done on this page itself is shown at once. */
export function useSteady<Row>({ of, rows, keyOf, isFull }: Answered<Row>, isHeld: boolean): Steady<Row> {
  const shown = useRef<{ readonly of: string; readonly rows: readonly Row[] } | null>(null);
  const [, render] = useReducer((times: number) => times + 1, 0);
  const before = shown.current;
  const isKept = isHeld && before !== null && before.of === of && before.rows.length > 0 && !isActedNow();
  const kept: Kept<Row> = isKept
    ? inOrderOf(before.rows, rows, keyOf, isFull)
    : { rows, gone: new Set<Row>(), waiting: 0 };
  shown.current = { of, rows: kept.rows };
  return {
    ...kept,
    show: () => {
      shown.current = null;
      render();
    },
  };
}
