import { describe, expect, test } from "vitest";
import { placement, snapshotWindow } from "./window.ts";

/** By the provider's clock, not at the start of a second, so that its date is not truncated. */
const FROM = Date.UTC(2026, 4, 15, 14, 30, 0, 100);
const TO = FROM + 1_300;
const WINDOW = { from: FROM, to: TO, ahead: 0 };
/** By our clock, later than all. */
const RECEIVED = TO + 60_000;

describe("an event is placed by its date", () => {
  test.each([
    ["a millisecond before the window begins", FROM - 1, "before"],
    ["when the window begins", FROM, "near"],
    ["when the window ends", TO, "near"],
    ["a millisecond after the window has ended", TO + 1, "after"],
    ["long before", FROM - 60_000, "before"],
    ["long after", TO + 30_000, "after"],
  ])("%s", (_title, occurredAt, placed) => {
    expect(placement(WINDOW, occurredAt, RECEIVED)).toBe(placed);
  });

  test("that was truncated to a whole second may be later by up to all of it", () => {
    const second = Date.UTC(2026, 4, 15, 14, 30);
    expect(placement({ ...WINDOW, from: second + 999 }, second, RECEIVED)).toBe("near");
    expect(placement({ ...WINDOW, from: second + 1_000 }, second, RECEIVED)).toBe("before");
    // Never earlier.
    expect(placement({ ...WINDOW, to: second - 1, from: second - 500 }, second, RECEIVED)).toBe("after");
  });

  test("later than its receipt is ignored", () => {
    const received = TO + 5_000;
    const window = { ...WINDOW, ahead: 40 };
    expect(placement(window, received + 40 + 1_000, received)).toBe("after");
    expect(placement(window, received + 40 + 1_001, received)).toBe("near");
  });
});

test("a window is as wide as the uncertainty about the provider's clock", () => {
  expect(snapshotWindow({ from: 1_000, to: 1_200 }, { low: -30, high: 70 })).toEqual({
    from: 970,
    to: 1_270,
    ahead: 70,
  });
});
