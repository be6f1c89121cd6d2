import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { exactTimes, singleKeys } from "../data/choices.ts";
import { OPEN_ROW_LINK, ROW_LINK, rowOf } from "../parts/rows.ts";
import { PAGES } from "./pages.ts";

/** @nolimit Time within which the second key of a pair counts. */
const PAIR_MS = 1_500;

const GO: ReadonlyMap<string, string> = new Map(PAGES.flatMap(({ key, to }) => (key === undefined ? [] : [[key, to]])));

/** Keys that are no letters, and stay when single keys are switched off. */
const OF_CONTROLS: ReadonlySet<string> = new Set(["Escape", "Enter"]);

export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["Ctrl K or ⌘ K", "Find or do"],
  ["/", "Filter"],
  ["g o, g a, g t", "Overview, Alerts, Top-ups"],
  ["g w, g p, g f, g s", "Webhooks, Providers, Features, Settings"],
  ["j, k", "Next row, previous row"],
  ["Enter", "Open the row; again, go into what is open"],
  ["x", "Select the row"],
  ["Esc", "Close, then clear"],
  ["c", "Copy wire instructions"],
  ["r", "Replay the delivery"],
  ["e", "Alert settings of the thing in view"],
  ["a", "Acknowledge"],
  ["s", "Silence"],
  ["T", "Exact times"],
  ["?", "This list"],
];

interface Shortcuts {
  readonly onFind: () => void;
  readonly onKeys: () => void;
}

/** The keys of the application. Single keys count only outside fields and overlays. */
export function useShortcuts({ onFind, onKeys }: Shortcuts): void {
  const navigate = useNavigate();
  const pressedG = useRef(-Infinity);
  useEffect(() => {
    const handle = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onFind();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (event.key === "Escape" && leaveFilter(event.target)) return;
      if (isOccupied(event.target) || (!OF_CONTROLS.has(event.key) && !singleKeys.value)) return;
      const now = performance.now();
      const goTo = now - pressedG.current < PAIR_MS ? GO.get(event.key) : undefined;
      pressedG.current = event.key === "g" ? now : -Infinity;
      if (goTo !== undefined) {
        event.preventDefault();
        void navigate({ to: goTo });
        return;
      }
      const action = ACTIONS[event.key];
      if (event.key === "?") onKeys();
      else if (action !== undefined && action() !== false) event.preventDefault();
    };
    addEventListener("keydown", handle);
    return () => removeEventListener("keydown", handle);
  }, [navigate, onFind, onKeys]);
}

/** Each returns false when there was nothing to act on. */
const ACTIONS: Readonly<Record<string, () => boolean | void>> = {
  T: exactTimes.toggle,
  "/": () => focusOn("[data-filter]"),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: selectRow,
  Enter: enterDrawer,
  e: () => press("e"),
  a: () => press("a"),
  s: () => press("s"),
  c: () => press("c"),
  r: () => press("r"),
  Escape: () => press("Escape") || press("clear"),
};

/** Esc in the filter goes back to the page, and keeps what is typed; pressed again it clears it. */
function leaveFilter(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || !target.matches("[data-filter]")) return false;
  target.blur();
  return true;
}

function focusOn(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null;
}

/**
 * Presses the button of a key: that of the row with the focus, then of the drawer, then the first of the page, but never
 * that of another row than the one with the focus.
 */
function press(key: string): boolean {
  const selector = `[data-shortcut="${key}"]`;
  const row = rowOf(document.activeElement);
  const ofPage = [...document.querySelectorAll<HTMLElement>(selector)].filter(
    (element) => row === null || (rowOf(element) ?? row) === row,
  );
  const found =
    row?.querySelector<HTMLElement>(`${selector}, [data-row-shortcut="${key}"]`) ??
    document.querySelector<HTMLElement>(`.drawer ${selector}`) ??
    ofPage[0];
  found?.click();
  return found !== undefined;
}

/** Rows are reached by the first link in them. What is beside the list, or in an open drawer, follows. */
function moveRow(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>(`main ${ROW_LINK}`)].filter(
    (link) => (rowOf(link)?.querySelector(ROW_LINK) ?? link) === link,
  );
  if (links.length === 0) return false;
  const isFollowed = document.querySelector(".drawer, [data-follows-rows]") !== null;
  const focused = rowOf(document.activeElement);
  const isRow = links.some((link) => focused?.contains(link));
  const current = isRow ? focused : document.querySelector("tr.sel, .entry[aria-current]");
  const at = links.findIndex((link) => current?.contains(link));
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  if (isFollowed) next?.click();
  return true;
}

/** From the link of the row that is open. */
function enterDrawer(): boolean {
  const drawer = document.querySelector<HTMLElement>(".drawer");
  if (drawer === null || document.activeElement?.matches(OPEN_ROW_LINK) !== true) return false;
  drawer.focus();
  return true;
}

function selectRow(): boolean {
  const box = document.activeElement?.closest("tr")?.querySelector<HTMLElement>("[data-row-select]") ?? null;
  box?.click();
  return box !== null;
}

function isOccupied(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest("input:not([type=checkbox]), textarea, select, [role=dialog], [role=alertdialog], [role=menu]") !==
    null
  );
}
