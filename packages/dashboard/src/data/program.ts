import { lazy, type ComponentType } from "react";
import { live } from "./live.ts";
import { loadPart, type Surroundings } from "./load-part.ts";

/** @limit Dashboard: longest wait before a server that is away is tried again for a part of the program. */
const MAX_WAIT_MS = 10_000;
/** @limit Dashboard: shortest time between two loads of the page because a part of its program did not come. */
const RELOAD_EVERY_MS = 60_000;
const RELOADED = "plimsoll.reloaded";

/** A component whose program is loaded when it is first shown. */
export function lazily<Props>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(loading(load));
}

/** The same for a component that something else renders. */
export function loading<Part>(load: () => Promise<Part>): () => Promise<Part> {
  return () => loadPart(load, page);
}

const page: Surroundings = {
  isServerLost: () => live.state.value.status === "lost",
  isServerReached: async () => {
    try {
      return (await fetch("/healthz", { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  },
  wait: (failures) =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        unwatch();
        resolve();
      };
      const unwatch = live.state.watch(() => {
        if (live.state.value.status === "live") end();
      });
      const timer = setTimeout(end, Math.min(500 * 2 ** failures, MAX_WAIT_MS));
    }),
  reload: () => {
    const before = Number(sessionStorage.getItem(RELOADED) ?? 0);
    // A clock that was set back must not refuse it until it has caught up.
    if (Math.abs(Date.now() - before) < RELOAD_EVERY_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
    return true;
  },
};
