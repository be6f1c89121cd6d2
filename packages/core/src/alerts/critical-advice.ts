import { resolveLevels } from "./levels.ts";
import { storedSettings } from "./owners.ts";
import { paceOf } from "./pace.ts";
import { hasUnit, type AlertLevel, type AlertSettings, type LevelUnit } from "./settings.ts";
import { formatAmount } from "../money/amount.ts";
import { compareDecimals, parseDecimal } from "../money/decimal.ts";
import type { Wallet } from "../model/wallet.ts";
import { startOfDay } from "../spend/day.ts";
import { isoTime } from "../time/iso-time.ts";

/** A warning about settings that are accepted but may be costly. */
export type SettingsWarning = CriticalTooLate | LevelsAsleep;

/** Relative levels without effect, because there is nothing to measure them by yet. */
export interface LevelsAsleep {
  readonly code: "LEVELS_ASLEEP";
  readonly field: string;
  readonly message: string;
  /** When the first complete day is over; null while nothing has been spent. */
  readonly until: string | null;
}

export interface CriticalTooLate {
  readonly code: "CRITICAL_BELOW_LEAD_TIME";
  readonly field: string;
  readonly message: string;
  /**
   * The amount to which critical resolves for the wallet; null while a relative level has no effect, and for settings
   * without a wallet.
   */
  readonly threshold: string | null;
  /** Lead time × typical daily spend; null where no spend is known. */
  readonly recommended_threshold: string | null;
  /** The same in the unit of the settings. */
  readonly recommended: Readonly<Partial<Record<LevelUnit, string>>>;
  readonly typical_daily_spend: string | null;
  readonly lead_time_days: number;
}

/** The wallet's data for the advice; null for settings of a feature or a default. */
type Measured = Pick<Wallet, "assetScale" | "typicalSpend" | "steadyBurn" | "spendSince"> | null;

/**
 * A critical level that is reached with less left than a top-up takes to arrive alerts people too late. Levels in
 * `spend_percent` and `runway_hours` are judged without a wallet: the typical spend is on both sides.
 */
export function settingsWarnings(json: string | null, wallet: Measured, leadTimeDays: number): SettingsWarning[] {
  const settings = json === null ? null : storedSettings(json);
  if (settings === null) return [];
  return [...asleep(settings, wallet), ...criticalTooLate(settings, wallet, leadTimeDays)];
}

function asleep(settings: AlertSettings, wallet: Measured): LevelsAsleep[] {
  if (wallet === null || !settings.alertEnabled) return [];
  const { daily, running } = paceOf(wallet);
  const sleeps =
    (hasUnit(settings, "spend_percent") && daily === null) || (hasUnit(settings, "runway_hours") && running === null);
  if (!sleeps) return [];
  const until = wallet.spendSince === null ? null : isoTime(startOfDay(wallet.spendSince + 1));
  const what = until === null ? "until the wallet has spent for a day" : `until ${until}`;
  const message = `relative levels have no effect ${what}, because its typical daily spend is not known; expected_daily_spend, or its spend history, wakes them`;
  return [{ code: "LEVELS_ASLEEP", field: "alert_settings", message, until }];
}

function criticalTooLate(settings: AlertSettings, wallet: Measured, leadTimeDays: number): CriticalTooLate[] {
  const { critical } = settings;
  if (critical === null || critical.condition !== "below" || leadTimeDays === 0) return [];
  const typical = wallet?.typicalSpend ?? null;
  const scale = wallet?.assetScale ?? 0;
  const level =
    wallet &&
    resolveLevels(settings, scale, { daily: typical, running: typical }).levels.find(({ name }) => name === "critical");
  const needed = typical === null ? null : typical * BigInt(leadTimeDays);
  const below =
    critical.unit === "threshold"
      ? level && needed !== null && level.at < needed
      : isLess(critical, relativeNeed(critical.unit, leadTimeDays));
  if (!below) return [];
  const threshold = level ? formatAmount(level.at, scale) : null;
  const recommendedThreshold = needed === null ? null : formatAmount(needed, scale);
  const recommended =
    critical.unit === "threshold" ? (recommendedThreshold ?? "") : relativeNeed(critical.unit, leadTimeDays);
  return [
    {
      code: "CRITICAL_BELOW_LEAD_TIME",
      field: "alert_settings.critical",
      message: messageOf(critical, threshold, recommendedThreshold ?? `${critical.unit} ${recommended}`, leadTimeDays),
      threshold,
      recommended_threshold: recommendedThreshold,
      recommended: { [critical.unit]: recommended },
      typical_daily_spend: typical === null ? null : formatAmount(typical, scale),
      lead_time_days: leadTimeDays,
    },
  ];
}

function relativeNeed(unit: LevelUnit, leadTimeDays: number): string {
  return String(leadTimeDays * (unit === "spend_percent" ? 100 : 24));
}

function isLess(level: AlertLevel, needed: string): boolean {
  const value = parseDecimal(level.value);
  const need = parseDecimal(needed);
  return value.ok && need.ok && compareDecimals(value.value, need.value) < 0;
}

function messageOf(level: AlertLevel, threshold: string | null, recommended: string, leadTimeDays: number): string {
  const at = threshold ?? `${level.unit} ${level.value}`;
  const days = leadTimeDays === 1 ? "1 business day" : `${leadTimeDays} business days`;
  return `critical is reached at ${at}, less than is typically spent in the ${days} a top-up takes; recommended: ${recommended}`;
}
