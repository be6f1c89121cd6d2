import { describe, expect, it } from "vitest";
import { countedText, failingText, nextAttemptText, shareOfText, shareText, type Recent } from "./delivery-words.ts";

const NONE: Recent = { total: 0, delivered: 0, failed: 0, pending: 0, skipped: 0, complete: true, last_attempt: null };

describe("the share that was delivered", () => {
  it.each([
    [33, 1, "97 %"],
    [34, 0, "100 %"],
    [0, 3, "0 %"],
    // Neither all nor none is said of what is nearly so.
    [999, 1, "> 99 %"],
    [1, 999, "< 1 %"],
    [0, 0, "–"],
  ])("is, of %i delivered and %i failed, %s", (delivered, failed, text) => {
    expect(shareText({ ...NONE, total: delivered + failed, delivered, failed })).toBe(text);
  });

  it("is of what was sent to the end: neither of what waits nor of what was skipped", () => {
    const recent = { ...NONE, total: 40, delivered: 1, failed: 1, pending: 8, skipped: 30 };
    expect(shareText(recent)).toBe("50 %");
    expect(shareOfText(recent)).toBe("1 of 2 in 24 h");
    expect(shareOfText({ ...recent, delivered: 0, failed: 0 })).toBe("none delivered or failed in 24 h");
  });

  it("names what is counted when that is not all", () => {
    const recent = { ...NONE, total: 1_000, delivered: 950, failed: 48, skipped: 2, complete: false };
    expect(shareOfText(recent)).toBe("950 of 998, of the newest 1,000");
    expect(countedText(recent)).toBe("of the newest 1,000");
  });
});

describe("how long an endpoint has been failing", () => {
  const HOUR_MS = 3_600_000;
  it.each([
    [0, "Failing for 0 s of 5 days"],
    [90 * 60_000, "Failing for 1 h 30 min of 5 days"],
    [24 * HOUR_MS - 1, "Failing for 23 h 59 min of 5 days"],
    [24 * HOUR_MS, "Failing for 1 of 5 days"],
    [71 * HOUR_MS, "Failing for 2 of 5 days"],
  ])("after %i ms: %s", (ms, text) => {
    expect(failingText(ms)).toBe(text);
  });
});

it("the next attempt is counted down to its second, and then due", () => {
  const now = Date.parse("2026-11-27T09:00:00.400Z");
  const left = (ms: number) => nextAttemptText(now + ms, now);
  expect([left(13_200), left(61_000), left(0), left(-5_000)]).toEqual([
    "next attempt in 14 s",
    "next attempt in 1 min",
    "next attempt now",
    "next attempt now",
  ]);
});
