import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

/** @nolimit The longest wait for a heading that comes with the page's data. */
const WAIT_MS = 2_000;

/** Paths of a row that is open beside its list: the page is the list. */
const BESIDE = /^(\/orders|\/cards|\/products|\/providers\/[^/]+\/drifts)\/[^/]+$/;

/** The page whose heading has had the focus: the first one leaves it to the browser. */
let announced: string | null = null;

/** After a change of the page the focus is on its heading, which screen readers then read. */
export function useFocusOnHeading(): void {
  // Of the page that is shown, not of the one that is still being loaded.
  const page = useRouterState({
    select: ({ resolvedLocation }) => resolvedLocation && pageAt(resolvedLocation.pathname),
  });
  useEffect(() => {
    if (page === undefined) return undefined;
    const isFirst = announced === null;
    if (isFirst || announced === page) {
      announced = page;
      return undefined;
    }
    announced = page;
    scrollTo(0, 0);
    if (focusHeading()) return undefined;
    const before = document.activeElement;
    const observer = new MutationObserver(() => {
      // Who has gone on meanwhile is not called back.
      if (document.activeElement !== before || focusHeading()) observer.disconnect();
    });
    // A heading among what is not shown yet takes no focus.
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-arriving"] });
    const timer = setTimeout(() => observer.disconnect(), WAIT_MS);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [page]);
}

function pageAt(path: string): string {
  return BESIDE.exec(path)?.[1] ?? path;
}

/** Puts the focus on the page's heading; false while none is shown. */
export function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  return heading !== null && document.activeElement === heading;
}
