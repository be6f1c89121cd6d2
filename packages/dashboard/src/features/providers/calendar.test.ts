import type { Campaign } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { weeksOf } from "./calendar.ts";

const at = (day: number, hour = 0) => new Date(2026, 10, day, hour).toISOString();
const campaign = (name: string, from: string, to: string) =>
  ({ id: name, name, starts_at: from, ends_at: to }) as unknown as Campaign;

describe("the calendar of campaigns", () => {
  const now = new Date(2026, 10, 27, 9, 15).getTime();

  it("begins with this week's Monday and marks today", () => {
    const weeks = weeksOf([], now);
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.map(({ date }) => date.getDate())).toEqual([23, 24, 25, 26, 27, 28, 29]);
    expect(
      weeks
        .flat()
        .filter(({ isToday }) => isToday)
        .map(({ date }) => date.getDate()),
    ).toEqual([27]);
  });

  it("has a campaign on every day of which it has a part, and on no other", () => {
    const all = [campaign("Late", at(28), at(30)), campaign("Early", at(27, 18), at(28, 1))];
    const days = weeksOf(all, now).flat();
    const on = days.filter(({ campaigns }) => campaigns.length > 0);
    expect(on.map(({ date, campaigns }) => [date.getDate(), campaigns.map(({ name }) => name)])).toEqual([
      [27, ["Early"]],
      [28, ["Early", "Late"]],
      [29, ["Late"]],
    ]);
  });
});
