import { WatchUsage } from "./thresholds.ts";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** @limit Watch: shortest interval. */
const SHORTEST_MS = 100;
/** @limit Watch: longest interval. */
const LONGEST_MS = 24 * 3_600_000;

/** `30s`, `5m`, `1h` or `500ms` in milliseconds. Throws `WatchUsage` for anything else, and outside 100 ms to 24 h. */
export function parseInterval(text: string): number {
  const [, count, unit = ""] = /^(\d{1,8})(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return ms;
  throw new WatchUsage(`--interval must be a time from 100ms to 24h, as in 30s or 5m, not "${text}"`);
}
