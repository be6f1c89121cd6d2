import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState, type RefObject } from "react";
import { queries } from "../data/queries.ts";

/** @nolimit Frames without a request before a page has come: the parts of an answer send theirs in the frame after it. */
const QUIET_FRAMES = 2;
/** @nolimit The longest for which a page that opens is unseen; then its parts are seen from the top as they come. */
const UNSEEN_MS = 1_000;

/** What may still move: all of a page that opens, or what follows the parts that load. */
type Arriving = "whole" | "parts";

/** Whether the first answers of the page in this element are awaited; null when they are there. */
export function useArriving(element: RefObject<HTMLElement | null>): Arriving | null {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const [arrived, setArrived] = useState<string | null>(null);
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), UNSEEN_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (path === undefined) return undefined;
    let frame = 0;
    let quiet = 0;
    const look = (): void => {
      quiet = isQuiet(element.current) ? quiet + 1 : 0;
      if (quiet === QUIET_FRAMES) setArrived(path);
      else frame = requestAnimationFrame(look);
    };
    // The effects of its parts have run: a page whose answers are all at hand is shown at once.
    if (isQuiet(element.current)) setArrived(path);
    else look();
    return () => cancelAnimationFrame(frame);
  }, [element, path]);
  if (path !== undefined && arrived === path) return null;
  return arrived === null && !isLate ? "whole" : "parts";
}

function isQuiet(element: HTMLElement | null): boolean {
  const first = queries.isFetching({ predicate: ({ state }) => state.data === undefined });
  return first === 0 && element?.querySelector(".skeleton") === null;
}
