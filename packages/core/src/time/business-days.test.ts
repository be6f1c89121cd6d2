import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addBusinessDays, latestStart } from "./business-days.ts";

const at = (text: string) => Date.parse(`${text}T10:30:00.000Z`);
const DAY = 86_400_000;

// 2026-05-15 is a Friday.
test.each([
  ["2026-05-13", 0, "2026-05-13"],
  ["2026-05-13", 2, "2026-05-15"],
  ["2026-05-14", 2, "2026-05-18"],
  ["2026-05-15", 2, "2026-05-19"],
  ["2026-05-16", 2, "2026-05-19"],
  ["2026-05-17", 2, "2026-05-19"],
  ["2026-05-15", 10, "2026-05-29"],
])("%s and %i business days is %s", (from, days, to) => {
  expect(addBusinessDays(at(from), days)).toBe(at(to));
});

test.each([
  ["2026-05-15", 2, "2026-05-13"],
  ["2026-05-16", 2, "2026-05-13"],
  ["2026-05-18", 2, "2026-05-14"],
  ["2026-05-19", 2, "2026-05-15"],
  ["2026-05-17", 0, "2026-05-17"],
])("money due by %s takes %i business days, so it leaves on %s", (by, days, start) => {
  expect(latestStart(at(by), days)).toBe(at(start));
});

test("money sent at the latest start arrives in time, and a business day later it would not", () => {
  const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(time, fc.integer({ min: 1, max: 30 }), (by, days) => {
      const start = latestStart(by, days);
      expect(addBusinessDays(start, days)).toBeLessThanOrEqual(by);
      expect(addBusinessDays(addBusinessDays(start, 1), days)).toBeGreaterThan(by);
      expect([0, 6]).not.toContain(new Date(start).getUTCDay());
      expect((by - start) % DAY).toBe(0);
    }),
  );
});
