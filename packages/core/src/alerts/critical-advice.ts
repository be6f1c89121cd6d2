import { resolveLevels } from "./levels.ts";
import { storedSettings } from "./owners.ts";
import type { AlertLevel, LevelUnit } from "./settings.ts";
import { formatAmount } from "../money/amount.ts";
import { compareDecimals, parseDecimal } from "../money/decimal.ts";
import type { Wallet } from "../model/wallet.ts";

/** A warning about settings that are accepted but may be costly. */
export interface SettingsWarning {
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
type Measured = Pick<Wallet, "assetScale" | "typicalSpend"> | null;

/**
 * A critical level that is reached with less left than a top-up takes to arrive alerts people too late. Levels in
 * `spend_percent` and `runway_hours` are judged without a wallet: the typical spend is on both sides.
 */
export function settingsWarnings(json: string | null, wallet: Measured, leadTimeDays: number): SettingsWarning[] {
  const settings = json === null ? null : storedSettings(json);
  const critical = settings?.critical ?? null;
  if (settings === null || critical === null || critical.condition !== "below" || leadTimeDays === 0) return [];
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
