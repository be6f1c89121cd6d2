import { expect, it } from "vitest";
import type { Reads } from "../store/port/reads.ts";
import { createLogger } from "../util/log.ts";
import { runChores } from "./run-chores.ts";

/** Nothing is due, whatever is read. */
const reads = new Proxy({} as Reads, {
  get: (_target, name) => () => Promise.resolve(name === "walletsOutOfRange" ? { found: [], next: null } : []),
});

it("sweeps at its interval although the wall clock is set back by an hour", async () => {
  const stop = new AbortController();
  let wall = Date.parse("2026-11-28T12:00:00Z");
  let sweeps = 0;
  const running = runChores({
    reads,
    committer: { submit: () => Promise.reject(new Error("nothing is submitted")) },
    outbound: { request: () => Promise.reject(new Error("nothing is called")) },
    unseal: (sealed) => sealed,
    isHeld: () => false,
    now: () => wall,
    signal: stop.signal,
    intervalMs: 5,
    logger: createLogger("silent"),
    onSweep: () => {
      sweeps += 1;
      wall -= 3_600_000;
    },
  });
  await expect.poll(() => sweeps, { interval: 2 }).toBeGreaterThan(3);
  stop.abort();
  await running;
});
