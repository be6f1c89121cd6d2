import type { AlertCondition, LevelName } from "@plimsoll/contract";
import type { Violation } from "../outcome.ts";
import { decimalText } from "../money/decimal-text.ts";
import { compareDecimals, parseDecimal, type Decimal } from "../money/decimal.ts";
import { tooLarge } from "../money/problem.ts";

export type LevelUnit = "threshold" | "spend_percent" | "runway_hours";

/**
 * One level as the customer gave it. `value` is decimal text: an amount in the wallet's currency
 * (threshold), percent of the typical daily spend (spend_percent) or hours (runway_hours).
 */
export interface AlertLevel {
  readonly condition: AlertCondition;
  readonly unit: LevelUnit;
  readonly value: string;
}

/** Alert settings of a feature, a wallet or the account's default (docs/guides/alerts.md). */
export interface AlertSettings {
  readonly alertEnabled: boolean;
  readonly critical: AlertLevel | null;
  readonly warning: AlertLevel | null;
  readonly info: AlertLevel | null;
  readonly block: AlertLevel | null;
  /** Hysteresis: decimal text >= 0, an amount like a threshold; only with unit threshold. */
  readonly clearMargin: string | null;
  /** Whole seconds between reminders while a stream is not ok. */
  readonly repeatInterval: number | null;
}

export interface SettingsContext {
  /** Most fraction digits that a threshold and the clear margin may have. */
  readonly scale: number;
  /** The account's default for every currency: an amount would mean nothing there. */
  readonly relativeOnly: boolean;
}

/** @limit Domain: seconds of the shortest `repeat_interval`: one minute. */
export const MIN_REPEAT_INTERVAL = 60;
/** @limit Domain: seconds of the longest `repeat_interval`: thirty days. */
export const MAX_REPEAT_INTERVAL = 2_592_000;

/** The order in which levels are reported within a rule. */
const LEVEL_NAMES = ["critical", "warning", "info", "block"] as const satisfies readonly LevelName[];
const LEVEL_UNITS = ["threshold", "spend_percent", "runway_hours"] as const satisfies readonly LevelUnit[];
const LEVEL_MEMBERS: readonly string[] = ["condition", ...LEVEL_UNITS];
const SETTINGS_MEMBERS: readonly string[] = ["alert_enabled", ...LEVEL_NAMES, "clear_margin", "repeat_interval"];

type Members = Readonly<Record<string, unknown>>;

/**
 * A level during validation. An invalid part is null, and rules that compare two levels skip it, so that one mistake is
 * one violation.
 */
interface LevelDraft {
  readonly name: LevelName;
  /** null when the level is given as something other than an object. */
  readonly members: Members | null;
  readonly condition: AlertCondition | null;
  readonly units: readonly LevelUnit[];
  readonly unit: LevelUnit | null;
  readonly value: Decimal | null;
}

interface SettingsInput {
  readonly members: Members;
  readonly context: SettingsContext;
  readonly levels: Readonly<Record<LevelName, LevelDraft | null>>;
  /** The levels that are given, in the order of LEVEL_NAMES. */
  readonly given: readonly LevelDraft[];
}

type Rule = (settingsInput: SettingsInput) => readonly Violation[];

/**
 * The rules in the order in which their violations are reported: the rows of the messages table
 * in docs/guides/alerts.md, then the rules that the table leaves out.
 */
const RULES: readonly Rule[] = [
  enabledNeedsLevel,
  conditionIsKnown,
  warningNeedsCritical,
  blockNeedsCritical,
  conditionsAgree,
  levelsAreOrdered,
  valuesAreDecimal,
  unitsAgree,
  relativeValuesArePositive,
  relativeLevelsAreBelow,
  levelsAreRelative,
  levelsHaveOneUnit,
  levelsAreObjects,
  alertEnabledIsBoolean,
  clearMarginIsAmount,
  repeatIntervalIsBounded,
  membersAreKnown,
];

/**
 * Reads alert settings from the wire: `{alert_enabled?, critical?, warning?, info?, block?, clear_margin?,
 * repeat_interval?}`, a level being null, absent or an object of `condition` and exactly one of `threshold`,
 * `spend_percent` and `runway_hours` (decimal string or number; null is absent). `alert_enabled` is false by default;
 * the rules apply while it is false too. Returns the settings, or every violation at once in the order of RULES, with
 * fields relative to the settings ("critical", "warning.threshold"; "alert_settings" for the whole).
 */
