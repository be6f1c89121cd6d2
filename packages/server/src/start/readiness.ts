import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../store/port/store.ts";

/** @limit Process: time within which the store has to respond for `/readyz` to succeed. */
const READY_WITHIN_MS = 2_000;
/** @limit Process: time for which a result of `/readyz` is reused, so that many requests do not become many writes. */
const HOLDS_MS = 500;

/** Whether the store can be read and accepts writes, determined by doing both. */
export function readinessOf(store: Pick<Store, "reads" | "commit">): () => Promise<boolean> {
  let last: { readonly at: number; readonly ready: Promise<boolean> } | null = null;
  return () => {
    const at = performance.now();
    if (last === null || at - last.at > HOLDS_MS) last = { at, ready: tried(store) };
    return last.ready;
  };
}

async function tried(store: Pick<Store, "reads" | "commit">): Promise<boolean> {
  const works = Promise.all([store.reads.ping(), store.commit([], Date.now())]).then(
    () => true,
    () => false,
  );
  const patience = new AbortController();
  const late = delay(READY_WITHIN_MS, false, { ref: false, signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([works, late]);
  } finally {
    patience.abort();
  }
}
