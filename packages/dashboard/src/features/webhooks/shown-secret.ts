import { useSyncExternalStore } from "react";

const watchers = new Set<() => void>();
let shown: string | null = null;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Shows a secret on the pages of the section until the reader says that it is stored. It is in memory alone. */
export function showSecret(secret: string | null): void {
  shown = secret;
  for (const watcher of watchers) watcher();
}

export function useShownSecret(): string | null {
  return useSyncExternalStore(watch, () => shown);
}
