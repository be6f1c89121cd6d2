import { useSyncExternalStore } from "react";
import { live } from "./live.ts";

const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = Date.now() + live.state.clockOffsetMs;
    for (const each of watchers) each();
  }, 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, which ticks once a second for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
