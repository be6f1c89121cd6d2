/** @nolimit One minute. */
const MINUTE_MS = 60_000;
/** @nolimit One hour. */
const HOUR_MS = 60 * MINUTE_MS;
/** @nolimit One day. */
const DAY_MS = 24 * HOUR_MS;
/** @nolimit One week. */
const WEEK_MS = 7 * DAY_MS;
/** @nolimit About one year. */
const YEAR_MS = 365 * DAY_MS;

const MINUS = "\u2212";

const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", options);
const CLOCK = part({ hour: "2-digit", minute: "2-digit" });
const SECONDS = part({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const WEEKDAY = part({ weekday: "short" });
const UTC_WEEKDAY = part({ weekday: "short", timeZone: "UTC" });
const DAY = part({ day: "numeric", month: "short" });
const DAY_YEAR = part({ day: "numeric", month: "short", year: "numeric" });
const FULL = {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
} as const;
const LOCAL = part(FULL);
const UTC = part({ ...FULL, timeZone: "UTC" });

/** At most two units: "12 h 40 min", "3 d 7 h", "11 d". */
export function lengthText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return twoUnits(ms, [HOUR_MS, "h"], [MINUTE_MS, "min"]);
  if (ms < 10 * DAY_MS) return twoUnits(ms, [DAY_MS, "d"], [HOUR_MS, "h"]);
  return `${Math.floor(ms / DAY_MS)} d`;
}

type Unit = readonly [ms: number, name: string];

function twoUnits(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const first = Math.floor(ms / large);
  const second = Math.floor((ms - first * large) / small);
  return second === 0 ? `${first} ${largeName}` : `${first} ${largeName} ${second} ${smallName}`;
}

/** How long a balance lasts, by its hours. */
export function hoursText(hours: number): string {
  return lengthText(Math.round(hours * HOUR_MS));
}

/** A time gone by: "now", "41 s ago", "3 h ago", "Tue 07:15", "12 Nov", "12 Nov 2025". */
export function pastText(at: number, now: number): string {
  const age = now - at;
  if (age < 2_000) return "now";
  if (age < MINUTE_MS) return `${Math.floor(age / 1_000)} s ago`;
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)} min ago`;
  if (age < DAY_MS) return `${Math.floor(age / HOUR_MS)} h ago`;
  if (age < WEEK_MS) return `${WEEKDAY.format(at)} ${CLOCK.format(at)}`;
  return age < YEAR_MS ? DAY.format(at) : DAY_YEAR.format(at);
}

/** Since when something lasts: "08:47" of today, "Tue 07:15", "12 Nov". */
export function sinceText(at: number, now: number): string {
  if (dayNumber(at) === dayNumber(now)) return CLOCK.format(at);
  return now - at < WEEK_MS ? `${WEEKDAY.format(at)} ${CLOCK.format(at)}` : pastText(at, now);
}

/** A time to come: "today 16:35", "tomorrow 02:18", "Tue 1 Dec". */
export function futureText(at: number, now: number): string {
  const days = dayNumber(at) - dayNumber(now);
  if (days <= 0) return `today ${CLOCK.format(at)}`;
  if (days === 1) return `tomorrow ${CLOCK.format(at)}`;
  return `${WEEKDAY.format(at)} ${DAY.format(at)}`;
}

/** A moment on its own, without a now: "Fri 27 Nov 14:00". */
export function plainMomentText(at: number): string {
  return `${plainDayText(at)} ${CLOCK.format(at)}`;
}

/** A day on its own: "Tue 1 Dec". */
export function plainDayText(at: number): string {
  return `${WEEKDAY.format(at)} ${DAY.format(at)}`;
}

/** The first letter of a UTC day's weekday. */
export function dayLetter(date: string): string {
  return UTC_WEEKDAY.format(new Date(`${date}T00:00:00Z`)).slice(0, 1);
}

/** On an axis: a midnight by its day, another moment by its hour. */
export function axisTimeText(at: number): string {
  const clock = CLOCK.format(at);
  return clock === "00:00" ? plainDayText(at) : `${WEEKDAY.format(at)} ${clock}`;
}

/** @nolimit Four weeks: in a shorter period the day of the month is clear without the month. */
const MONTHLY_MS = 28 * DAY_MS;

/** How the axis of a period says its times: by what differs in it. */
export function axisTextOf(from: number, to: number): (at: number) => string {
  return (at) => {
    const clock = CLOCK.format(at);
    if (clock !== "00:00") return to - from < DAY_MS ? clock : `${WEEKDAY.format(at)} ${clock}`;
    return to - from < MONTHLY_MS ? `${WEEKDAY.format(at)} ${new Date(at).getDate()}` : plainDayText(at);
  };
}

/** With seconds: what lists show where the order at the second matters. */
export function exactText(at: number, now: number): string {
  return dayNumber(at) === dayNumber(now) ? SECONDS.format(at) : `${DAY.format(at)} ${SECONDS.format(at)}`;
}

/** Local time with seconds and its offset, UTC, and how long ago or ahead it is. */
export function fullTexts(at: number, now: number): readonly (readonly [name: string, text: string])[] {
  const away = lengthText(Math.abs(now - at));
  return [
    ["Local", `${LOCAL.format(at)} ${offsetText(at)}`],
    ["UTC", UTC.format(at)],
    ["Age", at > now ? `in ${away}` : `${away} ago`],
  ];
}

/** A local time's distance from UTC: "UTC+05:30". */
function offsetText(at: number): string {
  const minutes = -new Date(at).getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? MINUS : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function clockText(at: number): string {
  return CLOCK.format(at);
}

export function secondsText(at: number): string {
  return SECONDS.format(at);
}

function dayNumber(at: number): number {
  const date = new Date(at);
  return Math.floor((at - date.getTimezoneOffset() * MINUTE_MS) / DAY_MS);
}
