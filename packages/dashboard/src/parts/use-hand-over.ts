import { useLayoutEffect, useRef, type RefObject } from "react";
import { ROW_LINK, rowOf } from "./rows.ts";

/** For what goes with what it does: the focus goes to the row that it is in, or to what stands beside it. */
export function useHandOver<Control extends HTMLElement>(): RefObject<Control | null> {
  const control = useRef<Control>(null);
  useLayoutEffect(() => {
    const gone = control.current;
    return () => {
      if (gone === null || !gone.contains(document.activeElement)) return;
      const beside = [...(gone.parentElement?.querySelectorAll<HTMLElement>("button, a[href]") ?? [])];
      const next = rowOf(gone)?.querySelector<HTMLElement>(ROW_LINK) ?? beside.find((each) => each !== gone);
      next?.focus();
    };
  }, []);
  return control;
}
