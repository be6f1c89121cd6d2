import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlidingWindowLimit } from "./rate-limit.ts";

const WINDOW = 1_000;

/** Takes at each of the ascending times; returns the times of the takes that succeeded. */
function takesAt(limit: SlidingWindowLimit, times: readonly number[]): number[] {
  return times.filter((time) => limit.tryTake(time));
}

function ascending(gaps: readonly number[]): number[] {
  let time = 0;
  return gaps.map((gap) => (time += gap));
}

/** The most takes in any half-open window: every fullest one begins at a take. */
function busiest(takes: readonly number[]): number {
  const counts = takes.map((start) => takes.filter((time) => time >= start && time < start + WINDOW).length);
  return Math.max(0, ...counts);
}

const gaps = fc.array(fc.oneof(fc.nat(5), fc.nat(300), fc.nat(2_500)), { maxLength: 200 });
const limits = fc.integer({ min: 1, max: 12 });

describe("SlidingWindowLimit", () => {
  it("never allows more than the limit in any window", () => {
    fc.assert(
      fc.property(limits, gaps, (limit, steps) => {
        expect(busiest(takesAt(new SlidingWindowLimit(limit, WINDOW), ascending(steps)))).toBeLessThanOrEqual(limit);
      }),
    );
  });

  it("refuses only when the previous window is full", () => {
    fc.assert(
      fc.property(limits, gaps, (limit, steps) => {
        const window = new SlidingWindowLimit(limit, WINDOW);
        const taken: number[] = [];
        for (const time of ascending(steps)) {
          const recent = taken.filter((earlier) => earlier > time - WINDOW).length;
          expect(window.tryTake(time)).toBe(recent < limit);
          if (recent < limit) taken.push(time);
        }
      }),
    );
  });

  it("returns exactly when the next take succeeds", () => {
    fc.assert(
      fc.property(limits, gaps, (limit, steps) => {
        const window = new SlidingWindowLimit(limit, WINDOW);
        for (const time of ascending(steps)) {
          const next = window.nextAt(time);
          const justBefore = Math.max(time, next - 1);
          expect(window.nextAt(justBefore)).toBe(next);
          expect(window.tryTake(time)).toBe(next === time);
        }
        const last = window.nextAt(0);
        expect(window.tryTake(last)).toBe(true);
      }),
    );
  });

  it("holds the smaller and the larger limit across a resize", () => {
    fc.assert(
      fc.property(limits, limits, gaps, gaps, (before, after, early, late) => {
        const window = new SlidingWindowLimit(before, WINDOW);
        const times = ascending([...early, ...late]);
        const first = takesAt(window, times.slice(0, early.length));
        window.resize(after);
        const second = takesAt(window, times.slice(early.length));
        expect(busiest([...first, ...second])).toBeLessThanOrEqual(Math.max(before, after));
        expect(busiest(second)).toBeLessThanOrEqual(after);
      }),
    );
  });

  it("starts full after a takeover, and stays so through a resize", () => {
    const window = new SlidingWindowLimit(3, WINDOW);
    window.assumeFull(100);
    window.resize(2);
    expect(window.nextAt(100)).toBe(1_100);
    expect(takesAt(window, [100, 1_099, 1_100, 1_101, 1_102])).toEqual([1_100, 1_101]);
  });

  it("counts a take from when it may have arrived", () => {
    const window = new SlidingWindowLimit(1, WINDOW);
    window.tryTake(0);
    window.arrivedBy(window.lastTake, 40);
    expect(window.nextAt(0)).toBe(1_040);
    window.tryTake(1_040);
    window.arrivedBy(0, 1_900);
    expect(window.nextAt(1_040)).toBe(2_040);
  });

  it.each([0, -1, 1.5, Number.NaN])("rejects the limit %s", (limit) => {
    expect(() => new SlidingWindowLimit(limit)).toThrow(RangeError);
  });
});
