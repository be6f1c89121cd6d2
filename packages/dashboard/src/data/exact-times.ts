import { useSyncExternalStore } from "react";

const NAME = "plimsoll-exact-times";
const watchers = new Set<() => void>();
let exact = localStorage.getItem(NAME) === "1";

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Turns every relative time of the application into an exact one, or back; the choice is kept. */
export function toggleExactTimes(): void {
  exact = !exact;
  localStorage.setItem(NAME, exact ? "1" : "0");
  for (const watcher of watchers) watcher();
}

export function useExactTimes(): boolean {
  return useSyncExternalStore(watch, () => exact);
}
