import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrival, isTimezone, latestStart, type Calendar } from "./calendar.ts";

const at = (text: string) => Date.parse(`${text}T10:30:00.000Z`);
const UTC_CALENDAR: Calendar = { timezone: "UTC", cutoff: null, holidays: new Set() };
const DUBAI: Calendar = { timezone: "Asia/Dubai", cutoff: 14 * 60, holidays: new Set(["2026-12-02", "2026-12-25"]) };
const NEW_YORK: Calendar = { timezone: "America/New_York", cutoff: 17 * 60, holidays: new Set(["2026-11-26"]) };
/** A zone whose clocks change by half an hour. */
const LORD_HOWE: Calendar = { timezone: "Australia/Lord_Howe", cutoff: 15 * 60, holidays: new Set() };

describe("without a cut-off", () => {
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
    expect(arrival(UTC_CALENDAR, at(from), days)).toBe(at(to));
  });

  test.each([
    ["2026-05-15", 2, "2026-05-13"],
    ["2026-05-16", 2, "2026-05-13"],
    ["2026-05-18", 2, "2026-05-14"],
    ["2026-05-19", 2, "2026-05-15"],
    ["2026-05-17", 0, "2026-05-17"],
  ])("money due by %s takes %i business days, so it leaves on %s", (by, days, start) => {
    expect(latestStart(UTC_CALENDAR, at(by), days)).toBe(at(start));
  });
});

describe("holidays and cut-offs", () => {
  test.each([
    // Dubai is four hours ahead: 10:00Z is 14:00 there.
    ["before the cut-off", DUBAI, "2026-11-30T09:59:00Z", 1, "2026-12-01T10:00:00Z"],
    ["at the cut-off", DUBAI, "2026-11-30T10:00:00Z", 1, "2026-12-01T10:00:00Z"],
    ["after the cut-off", DUBAI, "2026-11-30T10:01:00Z", 1, "2026-12-03T10:00:00Z"],
    ["over a holiday", DUBAI, "2026-12-01T09:00:00Z", 1, "2026-12-03T10:00:00Z"],
    ["on a holiday", DUBAI, "2026-12-02T09:00:00Z", 1, "2026-12-04T10:00:00Z"],
    ["on Friday after the cut-off", DUBAI, "2026-12-04T11:00:00Z", 2, "2026-12-09T10:00:00Z"],
    ["on Saturday", DUBAI, "2026-12-05T08:00:00Z", 2, "2026-12-09T10:00:00Z"],
    ["over Christmas and a weekend", DUBAI, "2026-12-24T08:00:00Z", 2, "2026-12-29T10:00:00Z"],
    // Sunday evening in UTC is Monday in Dubai.
    ["on Monday there, Sunday in UTC", DUBAI, "2026-12-06T21:00:00Z", 1, "2026-12-08T10:00:00Z"],
    ["on the same day", DUBAI, "2026-11-30T08:00:00Z", 0, "2026-11-30T10:00:00Z"],
    ["over Thanksgiving", NEW_YORK, "2026-11-25T21:59:00Z", 1, "2026-11-27T22:00:00Z"],
    // The clocks go back on 2026-11-01 and forward on 2026-03-08.
    ["over the end of summer time", NEW_YORK, "2026-10-30T20:00:00Z", 1, "2026-11-02T22:00:00Z"],
    ["over the beginning of summer time", NEW_YORK, "2026-03-06T20:00:00Z", 1, "2026-03-09T21:00:00Z"],
    ["where clocks change by half an hour", LORD_HOWE, "2026-04-03T03:00:00Z", 1, "2026-04-06T04:30:00Z"],
  ])("sent %s", (_, calendar, sent, days, lands) => {
    expect(new Date(arrival(calendar, Date.parse(sent), days)).toISOString()).toBe(new Date(lands).toISOString());
  });

  test.each([
    ["by noon of a day", DUBAI, "2026-12-01T08:00:00Z", 1, "2026-11-27T10:00:00Z"],
    ["by the evening of a day", DUBAI, "2026-12-01T20:00:00Z", 1, "2026-11-30T10:00:00Z"],
    ["by the day after a holiday", DUBAI, "2026-12-03T20:00:00Z", 1, "2026-12-01T10:00:00Z"],
    ["by Sunday", DUBAI, "2026-12-06T20:00:00Z", 2, "2026-12-01T10:00:00Z"],
  ])("to be there %s", (_, calendar, needed, days, start) => {
    expect(new Date(latestStart(calendar, Date.parse(needed), days)).toISOString()).toBe(new Date(start).toISOString());
  });
});

test("money sent at the latest start arrives in time, money sent a moment after the cut-off does not", () => {
  const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  const calendar = fc.constantFrom(UTC_CALENDAR, DUBAI, NEW_YORK, LORD_HOWE);
  fc.assert(
    fc.property(calendar, time, fc.integer({ min: 1, max: 30 }), (of, needed, days) => {
      const start = latestStart(of, needed, days);
      expect(arrival(of, start, days)).toBeLessThanOrEqual(needed);
      if (of.cutoff !== null) expect(arrival(of, start + 1, days)).toBeGreaterThan(needed);
    }),
  );
});

test("what is sent later never arrives earlier", () => {
  const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
  fc.assert(
    fc.property(
      fc.constantFrom(DUBAI, NEW_YORK, LORD_HOWE),
      time,
      fc.nat(9 * 86_400_000),
      fc.nat(9),
      (of, sent, wait, days) => {
        expect(arrival(of, sent + wait, days)).toBeGreaterThanOrEqual(arrival(of, sent, days));
      },
    ),
  );
});

test("time zones are those that the runtime knows", () => {
  expect(["UTC", "Asia/Dubai", "Europe/Berlin"].map(isTimezone)).toEqual([true, true, true]);
  expect(["", "Mars/Base", "14:00", "__proto__"].map(isTimezone)).toEqual([false, false, false, false]);
});
