import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readHttpDate, readTime } from "./time.ts";

/** Any text at all, halves of pairs included. */
const units = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 40 })
  .map((all) => String.fromCharCode(...all));

describe("times", () => {
  it.each([
    ["2026-05-15T14:30:00Z", "2026-05-15T14:30:00.000Z"],
    ["2026-05-15t14:30:00z", "2026-05-15T14:30:00.000Z"],
    ["2026-05-15T14:30:00", "2026-05-15T14:30:00.000Z"],
    ["2026-05-15 14:30:00", "2026-05-15T14:30:00.000Z"],
    ["2026-05-15T14:30:00.1234567+05:30", "2026-05-15T09:00:00.123Z"],
    ["2026-05-15T14:30:00-0800", "2026-05-15T22:30:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
    ["2016-12-31T15:59:60-08:00", "2017-01-01T00:00:00.000Z"],
    ["2017-01-01T05:29:60.250+05:30", "2017-01-01T00:00:00.250Z"],
  ])("%s is %s", (text, iso) => {
    expect(new Date(readTime(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each([
    "1",
    "May 15",
    "2026-05-15",
    "2026-05-15T14:30Z",
    "2026-02-30T14:30:00Z",
    "2026-02-29T14:30:00Z",
    "2026-00-15T14:30:00Z",
    "2026-13-15T14:30:00Z",
    "2026-05-00T14:30:00Z",
    "2026-05-15T24:00:00Z",
    "2026-05-15T14:60:00Z",
    "2026-05-15T14:30:60Z",
    "2026-05-15T23:59:60+01:00",
    "2026-05-15T14:30:61Z",
    "2026-05-15T14:30:00+24:00",
    "2026-05-15T14:30:00+05:60",
    "2026-05-15T14:30:00 Z",
    "2026-05-15T14:30:00.Z",
    "2026-05-15T14:30:00Z ",
    "2026-05-15T14:30:00Z\n",
    "２０２６-05-15T14:30:00Z",
    "Fri, 15 May 2026 14:30:00 GMT",
    "+002026-05-15T14:30:00Z",
    "1778855400",
    "",
    `2026-05-15T14:30:00.${"1".repeat(100)}Z`,
  ])("%j is none", (text) => {
    expect(readTime(text)).toBeNull();
  });

  test("come back to the millisecond, with any zone", () => {
    const ms = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(9998, 0, 1) });
    fc.assert(
      fc.property(ms, fc.integer({ min: -1_439, max: 1_439 }), (at, minutes) => {
        expect(readTime(new Date(at).toISOString())).toBe(at);
        const sign = minutes < 0 ? "-" : "+";
        const zone = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
          String(n).padStart(2, "0"),
        );
        const local = new Date(at + minutes * 60_000).toISOString().slice(0, -1);
        expect(readTime(`${local}${sign}${zone.join(":")}`)).toBe(at);
        expect(readTime(new Date(at).toISOString().slice(0, -1))).toBe(at);
      }),
    );
  });

  test("are a whole number of milliseconds or none, whatever the text", () => {
    const parts = fc.array(fc.constantFrom(..."0123456789-:TZ+. ".split(""), "2026-05-15", "T14:30:00", "\uD800"), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          units,
          parts.map((all) => all.join("")),
        ),
        (text) => {
          for (const ms of [readTime(text), readHttpDate(text)])
            expect(ms === null || Number.isSafeInteger(ms)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("dates of headers", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000Z"],
    ["Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37.000Z"],
    ["Sun, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00.000Z"],
  ])("%s is %s", (text, iso) => {
    expect(new Date(readHttpDate(text) ?? Number.NaN).toISOString()).toBe(iso);
  });

  it.each([
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 30 Feb 1994 08:49:37 GMT",
    "Sun, 06 Foo 1994 08:49:37 GMT",
    "-5",
    "1994-11-06",
  ])("%s is none", (text) => expect(readHttpDate(text)).toBeNull());
});
