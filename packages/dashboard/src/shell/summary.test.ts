import type { Overview } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { summaryOf } from "./summary.ts";

const counts = (of: Partial<Overview["wallets"]>): Overview["wallets"] => ({
  total: 10,
  ok: 0,
  info: 0,
  warning: 0,
  in_alarm: 0,
  blocked: 0,
  stale: 0,
  watched: 10,
  ...of,
});

describe("what is summed up for screen readers", () => {
  it("is each state whose number has changed, but not what was said at once", () => {
    const before = counts({ ok: 8, warning: 1, in_alarm: 1 });
    expect(summaryOf(before, counts({ ok: 6, warning: 2, in_alarm: 2 }))).toBe("Now 2 wallets Warning, 6 wallets OK.");
    expect(summaryOf(before, counts({ ok: 9, warning: 1 }))).toBe("Now 0 wallets In alarm, 9 wallets OK.");
    expect(summaryOf(before, counts({ ok: 8, warning: 1, in_alarm: 4 }))).toBe("");
    expect(summaryOf(before, before)).toBe("");
  });

  it("counts wallets that nothing watches apart from those that are OK", () => {
    const before = counts({ ok: 10 });
    expect(summaryOf(before, counts({ ok: 10, watched: 7 }))).toBe("Now 7 wallets OK, 3 wallets No alerts.");
  });
});
