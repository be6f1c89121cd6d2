import { compareDecimals, parseDecimal, type Decimal, tooLarge } from "@plimsoll/core";

/** Most severe first. */
const WATCH_LEVELS = ["block", "critical", "warning"] as const;
export type WatchLevel = (typeof WATCH_LEVELS)[number];

/** The arguments of `--block`, `--critical` and `--warning`: `100` for every currency, `USD=100` for one. */
export type GivenThresholds = Readonly<Record<WatchLevel, readonly string[]>>;

/** A command line that cannot be carried out; the message names the flag. */
export class WatchUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WatchUsage";
  }
}

interface Threshold extends Decimal {
  /** As it was written. */
  readonly text: string;
}

const EVERY = "*";

/** By level, then by currency. */
export type Thresholds = ReadonlyMap<WatchLevel, ReadonlyMap<string, Threshold>>;

/**
 * Throws `WatchUsage` for an invalid threshold, for none at all, and when a level is not below the milder ones of its
 * currency.
 */
export function parseThresholds(given: GivenThresholds): Thresholds {
  const thresholds = new Map(WATCH_LEVELS.map((level) => [level, byCurrency(level, given[level])]));
  const currencies = new Set([...thresholds.values()].flatMap((each) => [...each.keys()]));
  if (currencies.size === 0) throw new WatchUsage("give at least one of --block, --critical and --warning");
  for (const currency of currencies) {
    const ladder = WATCH_LEVELS.flatMap((level) => {
      const threshold = applicable(thresholds, level, currency);
      return threshold ? [{ level, threshold }] : [];
    });
    for (const [index, { level, threshold }] of ladder.entries()) {
      const milder = ladder[index + 1];
      if (milder && compareDecimals(threshold, milder.threshold) >= 0) {
        const where = currency === EVERY ? "" : ` for ${currency}`;
        throw new WatchUsage(`--${level} must be less than --${milder.level}${where}`);
      }
    }
  }
  return thresholds;
}

/** The most severe level whose threshold the balance has reached; null when there is none. */
export function levelOf(
  thresholds: Thresholds,
  amount: Decimal,
  currency: string | null,
): { readonly level: WatchLevel; readonly threshold: string } | null {
  for (const level of WATCH_LEVELS) {
    const threshold = applicable(thresholds, level, currency ?? EVERY);
    if (threshold && compareDecimals(amount, threshold) <= 0) return { level, threshold: threshold.text };
  }
  return null;
}

/** Whether any threshold applies to this currency. */
export function isWatched(thresholds: Thresholds, currency: string | null): boolean {
  return WATCH_LEVELS.some((level) => applicable(thresholds, level, currency ?? EVERY) !== undefined);
}

function applicable(thresholds: Thresholds, level: WatchLevel, currency: string): Threshold | undefined {
  const all = thresholds.get(level);
  return all?.get(currency) ?? all?.get(EVERY);
}

function byCurrency(level: WatchLevel, given: readonly string[]): Map<string, Threshold> {
  const thresholds = new Map<string, Threshold>();
  for (const each of given) {
    const [, currency = EVERY, text = ""] = /^(?:([A-Za-z]{3})=)?(.*)$/.exec(each) ?? [];
    const decimal = parseDecimal(text);
    if (!decimal.ok)
      throw new WatchUsage(
        tooLarge(text, `--${level}`) ?? `--${level} must be a decimal, or one for a currency as in USD=100`,
      );
    const key = currency.toUpperCase();
    if (thresholds.has(key)) throw new WatchUsage(`--${level} is given twice${key === EVERY ? "" : ` for ${key}`}`);
    thresholds.set(key, { ...decimal.value, text });
  }
  return thresholds;
}
