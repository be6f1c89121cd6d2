import type { Schedule, Weekday } from "../model/route.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;
/** @nolimit Minutes of a day. */
const DAY_MINUTES = 1_440;
/** @limit Channels: days in which a schedule's next opening is searched. */
const SEARCH_DAYS = 9;

const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** The local weekday (0 is Monday) and the minute of the day at a moment. */
interface Local {
  readonly weekday: number;
  readonly minute: number;
}

/** Whether the text names a time zone that the runtime knows. */
export function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/** The first moment at or after `now`, in Unix milliseconds, at which the schedule is open; null when it never is. */
export function opensAt(schedule: Schedule | null, now: number): number | null {
  if (schedule === null || isOpen(schedule, now)) return now;
  // A schedule opens at the minute `from` of one of its days. The local clock shows how far that is; it is read again
  // on arrival, because its offset may have changed on the way.
  let at = now - (now % MINUTE_MS);
  const from = minuteOf(schedule.from);
  for (let step = 0; step < SEARCH_DAYS * 2; step += 1) {
    const local = localTime(schedule.timezone, at);
    const wait = (from - local.minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
    at += wait * MINUTE_MS;
    const reached = localTime(schedule.timezone, at);
    // The offset changed on the way: go on from where the local clock is.
    if (reached.minute !== from) at += shortest(from - reached.minute) * MINUTE_MS;
    if (at > now && isOpen(schedule, at)) return at;
  }
  return null;
}

function shortest(minutes: number): number {
  const wrapped = ((minutes % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return wrapped > DAY_MINUTES / 2 ? wrapped - DAY_MINUTES : wrapped;
}

function isOpen({ timezone, days, from, to }: Schedule, at: number): boolean {
  const { weekday, minute } = localTime(timezone, at);
  const [start, end] = [minuteOf(from), minuteOf(to)];
  const onDay = (index: number): boolean => days.some((day) => WEEKDAYS.indexOf(day) === (index + 7) % 7);
  if (start < end) return onDay(weekday) && minute >= start && minute < end;
  // Over midnight, or round the clock when both are the same.
  return (onDay(weekday) && minute >= start) || (onDay(weekday - 1) && minute < end);
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** @limit Channels: time zones whose formats are kept. */
const MAX_FORMATS = 500;

function localTime(timezone: string, at: number): Local {
  let format = formats.get(timezone);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timezone, format);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = value;
  const { weekday = "", hour = "0", minute = "0" } = parts;
  return {
    weekday: WEEKDAYS.findIndex((day) => day === weekday.toLowerCase()),
    minute: Number(hour) * 60 + Number(minute),
  };
}