export function parseAlertSettings(
  input: unknown,
  context: SettingsContext,
): { ok: true; settings: AlertSettings } | { ok: false; violations: Violation[] } {
  if (!isObject(input)) {
    return {
      ok: false,
      violations: [violation("alert_settings", "alert_settings must be an object")],
    };
  }
  const settingsInput = readInput(input, context);
  const violations = RULES.flatMap((rule) => rule(settingsInput));
  return violations.length > 0 ? { ok: false, violations } : { ok: true, settings: settingsOf(settingsInput) };
}

/**
 * Alert settings as the wire shows them: `{alert_enabled, critical, warning, info, block}` in
 * this order, a level as `{threshold: "0.00", condition: "below"}` or null; `clear_margin` and
 * `repeat_interval` follow only when set.
 */
export function alertSettingsResource(settings: AlertSettings): Record<string, unknown> {
  return {
    alert_enabled: settings.alertEnabled,
    critical: levelResource(settings.critical),
    warning: levelResource(settings.warning),
    info: levelResource(settings.info),
    block: levelResource(settings.block),
    ...(settings.clearMargin !== null && { clear_margin: settings.clearMargin }),
    ...(settings.repeatInterval !== null && { repeat_interval: settings.repeatInterval }),
  };
}

/** Whether any level is given in this unit. */
export function hasUnit(settings: AlertSettings, unit: LevelUnit): boolean {
  return LEVEL_NAMES.some((name) => settings[name]?.unit === unit);
}

/**
 * A JSON merge patch (RFC 7396) of settings in their wire form, ready for parseAlertSettings:
 * null removes a member, absence keeps it, a level is merged member by member. A level has one
 * unit, so a patch that names another unit replaces the old one.
 */
export function mergeAlertSettings(
  current: AlertSettings | null,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const merged = new Map(presentMembers(current === null ? {} : alertSettingsResource(current)));
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, isObject(value) ? mergeLevel(merged.get(name), value) : value);
  }
  // Not assignments: a member named "__proto__" must stay a member, to be refused as unknown.
  return Object.fromEntries(merged);
}

