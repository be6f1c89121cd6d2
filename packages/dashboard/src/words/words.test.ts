import { describe, expect, it } from "vitest";
import {
  amountBeside,
  amountParts,
  amountText,
  compareAmounts,
  isOverdrawn,
  sampleOf,
  typedAmount,
} from "./amounts.ts";
import { levelText } from "./levels.ts";
import { inAboutText, lastsText } from "./lasts.ts";
import { exactText, futureText, hoursText, lengthText, pastText } from "./times.ts";

describe("amounts", () => {
  it("shows every digit, grouped, with a true minus", () => {
    expect(amountText("9007199254740993.01")).toBe("9,007,199,254,740,993.01");
    expect(amountText("-50.5")).toBe("−50.5");
    expect(amountText("2450000")).toBe("2,450,000");
    expect(amountText("999")).toBe("999");
    expect(amountParts("-1234.500")).toEqual({ sign: "−", whole: "1,234", fraction: ".500" });
  });

  it("reads what people type and paste, and leaves the rest to the rules", () => {
    expect(typedAmount(" 12,000.00 ")).toBe("12000.00");
    expect(typedAmount("12000")).toBe("12000");
    expect(typedAmount("−50")).toBe("-50");
    expect(typedAmount("1,2")).toBe("1,2");
    expect(typedAmount("12.000,00")).toBe("12.000,00");
    expect(typedAmount("1e5")).toBe("1e5");
  });
});

describe("amounts as they were typed", () => {
  it("have the decimal places of the balance beside them, and keep those that they have", () => {
    expect(amountBeside("1200", "15.00")).toBe("1,200.00");
    expect(amountBeside("-0.5", "15.000")).toBe("−0.500");
    expect(amountBeside("20.001", "15.00")).toBe("20.001");
    expect(amountBeside("20", "1500")).toBe("20");
    expect(amountBeside("20", undefined)).toBe("20");
    expect(levelText({ threshold: "20", condition: "below" }, "15.00")).toBe("≤ 20.00");
  });

  it("have none of a currency where several differ", () => {
    expect(sampleOf(["1.00", "20.00"])).toBe("1.00");
    expect(sampleOf(["1.00", "20"])).toBeUndefined();
    expect(sampleOf([])).toBeUndefined();
  });
});

describe("comparison of amounts", () => {
  it("is exact over scales and beyond doubles", () => {
    expect(compareAmounts("9007199254740993.01", "9007199254740993.010")).toBe(0);
    expect(compareAmounts("9007199254740993.01", "9007199254740993.011")).toBe(-1);
    expect(compareAmounts("-5", "-50.5")).toBe(1);
    expect(compareAmounts("0", "-0.00")).toBe(0);
  });
});

describe("what lasts", () => {
  it("is empty whatever the hours say, and says no hours that it does not know", () => {
    expect(lastsText(0, "0.00")).toBe("empty");
    expect(lastsText(null, "-5.00")).toBe("empty");
    expect(lastsText(0, "0.01")).toBe("under 6 min");
    expect(lastsText(null, "0.01")).toBe("not enough history");
    expect(inAboutText(38)).toBe(", in about 1 d 14 h");
    expect(inAboutText(0)).toBe(", in under 6 min");
    expect(inAboutText(null)).toBe("");
  });

  it("is overdrawn below minus its limit alone", () => {
    expect(isOverdrawn("-0.01", "0.00")).toBe(true);
    expect(isOverdrawn("0.00", "0.00")).toBe(false);
    expect(isOverdrawn("-100.00", "100.00")).toBe(false);
    expect(isOverdrawn("-100.01", "100")).toBe(true);
    expect(isOverdrawn("-9000.00", null)).toBe(false);
  });
});

describe("times", () => {
  const now = new Date(2026, 10, 27, 9, 15, 0).getTime();
  const ago = (ms: number) => pastText(now - ms, now);

  it("says how long ago in the units of the distance", () => {
    expect(ago(500)).toBe("now");
    expect(ago(41_000)).toBe("41 s ago");
    expect(ago(2 * 60_000)).toBe("2 min ago");
    expect(ago(3 * 3_600_000)).toBe("3 h ago");
    expect(ago(26 * 3_600_000)).toBe("Thu 07:15");
    expect(ago(15 * 86_400_000)).toBe("12 Nov");
    expect(ago(380 * 86_400_000)).toBe("12 Nov 2025");
  });

  it("says when by the day it is on", () => {
    expect(futureText(new Date(2026, 10, 27, 16, 35).getTime(), now)).toBe("today 16:35");
    expect(futureText(new Date(2026, 10, 28, 2, 18).getTime(), now)).toBe("tomorrow 02:18");
    expect(futureText(new Date(2026, 11, 1, 14, 0).getTime(), now)).toBe("Tue 1 Dec");
    expect(exactText(new Date(2026, 10, 27, 9, 4, 11).getTime(), now)).toBe("09:04:11");
  });

  it("uses two units at most", () => {
    expect(lengthText(45_600_000)).toBe("12 h 40 min");
    expect(hoursText(79)).toBe("3 d 7 h");
    expect(hoursText(264)).toBe("11 d");
    expect(hoursText(0.5)).toBe("30 min");
    expect(hoursText(24)).toBe("1 d");
  });
});
