import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

/** @nolimit The longest wait for a heading that comes with the page's data. */
const WAIT_MS = 2_000;

/** The path whose heading has had the focus: the first page leaves it to the browser. */
let announced: string | null = null;

/** After a change of the page the focus is on its heading, which screen readers then read. */
export function useFocusOnHeading(): void {
  // Of the page that is shown, not of the one that is still being loaded.
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  useEffect(() => {
    if (path === undefined) return undefined;
    const isFirst = announced === null;
    if (isFirst || announced === path) {
      announced = path;
      return undefined;
    }
    announced = path;
    scrollTo(0, 0);
    if (focusHeading()) return undefined;
    const before = document.activeElement;
    const observer = new MutationObserver(() => {
      // Who has gone on meanwhile is not called back.
      if (document.activeElement !== before || focusHeading()) observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), WAIT_MS);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [path]);
}

/** Puts the focus on the page's heading; false while there is none. */
export function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  return heading !== null;
}
