/** @nolimit One second. */
const SECOND_MS = 1_000;
/** @nolimit One minute. */
const MINUTE_MS = 60 * SECOND_MS;
/** @nolimit One hour. */
const HOUR_MS = 60 * MINUTE_MS;
/** @nolimit One day. */
const DAY_MS = 24 * HOUR_MS;

/** At most two units: "41s", "12m", "3h 20m", "3d 7h", "11d". */
function lengthText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.floor(ms / SECOND_MS))}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) return units(ms, [HOUR_MS, "h"], [MINUTE_MS, "m"]);
  if (ms < 10 * DAY_MS) return units(ms, [DAY_MS, "d"], [HOUR_MS, "h"]);
  return `${Math.floor(ms / DAY_MS)}d`;
}

type Unit = readonly [ms: number, name: string];

function units(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const first = Math.floor(ms / large);
  const second = Math.floor((ms - first * large) / small);
  return second === 0 ? `${first}${largeName}` : `${first}${largeName} ${second}${smallName}`;
}

/** How long a balance lasts, by its hours with one decimal. */
export function lastsText(hours: number | null | undefined, available: string): string {
  if (available.startsWith("-") || /^[0.]*$/.test(available)) return "empty";
  if (hours === null || hours === undefined) return "-";
  return hours === 0 ? "under 6m" : lengthText(Math.round(hours * HOUR_MS));
}

/** How long ago a time was: "41s"; "-" without one. */
export function ageText(time: string | null, now: number): string {
  return time === null ? "-" : lengthText(now - new Date(time).getTime());
}

/** A time from here: "in 3h", "2d ago"; "-" without one. */
export function relativeText(time: string | null, now: number): string {
  if (time === null) return "-";
  const ms = new Date(time).getTime() - now;
  return ms > 0 ? `in ${lengthText(ms)}` : `${lengthText(-ms)} ago`;
}

/** A moment in UTC to the second: "2026-11-29 10:46:05Z". */
export function momentText(time: string): string {
  return `${time.slice(0, 19).replace("T", " ")}Z`;
}
