import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

/** @nolimit Time for which a page's heading gets the focus: it comes with the page's data, or is replaced when that comes. */
const FOLLOW_MS = 2_000;

/** Paths of a row that is open beside its list: the page is the list. */
const BESIDE = /^(\/orders|\/cards|\/products|\/providers\/[^/]+\/drifts)\/[^/]+$/;

/** After a change of the page the focus is on its heading, which screen readers then read; the first one leaves it to the browser. */
export function useFocusOnHeading(): void {
  // Of the page that is shown, not of the one that is still being loaded.
  const page = useRouterState({
    select: ({ resolvedLocation }) => resolvedLocation && pageAt(resolvedLocation.pathname),
  });
  const shown = useRef(page);
  useEffect(() => {
    if (page === undefined || page === shown.current) return;
    const isFirst = shown.current === undefined;
    shown.current = page;
    if (isFirst) return;
    scrollTo(0, 0);
    followHeading();
  }, [page]);
}

function pageAt(path: string): string {
  return BESIDE.exec(path)?.[1] ?? path;
}

/** Ends what follows the heading of the page before. */
let unfollow = (): void => undefined;

/** Puts the focus on the heading of a page that is arriving, also when it is replaced, unless the focus is moved meanwhile. */
export function followHeading(): void {
  unfollow();
  const before = document.activeElement;
  let isReached = focusHeading();
  const follow = (): void => {
    const active = document.activeElement;
    if (active?.tagName === "H1") return;
    // Who has gone on meanwhile is not called back.
    const isLeft = active === document.body || active === null || (!isReached && active === before);
    if (!isLeft) unfollow();
    else if (focusHeading()) isReached = true;
  };
  const observer = new MutationObserver(follow);
  // A heading among what is not shown yet takes no focus.
  observer.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["data-arriving", "hidden"],
  });
  const timer = setTimeout(() => unfollow(), FOLLOW_MS);
  unfollow = () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}

/** Puts the focus on the page's heading; false while none is shown. */
export function focusHeading(): boolean {
  const heading = document.querySelector<HTMLElement>("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  return heading !== null && document.activeElement === heading;
}
