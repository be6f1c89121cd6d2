import { describe, expect, it } from "vitest";
import { daysText, scheduleText } from "./words.ts";

describe("a route's hours", () => {
  it("name runs of days by their ends", () => {
    expect(daysText(["mon", "tue", "wed", "thu", "fri"])).toBe("Mon to Fri");
    expect(daysText(["fri", "mon"])).toBe("Mon, Fri");
    expect(daysText(["sat", "sun"])).toBe("Sat, Sun");
    expect(daysText(["sun", "sat", "fri", "thu", "wed", "tue", "mon"])).toBe("every day");
  });

  it("say when they go past midnight", () => {
    const nights = { timezone: "Asia/Dubai", days: ["mon"], from: "22:00", to: "06:00" } as const;
    expect(scheduleText({ ...nights, days: ["mon"] })).toBe("Mon 22:00 to 06:00 of the next day, Asia/Dubai");
    expect(scheduleText({ ...nights, days: ["mon"], to: "23:00" })).toBe("Mon 22:00 to 23:00, Asia/Dubai");
  });
});
