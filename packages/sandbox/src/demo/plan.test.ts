import { describe, expect, it } from "vitest";
import { seededDraw } from "../random.ts";
import { lastNight, pastOrders } from "./history.ts";
import { plannedSpend, timeOfDay } from "./plan.ts";

describe("a spending plan", () => {
  const plan = [
    [0, 0n],
    [0.5, 1_000n],
    [0.75, 1_000n],
    [1, 9_007_199_254_740_993n],
  ] as const;

  it.each([
    [0, 0n],
    [0.25, 500n],
    [0.5, 1_000n],
    [0.6, 1_000n],
    [1, 9_007_199_254_740_993n],
    [2, 9_007_199_254_740_993n],
  ])("at %s is %s", (share, spent) => {
    expect(plannedSpend(plan, share)).toBe(spent);
  });
});

it("shows the time from nine to nine", () => {
  expect([0, 0.5, 1, 7].map(timeOfDay)).toEqual(["09:00", "15:00", "21:00", "21:00"]);
});

describe("the week before", () => {
  const now = Date.parse("2026-05-15T14:30:00Z");
  const orders = pastOrders("USD", 1_000n, now, seededDraw(1, "test"));

  it("has orders on each of the seven days before today, oldest first", () => {
    const days = orders.map(({ at }) => new Date(at).toISOString().slice(0, 10));
    expect([...new Set(days)]).toEqual(["08", "09", "10", "11", "12", "13", "14"].map((day) => `2026-05-${day}`));
    expect(orders.map(({ at }) => at)).toEqual(orders.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(lastNight(now)).toBeGreaterThan(Math.max(...orders.map(({ at }) => at)));
  });

  it("costs six to fourteen tenths of what is typical, the same for the same seed", () => {
    for (const { amount } of orders) expect(amount >= 600n && amount <= 1_400n).toBe(true);
    expect(pastOrders("USD", 1_000n, now, seededDraw(1, "test"))).toEqual(orders);
  });
});
