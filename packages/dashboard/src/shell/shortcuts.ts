import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { toggleExactTimes } from "../data/exact-times.ts";

/** @nolimit Time within which the second key of a pair counts. */
const PAIR_MS = 1_500;

const GO: Readonly<Record<string, string>> = {
  o: "/",
  a: "/alerts",
  t: "/topups",
  w: "/webhooks",
  p: "/providers",
  f: "/features",
  s: "/settings",
};

export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["Ctrl K or ⌘ K", "Find or do"],
  ["/", "Filter"],
  ["g o, g a, g t", "Overview, Alerts, Top-ups"],
  ["g w, g p, g f, g s", "Webhooks, Providers, Features, Settings"],
  ["j, k", "Next row, previous row"],
  ["Enter", "Open the row"],
  ["e", "Alert settings of the thing in view"],
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
      if (event.metaKey || event.ctrlKey || event.altKey || isOccupied(event.target)) return;
      const now = performance.now();
      const goTo = now - pressedG.current < PAIR_MS ? GO[event.key] : undefined;
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

const ACTIONS: Readonly<Record<string, () => boolean | void>> = {
  T: toggleExactTimes,
  "/": () => focusOn("[data-filter]"),
  e: () => press('[data-shortcut="e"]'),
  j: () => moveRow(1),
  k: () => moveRow(-1),
};

function focusOn(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null;
}

function press(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.click();
  return element !== null;
}

/** Rows are reached by the links in them. */
function moveRow(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  if (links.length === 0) return false;
  const at = links.indexOf(document.activeElement as HTMLElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
  return true;
}

function isOccupied(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("input, textarea, select, [role=dialog], [role=menu]") !== null;
}
