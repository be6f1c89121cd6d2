import type { Campaign } from "@plimsoll/client";

/** @nolimit Days of a week. */
const WEEK = 7;
/** @nolimit Weeks that the calendar shows, the present one first. */
const WEEKS = 6;

export interface CalendarDay {
  readonly date: Date;
  readonly isToday: boolean;
  /** Those that are on for any part of the day, the earliest first. */
  readonly campaigns: readonly Campaign[];
}

/** The weeks from this one's Monday, by the reader's own days. */
export function weeksOf(campaigns: readonly Campaign[], now: number): readonly (readonly CalendarDay[])[] {
  const today = new Date(now);
  today.setHours(0, 0, 0, 0);
  const monday = dayAfter(today, -((today.getDay() + WEEK - 1) % WEEK));
  const earliest = campaigns.toSorted((a, b) => a.starts_at.localeCompare(b.starts_at));
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: WEEK }, (__, day) => {
      const date = dayAfter(monday, week * WEEK + day);
      const end = dayAfter(date, 1).getTime();
      return {
        date,
        isToday: date.getTime() === today.getTime(),
        campaigns: earliest.filter(
          ({ starts_at: from, ends_at: to }) => Date.parse(from) < end && Date.parse(to) > date.getTime(),
        ),
      };
    }),
  );
}

/** Days may have 23 or 25 hours. */
function dayAfter(date: Date, days: number): Date {
  const after = new Date(date);
  after.setDate(after.getDate() + days);
  return after;
}
