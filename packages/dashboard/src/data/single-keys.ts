import { useSyncExternalStore } from "react";

const NAME = "plimsoll-single-keys-off";
const watchers = new Set<() => void>();
let isOn = localStorage.getItem(NAME) !== "1";

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Whether single keys act; the choice is kept. Those with Ctrl or ⌘ always do. */
export function singleKeysAreOn(): boolean {
  return isOn;
}

export function toggleSingleKeys(): void {
  isOn = !isOn;
  localStorage.setItem(NAME, isOn ? "0" : "1");
  for (const watcher of watchers) watcher();
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(watch, singleKeysAreOn);
}
