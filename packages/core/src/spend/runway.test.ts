import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptiesAt, MAX_RUNWAY_HOURS, runwayHours } from "./runway.ts";

/** A Wednesday. */
const NOW = Date.UTC(2026, 4, 13, 12);
const DAY = 86_400_000;

describe("runwayHours", () => {
  test.each([
    [134_000n, 67_000n, 48],
    [133_999n, 67_000n, 47.9],
    [500_000n, 67_000n, 179.1],
    [1n, 67_000n, 0],
    [0n, 67_000n, 0],
    [-5n, 67_000n, 0],
    [100n, 0n, null],
    [100n, null, null],
    [9223372036854775807n, 1n, MAX_RUNWAY_HOURS],
  ])("%s at %s a day is %s", (available, daily, hours) => {
    expect(runwayHours(available, daily)).toBe(hours);
  });

  test("a runway_hours level holds exactly when the runway is no longer than it", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.integer({ min: 1, max: 500 }), (daily, hours) => {
        // The level's threshold, as levels resolve it: typical × hours ÷ 24, rounded down.
        const threshold = (daily * BigInt(hours)) / 24n;
        expect(runwayHours(threshold, daily)).toBeLessThanOrEqual(hours);
        expect(runwayHours(threshold + 1n, daily)).toBeGreaterThanOrEqual(hours);
      }),
    );
  });
});

describe("emptiesAt", () => {
  test("is the end of the runway, unless that is beyond the reported maximum", () => {
    expect(emptiesAt(NOW, 48)).toBe(NOW + 2 * DAY);
    expect(emptiesAt(NOW, 0)).toBe(NOW);
    expect(emptiesAt(NOW, null)).toBeNull();
    expect(emptiesAt(NOW, MAX_RUNWAY_HOURS)).toBeNull();
  });
});
