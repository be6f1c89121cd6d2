/** @nolimit One minute. */
const MINUTE_MS = 60_000;
/** @nolimit One day. */
const DAY_MS = 86_400_000;
const SUNDAY = 0;
const SATURDAY = 6;
/** @limit Domain: days that a calendar is searched for business days: longer than any lead time with its holidays. */
const SEARCHED_DAYS = 800;
/** @limit Domain: days that are searched for the next start of something weekly: a week, and one that a zone leaves out. */
const SEARCHED_STARTS = 15;
/** @nolimit Days of a week. */
const WEEK_DAYS = 7;

/** When a bank works. */
export interface Calendar {
  /** An IANA time zone: days begin and end there. */
  readonly timezone: string;
  /** Minutes after midnight until which a day's payments are carried out; null: at any time. */
  readonly cutoff: number | null;
  /** Days such as 2026-12-25 on which nothing is carried out, besides Saturdays and Sundays. */
  readonly holidays: ReadonlySet<string>;
}

/** A time in a time zone: the day, in days since 1970-01-01, and milliseconds after its midnight by the clock there. */
interface LocalTime {
  readonly day: number;
  readonly time: number;
}

/** A time zone, as part of whatever has one. */
interface Zoned {
  readonly timezone: string;
}

/**
 * When money arrives that is sent at `ms` and takes `days` business days: at the same time of day, or at the cut-off where
 * there is one. What is sent after the cut-off, or on a day without business, is sent on the next business day.
 */
export function arrival(calendar: Calendar, ms: number, days: number): number {
  const sent = localTime(calendar, ms);
  if (calendar.cutoff === null) return toUtc(calendar, { ...sent, day: laterBusinessDay(calendar, sent.day, days) });
  const cutoff = calendar.cutoff * MINUTE_MS;
  const inTime = isBusinessDay(calendar, sent.day) && sent.time <= cutoff;
  const start = inTime ? sent.day : laterBusinessDay(calendar, sent.day, 1);
  return toUtc(calendar, { day: laterBusinessDay(calendar, start, days), time: cutoff });
}

/** The latest time at which money can be sent that has to be there by `ms`. May be long past. */
export function latestStart(calendar: Calendar, ms: number, days: number): number {
  const needed = localTime(calendar, ms);
  if (days === 0 && calendar.cutoff === null) return ms;
  const time = calendar.cutoff === null ? needed.time : calendar.cutoff * MINUTE_MS;
  for (let day = needed.day; day > needed.day - SEARCHED_DAYS; day -= 1) {
    if (!isBusinessDay(calendar, day)) continue;
    const start = toUtc(calendar, { day, time });
    if (start <= ms && arrival(calendar, start, days) <= ms) return start;
  }
  return ms - SEARCHED_DAYS * DAY_MS;
}

function laterBusinessDay(calendar: Calendar, from: number, days: number): number {
  let day = from;
  for (let left = days; left > 0 && day < from + SEARCHED_DAYS;) {
    day += 1;
    if (isBusinessDay(calendar, day)) left -= 1;
  }
  return day;
}

function isBusinessDay({ holidays }: Calendar, day: number): boolean {
  const date = new Date(day * DAY_MS);
  const weekday = date.getUTCDay();
  return weekday !== SATURDAY && weekday !== SUNDAY && !holidays.has(date.toISOString().slice(0, 10));
}

/** The first moment after `ms` at which it is this time of a day that `isDay` admits; it must admit a day of each week. */
export function nextStart(zone: Zoned, time: number, isDay: (day: number) => boolean, ms: number): number {
  const { day: today } = localTime(zone, ms);
  // A time that a change of the clocks skips may have moved into the day after its own.
  for (let day = today - 1; day <= today + SEARCHED_STARTS; day += 1) {
    const start = isDay(day) ? toUtc(zone, { day, time }) : ms;
    if (start > ms) return start;
  }
  throw new Error("something weekly has no day");
}

export function localTime({ timezone }: Zoned, ms: number): LocalTime {
  const local = ms + offsetAt(timezone, ms);
  const day = Math.floor(local / DAY_MS);
  return { day, time: local - day * DAY_MS };
}

/** Of a time that the clocks show twice, the first; one that a change of the clocks skips is later by the change. */
export function toUtc({ timezone }: Zoned, { day, time }: LocalTime): number {
  const local = day * DAY_MS + time;
  // The offsets around it: clocks are within a day of UTC.
  const [before, after] = [offsetAt(timezone, local - DAY_MS), offsetAt(timezone, local + DAY_MS)];
  const isRight = (offset: number) => offsetAt(timezone, local - offset) === offset;
  return local - (isRight(before) || !isRight(after) ? before : after);
}

/** The weekday of a day: 0 is Monday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** @limit Domain: time zones whose formats are kept. */
const MAX_FORMATS = 500;

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function offsetAt(timezone: string, ms: number): number {
  if (timezone === "UTC") return 0;
  let format = formats.get(timezone);
  if (!format) {
    if (formats.size >= MAX_FORMATS) formats.clear();
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timezone, format);
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - (ms - (((ms % 1_000) + 1_000) % 1_000));
}

/** Whether the runtime knows a time zone by this name. */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
