import { getEventListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { Deadline, withDeadline } from "./deadline.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Settles with the signal's reason when it aborts; only its listener holds it, as for a request under way. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

describe("a deadline", () => {
  it("ends work that nothing else holds, after garbage was collected", async () => {
    const source = new AbortController();
    const ended = Array.from({ length: 50 }, () =>
      withDeadline(60, [source.signal], untilAborted).catch((error) => error),
    );
    for (let round = 0; round < 4; round++) {
      collectGarbage();
      await delay(5);
    }
    const late = delay(5_000, ["too late"], { ref: false });
    const reasons = await Promise.race([Promise.all(ended), late]);
    expect(new Set(reasons.map((reason) => (reason as Error).name))).toEqual(new Set(["TimeoutError"]));
  });

  it("leaves nothing of its own on a source that lives as long as the process", async () => {
    const source = new AbortController();
    const gone: number[] = [];
    const collected = new FinalizationRegistry<number>((work) => void gone.push(work));
    for (let work = 0; work < 1_000; work++) {
      await withDeadline(60_000, [source.signal], async (signal) => collected.register(signal, work));
    }
    // The one that all share.
    expect(getEventListeners(source.signal, "abort")).toHaveLength(1);
    for (let round = 0; round < 10 && gone.length < 900; round++) {
      collectGarbage();
      await delay(1);
    }
    expect(gone.length).toBeGreaterThanOrEqual(900);
  });

  it("ends with any of its sources, before and during, with that source's reason", async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const during = withDeadline(null, [one.signal, other.signal], untilAborted);
    other.abort(new Error("stop"));
    await expect(during).rejects.toThrow("stop");
    await expect(withDeadline(60_000, [one.signal, other.signal], untilAborted)).rejects.toThrow("stop");
    expect(getEventListeners(one.signal, "abort")).toHaveLength(1);
  });

  it("ends with every other one of the same source, unless it was cleared or has ended", () => {
    const source = new AbortController();
    const ended: string[] = [];
    const [first, cleared, last] = ["first", "cleared", "last"].map((name) => {
      const deadline = new Deadline(60_000, source.signal);
      deadline.onEnd(({ message }) => ended.push(`${name}: ${message}`));
      return deadline;
    });
    cleared?.clear();
    source.abort(new Error("stop"));
    expect(ended).toEqual(["first: stop", "last: stop"]);
    expect([first?.ended, cleared?.ended, last?.ended]).toEqual(["aborted", null, "aborted"]);
  });

  it("reports its end once, and nothing after it was cleared", async () => {
    const source = new AbortController();
    const deadline = new Deadline(60_000, source.signal);
    const reasons: string[] = [];
    const forget = deadline.onEnd((reason) => reasons.push(`forgotten ${reason.message}`));
    deadline.onEnd((reason) => reasons.push(reason.message));
    forget();
    source.abort(new Error("first"));
    deadline.onEnd((reason) => reasons.push(`late ${reason.message}`));
    expect([deadline.ended, ...reasons]).toEqual(["aborted", "first", "late first"]);
    await expect(deadline.race(new Promise(() => {}))).rejects.toThrow("first");

    const cleared = new Deadline(1, source.signal.aborted ? undefined : source.signal);
    cleared.clear();
    await delay(20);
    expect(cleared.ended).toBeNull();
  });
});
