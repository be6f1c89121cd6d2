import { describe, expect, it } from "vitest";
import { pushedApart, ticksOf, timeTicks } from "./chart-layout.ts";

describe("the chart's layout", () => {
  it("keeps labels apart and in their order", () => {
    expect(pushedApart([100, 101, 20], 0, 200)).toEqual([100, 115, 20]);
    const low = pushedApart([198, 199, 200], 0, 200);
    expect(low).toEqual([170, 185, 200]);
  });

  it("marks round values, and midnights", () => {
    expect(ticksOf(0, 61_000, 4)).toEqual([0, 20_000, 40_000, 60_000]);
    expect(ticksOf(-120, 40, 4)).toEqual([-100, -50, 0]);
    const from = new Date(2026, 10, 23, 9).getTime();
    const days = timeTicks(from, new Date(2026, 10, 27, 9).getTime(), 8);
    expect(days.map((at) => new Date(at).getDate())).toContain(27);
    expect(days.every((at) => new Date(at).getHours() % 12 === 0)).toBe(true);
  });
});
