import type { Schedule, Silence, Weekday } from "../model/route.ts";
import { localTime, nextStart, toUtc, weekdayOf } from "../time/calendar.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;

const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** The first moment at or after `now`, in Unix milliseconds, at which the schedule is open. */
export function opensAt(schedule: Schedule | null, now: number): number {
  if (schedule === null || isOpen(schedule, now)) return now;
  const next = (after: number) => nextAt(schedule, schedule.from, after);
  // A change of the clocks may leave nothing of a day's opening.
  const first = next(now);
  return isOpen(schedule, first) ? first : next(first);
}

/** Until when a schedule and the end of a silence hold a notice; null when neither does. */
export function holdOf(schedule: Schedule | null, silence: Pick<Silence, "endsAt"> | null, now: number): number | null {
  const opens = opensAt(schedule, silence?.endsAt ?? now);
  return opens > now ? opens : null;
}

/** The first moment after `now` at which it is this time (HH:MM) on one of the days. */
export function nextAt(weekly: Pick<Schedule, "timezone" | "days">, time: string, now: number): number {
  return nextStart(weekly, timeOf(time), (day) => isOn(weekly, day), now);
}

/** Whether one of the days' openings holds the moment; one that ends at or before its beginning ends on the next day. */
function isOpen(schedule: Schedule, at: number): boolean {
  const [from, to] = [timeOf(schedule.from), timeOf(schedule.to)];
  const { day: today } = localTime(schedule, at);
  return [today - 1, today].some((day) => {
    if (!isOn(schedule, day)) return false;
    const end = toUtc(schedule, { day: from < to ? day : day + 1, time: to });
    return toUtc(schedule, { day, time: from }) <= at && at < end;
  });
}

function isOn({ days }: Pick<Schedule, "days">, day: number): boolean {
  const weekday = WEEKDAYS[weekdayOf(day)];
  return weekday !== undefined && days.includes(weekday);
}

function timeOf(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE_MS;
}
