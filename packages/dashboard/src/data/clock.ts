import { useSyncExternalStore } from "react";
import { live } from "./live.ts";

const watchers = new Set<() => void>();
let now = serverNow();
// Known before the first tick, so that nothing is shown by another clock.
live.state.watch(() => {
  if (Math.abs(serverNow() - now) > 2_000) now = serverNow();
});
let timer: ReturnType<typeof setInterval> | undefined;

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    now = serverNow();
    for (const each of watchers) each();
  }, 1_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/**
 * The server's time, which ticks once a second for the whole page. With a longer step it is rounded up to whole steps,
 * and what uses it renders once in each.
 */
export function useNow(stepMs = 1): number {
  return useSyncExternalStore(watch, () => Math.ceil(now / stepMs) * stepMs);
}

/** The server's time now, for what is worked out once. */
export function serverNow(): number {
  return Date.now() + live.state.value.clockOffsetMs;
}
