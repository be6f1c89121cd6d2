const MONTH = /^(\d{4})-(\d{2})$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The first moment (Unix milliseconds) after the validity of a card good through `2027-11` or `2027-11-30`, UTC, or the
 * moment itself when one is given (RFC 3339); null for a text that is not a month, day or moment of the calendar.
 */
export function endOfValidity(expires: string): number | null {
  const moment = MOMENT.exec(expires);
  if (moment) {
    const ms = Date.parse(expires);
    return Number.isNaN(ms) || endOfValidity(moment[1] ?? "") === null ? null : ms;
  }
  const month = MONTH.exec(expires);
  if (month) {
    const [year, of] = [Number(month[1]), Number(month[2])];
    return of >= 1 && of <= 12 ? Date.UTC(year, of, 1) : null;
  }
  const day = DAY.exec(expires);
  if (!day) return null;
  const [year, of, date] = [Number(day[1]), Number(day[2]), Number(day[3])];
  const start = new Date(Date.UTC(year, of - 1, date));
  const real = start.getUTCFullYear() === year && start.getUTCMonth() === of - 1 && start.getUTCDate() === date;
  return real ? Date.UTC(year, of - 1, date + 1) : null;
}