function mergeLevel(current: unknown, patch: Members): Members {
  const switchesUnit = givenUnits(patch).length > 0;
  const merged = new Map(
    presentMembers(isObject(current) ? current : {}).filter(([name]) => !switchesUnit || !isLevelUnit(name)),
  );
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else if (value !== undefined) merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

function levelResource(level: AlertLevel | null): Record<string, string> | null {
  return level && { [level.unit]: level.value, condition: level.condition };
}

// Reading

function readInput(members: Members, context: SettingsContext): SettingsInput {
  const levels = {
    critical: draftOf("critical", members, context),
    warning: draftOf("warning", members, context),
    info: draftOf("info", members, context),
    block: draftOf("block", members, context),
  };
  const given = LEVEL_NAMES.map((name) => levels[name]).filter((draft) => draft !== null);
  return { members, context, levels, given };
}

function draftOf(name: LevelName, settings: Members, context: SettingsContext): LevelDraft | null {
  const input = member(settings, name);
  if (input === null) return null;
  if (!isObject(input)) {
    return { name, members: null, condition: null, units: [], unit: null, value: null };
  }
  const units = givenUnits(input);
  const unit = usableUnit(units, context);
  const condition = usableCondition(input, unit);
  const value = unit && usableValue(input, unit, context);
  return { name, members: input, condition, units, unit, value };
}

function usableUnit(units: readonly LevelUnit[], context: SettingsContext): LevelUnit | null {
  const [unit] = units;
  if (unit === undefined || units.length > 1) return null;
  return context.relativeOnly && unit === "threshold" ? null : unit;
}

function usableCondition(level: Members, unit: LevelUnit | null): AlertCondition | null {
  const condition = member(level, "condition");
  if (condition === "below") return "below";
  return condition === "above" && !isRelative(unit) ? "above" : null;
}

function usableValue(level: Members, unit: LevelUnit, context: SettingsContext): Decimal | null {
  const value = decimalMember(level, unit, context);
  return value !== null && isRelative(unit) && value.units <= 0n ? null : value;
}

/** Only amounts are bound to the scale: percents and hours have no currency. */
function decimalMember(level: Members, unit: LevelUnit, context: SettingsContext): Decimal | null {
  const parsed = parseDecimal(member(level, unit));
  if (!parsed.ok) return null;
  return unit === "threshold" && parsed.value.scale > context.scale ? null : parsed.value;
}

function settingsOf(settingsInput: SettingsInput): AlertSettings {
  const clearMargin = member(settingsInput.members, "clear_margin");
  return {
    alertEnabled: member(settingsInput.members, "alert_enabled") === true,
    critical: levelOf(settingsInput.levels.critical),
    warning: levelOf(settingsInput.levels.warning),
    info: levelOf(settingsInput.levels.info),
    block: levelOf(settingsInput.levels.block),
    clearMargin: decimalText(clearMargin),
    repeatInterval: repeatIntervalOf(settingsInput),
  };
}

function levelOf(draft: LevelDraft | null): AlertLevel | null {
  if (draft === null) return null;
  const { members, condition, unit } = draft;
  const value = members && unit && decimalText(member(members, unit));
  if (condition === null || unit === null || value === null) {
    throw new Error(`the rules let a broken ${draft.name} level pass`);
  }
  return { condition, unit, value };
}

function repeatIntervalOf(settingsInput: SettingsInput): number | null {
  const interval = member(settingsInput.members, "repeat_interval");
  return typeof interval === "number" ? interval : null;
}

// The rows of the table

function enabledNeedsLevel({ members, given }: SettingsInput): Violation[] {
  if (member(members, "alert_enabled") !== true || given.length > 0) return [];
  const levels = "at least one threshold (critical, warning, or info)";
  return [violation("alert_settings", `${levels} is required when alert_enabled is true`)];
}

function conditionIsKnown({ given }: SettingsInput): Violation[] {
  return given
    .filter(({ members }) => members !== null && !isCondition(member(members, "condition")))
    .map(({ name }) => violation(`${name}.condition`, `${name} threshold condition must be either above or below`));
}

function warningNeedsCritical({ levels }: SettingsInput): Violation[] {
  return needsCritical(levels, "warning");
}

function blockNeedsCritical({ levels }: SettingsInput): Violation[] {
  return needsCritical(levels, "block");
}

function needsCritical(levels: SettingsInput["levels"], name: LevelName): Violation[] {
  if (levels[name] === null || levels.critical !== null) return [];
  const message = `critical threshold is required when ${name} threshold is provided`;
  return [violation("critical", message)];
}

function conditionsAgree({ levels }: SettingsInput): Violation[] {
  return comparedPairs(levels)
    .filter(([{ condition }, other]) => condition && other.condition && condition !== other.condition)
    .map(([{ name }, other]) =>
      violation(`${name}.condition`, `${name} condition must be same as ${other.name} condition`),
    );
}

function levelsAreOrdered({ levels }: SettingsInput): Violation[] {
  return comparedPairs(levels).flatMap(([level, other]) => orderOf(level, other));
}

/** The pairs that the conditions and the order are compared in: a level and the more basic one. */
function comparedPairs({ critical, warning, info, block }: SettingsInput["levels"]): [LevelDraft, LevelDraft][] {
  const pairs: [LevelDraft | null, LevelDraft | null][] = [
    [warning, critical],
    [info, warning ?? critical],
    [block, critical],
  ];
  return pairs.flatMap(([level, other]) => (level && other ? [[level, other]] : []));
}

function orderOf(level: LevelDraft, other: LevelDraft): Violation[] {
  const { name, condition, unit, value } = level;
  if (condition === null || condition !== other.condition) return [];
  if (value === null || other.value === null || unit !== other.unit) return [];
  const wantsGreater = (condition === "below") === (name !== "block");
  if (compareDecimals(value, other.value) === (wantsGreater ? 1 : -1)) return [];
  const order = `${wantsGreater ? "greater" : "less"} than ${other.name} threshold`;
  const message = `${name} threshold must be ${order} for '${condition}' condition`;
  return [violation(`${name}.${unit}`, message)];
}

function valuesAreDecimal({ given, context }: SettingsInput): Violation[] {
  return given.flatMap(({ name, members, unit }) => {
    if (members === null || unit === null || decimalMember(members, unit, context)) return [];
    return [violation(`${name}.${unit}`, `${name} threshold must be a decimal number`)];
  });
}

function unitsAgree({ given }: SettingsInput): Violation[] {
  const units = new Set(given.map(({ unit }) => unit).filter((unit) => unit !== null));
  if (units.size <= 1) return [];
  return [violation("alert_settings", "all thresholds must use the same unit")];
}

// The rules that the table leaves out

function relativeValuesArePositive({ given, context }: SettingsInput): Violation[] {
  return given.flatMap(({ name, members, unit, value }) => {
    if (members === null || unit === null || value !== null) return [];
    if (decimalMember(members, unit, context) === null) return [];
    return [violation(`${name}.${unit}`, `${name} threshold must be greater than 0 for ${unit}`)];
  });
}

function relativeLevelsAreBelow({ given }: SettingsInput): Violation[] {
  return given.flatMap(({ name, members, unit }) => {
    if (members === null || !isRelative(unit)) return [];
    if (member(members, "condition") !== "above") return [];
    const message = `${name} threshold condition must be below for ${unit}`;
    return [violation(`${name}.condition`, message)];
  });
}

function levelsAreRelative({ given, context }: SettingsInput): Violation[] {
  if (!context.relativeOnly) return [];
  return given
    .filter(({ units }) => units.length === 1 && units[0] === "threshold")
    .map(({ name }) => {
      const units = "spend_percent or runway_hours";
      const message = `${name} threshold must be ${units} in the default for all currencies`;
      return violation(`${name}.threshold`, message);
    });
}

function levelsHaveOneUnit({ given }: SettingsInput): Violation[] {
  return given.flatMap(({ name, members, units }) => {
    if (members === null || units.length === 1) return [];
    const field = units.length === 0 ? `${name}.threshold` : name;
    const choice = "threshold, spend_percent or runway_hours";
    return [violation(field, `${name} threshold must be given as exactly one of ${choice}`)];
  });
}

function levelsAreObjects({ given }: SettingsInput): Violation[] {
  return given
    .filter(({ members }) => members === null)
    .map(({ name }) => violation(name, `${name} must be an object or null`));
}

function alertEnabledIsBoolean({ members }: SettingsInput): Violation[] {
  const enabled = Object.hasOwn(members, "alert_enabled") ? members["alert_enabled"] : false;
  if (enabled === undefined || typeof enabled === "boolean") return [];
  return [violation("alert_enabled", "alert_enabled must be true or false")];
}

function clearMarginIsAmount({ members, given, context }: SettingsInput): Violation[] {
  const input = member(members, "clear_margin");
  if (input === null) return [];
  if (context.relativeOnly || given.some(({ unit }) => isRelative(unit))) {
    return [violation("clear_margin", "clear_margin is an amount and needs levels with threshold")];
  }
  const parsed = parseDecimal(input);
  if (parsed.ok && parsed.value.units >= 0n && parsed.value.scale <= context.scale) return [];
  const message = tooLarge(input, "clear_margin") ?? "clear_margin must be a decimal number and not negative";
  return [violation("clear_margin", message)];
}

function repeatIntervalIsBounded({ members }: SettingsInput): Violation[] {
  const interval = member(members, "repeat_interval");
  if (interval === null || isRepeatInterval(interval)) return [];
  const bounds = `${MIN_REPEAT_INTERVAL} and ${MAX_REPEAT_INTERVAL}`;
  const message = `repeat_interval must be a whole number of seconds between ${bounds}`;
  return [violation("repeat_interval", message)];
}

function membersAreKnown({ members, given }: SettingsInput): Violation[] {
  const unknown = (name: string, known: readonly string[], prefix: string) =>
    known.includes(name) ? [] : [violation(prefix + name, `${prefix}${name} is not a known setting`)];
  return [
    ...Object.keys(members).flatMap((name) => unknown(name, SETTINGS_MEMBERS, "")),
    ...given.flatMap((level) =>
      Object.keys(level.members ?? {}).flatMap((name) => unknown(name, LEVEL_MEMBERS, `${level.name}.`)),
    ),
  ];
}

// Members and small predicates

/** An own member; null when it is undefined or absent. */
function member(object: Members, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

function presentMembers(object: Members): [string, unknown][] {
  return Object.entries(object).filter(([, value]) => value !== null && value !== undefined);
}

function givenUnits(level: Members): LevelUnit[] {
  return LEVEL_UNITS.filter((unit) => member(level, unit) !== null);
}

function isObject(input: unknown): input is Record<string, unknown> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

function isCondition(input: unknown): input is AlertCondition {
  return input === "below" || input === "above";
}

function isLevelUnit(name: string): name is LevelUnit {
  return LEVEL_UNITS.some((unit) => unit === name);
}

function isRelative(unit: LevelUnit | null): boolean {
  return unit === "spend_percent" || unit === "runway_hours";
}

function isRepeatInterval(input: unknown): input is number {
  if (typeof input !== "number" || !Number.isInteger(input)) return false;
  return input >= MIN_REPEAT_INTERVAL && input <= MAX_REPEAT_INTERVAL;
}

function violation(field: string, message: string): Violation {
  return { field, message };
}
