/** @nolimit One day. */
const DAY_MS = 86_400_000;
const SUNDAY = 0;
const SATURDAY = 6;

/** The same time of day a number of business days later: Monday to Friday, UTC, without holidays. */
export function addBusinessDays(ms: number, days: number): number {
  let time = ms;
  for (let left = days; left > 0;) {
    time += DAY_MS;
    if (!isWeekend(time)) left -= 1;
  }
  return time;
}

/**
 * The latest time from which `days` business days do not exceed `ms`: when to send money that has to be there by then.
 */
export function latestStart(ms: number, days: number): number {
  if (days === 0) return ms;
  let time = ms;
  // Nothing arrives at a weekend.
  while (isWeekend(time)) time -= DAY_MS;
  for (let left = days; left > 0;) {
    time -= DAY_MS;
    if (!isWeekend(time)) left -= 1;
  }
  return time;
}

function isWeekend(ms: number): boolean {
  const day = new Date(ms).getUTCDay();
  return day === SATURDAY || day === SUNDAY;
}
