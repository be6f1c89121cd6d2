import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCALE } from "../../../../test/support/scale.ts";
import { localTime, toUtc, weekdayOf } from "../time/calendar.ts";
import type { Schedule, Weekday } from "../model/route.ts";
import { nextAt, opensAt } from "./schedule.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Zones whose clocks change at 1, 2, 3 and 0 o'clock, by an hour, half an hour and a day, and some that never change. */
const ZONES = [
  "UTC",
  "Europe/Amsterdam",
  "Europe/London",
  "America/New_York",
  "America/Los_Angeles",
  "America/Havana",
  "America/Santiago",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Auckland",
  "Pacific/Kiritimati",
];

const clock = fc
  .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const days = fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 });
const timezone = fc.constantFrom(...ZONES);
const schedule: fc.Arbitrary<Schedule> = fc.record({ timezone, days, from: clock, to: clock });

const offset = (zone: string, ms: number) => {
  const { day, time } = localTime({ timezone: zone }, ms);
  return day * DAY + time - ms;
};

/** The days on which the zones' clocks changed or will. */
const changes = ZONES.flatMap((zone) => {
  const found: { readonly zone: string; readonly day: number }[] = [];
  for (let at = Date.UTC(2008, 0, 1); at < Date.UTC(2032, 0, 1); at += DAY) {
    if (offset(zone, at) !== offset(zone, at + DAY)) found.push({ zone, day: at });
  }
  return found;
});

const anywhere = fc.integer({ min: Date.UTC(2008, 0, 1) / MINUTE, max: Date.UTC(2032, 0, 1) / MINUTE });
/** A schedule and a moment: at any time, or within three days of a change of its clocks. */
const asked = fc.oneof(
  fc.record({ schedule, now: anywhere.map((minutes) => minutes * MINUTE) }),
  fc
    .record({
      schedule,
      change: fc.constantFrom(...changes),
      away: fc.integer({ min: -3 * 1_440, max: 3 * 1_440 }),
    })
    .map(({ schedule: of, change, away }) => ({
      schedule: { ...of, timezone: change.zone },
      now: change.day + away * MINUTE,
    })),
);

describe("a schedule", () => {
  test("opens at the first of its moments, also across changes of the clocks", () => {
    fc.assert(
      fc.property(asked, ({ schedule: of, now }) => {
        const opens = opensAt(of, now);
        expect(opens).toBeGreaterThanOrEqual(now);
        expect(opens - now).toBeLessThan(15 * DAY);
        expect(opensAt(of, opens)).toBe(opens);
        // Nothing before it is open.
        for (let part = 1; part < 12; part += 1) {
          const earlier = now + Math.floor(((opens - now) * part) / 12);
          if (earlier < opens) expect(opensAt(of, earlier)).toBe(opens);
        }
        if (opens > now) expect(opensAt(of, opens - 1)).toBe(opens);
      }),
      { numRuns: 150 * SCALE },
    );
  });

  test("is open by the clock on the wall while that does not change", () => {
    fc.assert(
      fc.property(asked, ({ schedule: of, now }) => {
        const isSteady = [-2, -1, 1, 2].every((d) => offset(of.timezone, now + d * DAY) === offset(of.timezone, now));
        fc.pre(isSteady);
        const { day, time } = localTime(of, now);
        const minute = Math.floor(time / MINUTE);
        const [from, to] = [minuteOf(of.from), minuteOf(of.to)];
        const onDay = (which: number) => of.days.includes(WEEKDAYS[weekdayOf(which)] ?? "mon");
        const isOpen =
          from < to
            ? onDay(day) && minute >= from && minute < to
            : (onDay(day) && minute >= from) || (onDay(day - 1) && minute < to);
        expect(opensAt(of, now) === now).toBe(isOpen);
      }),
      { numRuns: 150 * SCALE },
    );
  });

  test.each([
    // The clocks go from 02:00 to 03:00 on 2026-03-29.
    ["in what the change skips", "02:30", "05:00", "2026-03-28T12:00Z", "2026-03-29T01:30Z"],
    ["wholly in what the change skips", "02:10", "02:40", "2026-03-28T12:00Z", "2026-03-29T01:10Z"],
    ["with its beginning moved behind its end", "02:30", "03:00", "2026-03-28T12:00Z", "2026-04-05T00:30Z"],
    // They go back from 03:00 to 02:00 on 2026-10-25.
    ["at a time that comes twice", "02:30", "05:00", "2026-10-24T12:00Z", "2026-10-25T00:30Z"],
  ])("that opens on Sundays %s", (_, from, to, now, opens) => {
    const of: Schedule = { timezone: "Europe/Amsterdam", days: ["sun"], from, to };
    expect(new Date(opensAt(of, Date.parse(now))).toISOString()).toBe(new Date(opens).toISOString());
  });
});

test("a time of the day comes once on each of its days, whatever the clocks do", () => {
  fc.assert(
    fc.property(asked, clock, ({ schedule: of, now }, time) => {
      let at = now;
      const seen: number[] = [];
      for (let count = 0; count < 9; count += 1) {
        const next = nextAt(of, time, at);
        expect(next).toBeGreaterThan(at);
        at = next;
        seen.push(next);
      }
      const first = localTime(of, now).day;
      const due: number[] = [];
      for (let day = first - 1; due.length < seen.length; day += 1) {
        const start = toUtc(of, { day, time: minuteOf(time) * MINUTE });
        const isDue = of.days.includes(WEEKDAYS[weekdayOf(day)] ?? "mon") && start > now && !due.includes(start);
        if (isDue) due.push(start);
      }
      expect(seen).toEqual(due);
      for (const start of seen) {
        const { time: shown } = localTime(of, start);
        const isShown = Math.floor(shown / MINUTE) === minuteOf(time);
        // Only a time that the clocks skip is shown otherwise.
        if (!isShown) expect(offset(of.timezone, start)).not.toBe(offset(of.timezone, start - DAY));
      }
    }),
    { numRuns: 150 * SCALE },
  );
});
