import { useLayoutEffect, useRef, type RefObject } from "react";

const ROWS = "tr, .row, li";

/** For what goes with what it does: the focus goes to the row that it is in, or to what stands beside it. */
export function useHandOver<Control extends HTMLElement>(): RefObject<Control | null> {
  const control = useRef<Control>(null);
  useLayoutEffect(() => {
    const gone = control.current;
    return () => {
      if (gone === null || !gone.contains(document.activeElement)) return;
      const beside = [...(gone.parentElement?.querySelectorAll<HTMLElement>("button, a[href]") ?? [])];
      const next =
        gone.closest(ROWS)?.querySelector<HTMLElement>("[data-row-link]") ?? beside.find((each) => each !== gone);
      next?.focus();
    };
  }, []);
  return control;
}
