/** @limit Providers: characters of a time. */
const MAX_TIME_CHARACTERS = 64;

const TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|([+-])(\d{2}):?(\d{2}))?$/;

/** @nolimit A unit of time. */
const MINUTE_MS = 60_000;

/**
 * The one reader of times from outside: RFC 3339 as Unix milliseconds, finer digits cut off. A time without a zone is
 * UTC, as in every documented API; a blank may replace the T. Null for everything else: a date alone, a day that the
 * calendar does not have, other notations. A leap second (23:59:60 UTC) counts as the second after it.
 */
export function readTime(text: string): number | null {
  const match = text.length <= MAX_TIME_CHARACTERS ? TIME.exec(text) : null;
  if (!match) return null;
  const [, years, months, days, hours, minutes, seconds, fraction = "", sign, zoneHours = "00", zoneMinutes = "00"] =
    match;
  if (!isWithin(hours, 23) || !isWithin(minutes, 59) || !isWithin(zoneHours, 23) || !isWithin(zoneMinutes, 59)) {
    return null;
  }
  const day = dayStart(Number(years), Number(months), Number(days));
  if (day === null) return null;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  const minute = day + (Number(hours) * 60 + Number(minutes) - offset) * MINUTE_MS;
  if (!isWithin(seconds, isLastOfDay(minute) ? 60 : 59)) return null;
  return minute + Number(seconds) * 1_000 + Number(fraction.padEnd(3, "0").slice(0, 3));
}

const HTTP_DATES = [
  // Sun, 06 Nov 1994 08:49:37 GMT
  /^[A-Za-z]{3}, (?<day>\d{2}) (?<month>[A-Za-z]{3}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  // Sunday, 06-Nov-94 08:49:37 GMT
  /^[A-Za-z]{6,9}, (?<day>\d{2})-(?<month>[A-Za-z]{3})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/,
  // Sun Nov  6 08:49:37 1994
  /^[A-Za-z]{3} (?<month>[A-Za-z]{3}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})(?: GMT)?$/,
];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The one reader of HTTP dates (RFC 9110 §5.6.7, all three forms) as Unix milliseconds; null for everything else. */
export function readHttpDate(text: string): number | null {
  if (text.length > MAX_TIME_CHARACTERS) return null;
  const {
    day = "",
    month = "",
    year = "",
    time = "",
  } = HTTP_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined) ?? {};
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  const fullYear = year.length === 2 ? `${Number(year) < 70 ? "20" : "19"}${year}` : year;
  return readTime(`${fullYear}-${String(number).padStart(2, "0")}-${day.trim().padStart(2, "0")}T${time}Z`);
}

function isWithin(digits: string | undefined, max: number): boolean {
  return Number(digits) <= max;
}

/** Null for a day that the calendar does not have. */
function dayStart(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  // Unlike Date.UTC, this does not move the years before 100.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function isLastOfDay(minute: number): boolean {
  const date = new Date(minute);
  return date.getUTCHours() === 23 && date.getUTCMinutes() === 59;
}
