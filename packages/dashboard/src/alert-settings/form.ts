import type { AlertCondition, LevelName } from "@plimsoll/contract";
import { MAX_SCALE, parseAlertSettings, type LevelUnit, type Violation } from "@plimsoll/core";
import type { AlertSettings } from "@plimsoll/client";
import { amountText, typedAmount } from "../words/amounts.ts";
import { LEVELS as LEVEL_WORDS } from "../words/levels.ts";

/** In the order in which the form has them. */
export const LEVELS = ["critical", "warning", "info", "block"] as const satisfies readonly LevelName[];

/**
 * A level's row: `set` has a field whose text counts; `blank` an empty field that counts from its first character;
 * `unset` none.
 */
export interface LevelRow {
  readonly kind: "set" | "blank" | "unset";
  /** As typed. */
  readonly text: string;
  /** It is among the stored settings: emptying its field does not yet say that it is to go. */
  readonly isStored?: true;
}

export interface SettingsForm {
  readonly enabled: boolean;
  readonly condition: AlertCondition;
  readonly unit: LevelUnit;
  readonly levels: Readonly<Record<LevelName, LevelRow>>;
  /** As typed; empty for none. */
  readonly clearMargin: string;
  /** Whole minutes as typed; empty for never. */
  readonly repeatMinutes: string;
}

export interface FormContext {
  /** Most fraction digits of an amount. */
  readonly scale?: number;
  /** The default for all currencies. */
  readonly relativeOnly?: boolean;
}

const UNSET: LevelRow = { kind: "unset", text: "" };
const BLANK: LevelRow = { kind: "blank", text: "" };

/** The form of stored settings, or of none. */
export function formOf(settings: AlertSettings | null, { relativeOnly = false }: FormContext = {}): SettingsForm {
  if (settings === null) {
    return {
      enabled: false,
      condition: "below",
      unit: relativeOnly ? "runway_hours" : "threshold",
      levels: { critical: BLANK, warning: BLANK, info: BLANK, block: UNSET },
      clearMargin: "",
      repeatMinutes: "",
    };
  }
  const first = LEVELS.map((name) => settings[name]).find((level) => level !== null);
  const unit = first ? unitOf(first) : "threshold";
  const row = (name: LevelName): LevelRow => {
    const text = settings[name]?.[unit];
    return text === undefined ? UNSET : { kind: "set", text: amountText(text), isStored: true };
  };
  return {
    enabled: settings.alert_enabled,
    condition: first?.condition ?? "below",
    unit,
    levels: { critical: row("critical"), warning: row("warning"), info: row("info"), block: row("block") },
    clearMargin: settings.clear_margin === undefined ? "" : amountText(settings.clear_margin),
    repeatMinutes: settings.repeat_interval === undefined ? "" : String(settings.repeat_interval / 60),
  };
}

function unitOf(level: object): LevelUnit {
  if ("spend_percent" in level) return "spend_percent";
  return "runway_hours" in level ? "runway_hours" : "threshold";
}

/** What is typed into a level's field; an emptied one sets no level, unless one is stored. */
export function typed(form: SettingsForm, name: LevelName, text: string): SettingsForm {
  const row = form.levels[name];
  const kind = isEmpty(text) && row.isStored === undefined ? "blank" : "set";
  return withLevel(form, name, { ...row, kind, text });
}

export function added(form: SettingsForm, name: LevelName): SettingsForm {
  return typed(form, name, form.levels[name].text);
}

/** Whether the level has a text; a stored one whose field is emptied has none until it is removed or typed again. */
export function hasText({ kind, text }: LevelRow): boolean {
  return kind === "set" && !isEmpty(text);
}

function isEmpty(text: string): boolean {
  return text.trim() === "";
}

export function removed(form: SettingsForm, name: LevelName): SettingsForm {
  return withLevel(form, name, UNSET);
}

function withLevel(form: SettingsForm, name: LevelName, row: LevelRow): SettingsForm {
  return { ...form, levels: { ...form.levels, [name]: row } };
}

/** The whole settings as a request sends them: null removes what is not set. */
export function settingsOf(form: SettingsForm): Record<string, unknown> {
  const level = ({ kind, text }: LevelRow) =>
    kind === "set" ? { condition: form.condition, [form.unit]: typedAmount(text) } : null;
  const margin = form.clearMargin.trim();
  const minutes = form.repeatMinutes.trim();
  return {
    alert_enabled: form.enabled,
    critical: level(form.levels.critical),
    warning: level(form.levels.warning),
    info: level(form.levels.info),
    block: level(form.levels.block),
    clear_margin: margin === "" ? null : typedAmount(margin),
    repeat_interval: minutes === "" ? null : /^\d+$/.test(minutes) ? Number(minutes) * 60 : minutes,
  };
}

/** Has levels, and alerts are off: saved like this they send nothing. */
export function isSilent({ enabled, levels }: SettingsForm): boolean {
  return !enabled && LEVELS.some((name) => hasText(levels[name]));
}

/** A default is replaced whole, so what is not set is left out. */
export function withoutNulls(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}

/**
 * The violations by the part of the form that shows them; what belongs to no field is the form's. `saving` is why settings
 * that break no rule were not saved.
 */
export type Problems = Readonly<
  Partial<Record<LevelName | "clear_margin" | "repeat_interval" | "form" | "saving", string>>
>;

/** The server's own rules, in the server's own words. */
export function problemsOf(
  form: SettingsForm,
  { scale = MAX_SCALE, relativeOnly = false }: FormContext = {},
): Problems {
  const parsed = parseAlertSettings(settingsOf(form), { scale, relativeOnly });
  return parsed.ok ? {} : { ...byPart(parsed.violations), ...emptied(form) };
}

/** Stored levels whose fields are empty, with what to do about them. */
function emptied({ levels }: SettingsForm): Problems {
  const names = LEVELS.filter((name) => levels[name].kind === "set" && isEmpty(levels[name].text));
  return Object.fromEntries(names.map((name) => [name, "Type a level, or remove it with the × beside it."]));
}

/** The first message of each part. */
export function byPart(violations: readonly Violation[]): Problems {
  const problems: Partial<Record<keyof Problems, string>> = {};
  for (const { field, message } of violations) {
    const [first = ""] = field.replace(/^alert_settings\./, "").split(".");
    const part = LEVELS.find((name) => name === first) ?? other(first);
    problems[part] ??= message;
  }
  return problems;
}

function other(field: string): "clear_margin" | "repeat_interval" | "form" {
  return field === "clear_margin" || field === "repeat_interval" ? field : "form";
}

/** The parts in the order in which the form shows them. */
export const PARTS = [...LEVELS, "clear_margin", "repeat_interval", "form", "saving"] as const;

export function sameForm(a: SettingsForm, b: SettingsForm): boolean {
  return JSON.stringify(settingsOf(a)) === JSON.stringify(settingsOf(b));
}

/** What the form says, row by row, to be compared with another. */
export function rowsOf(form: SettingsForm): readonly (readonly [name: string, value: string])[] {
  const sign = form.condition === "below" ? "≤" : "≥";
  const unit = { threshold: "", spend_percent: " % of a day", runway_hours: " h" }[form.unit];
  const level = (name: LevelName): readonly [string, string] => {
    const row = form.levels[name];
    return [LEVEL_WORDS[name].word, hasText(row) ? `${sign} ${row.text}${unit}` : "none"];
  };
  return [
    ["Alerts", form.enabled ? "on" : "off"],
    ...LEVELS.map(level),
    ["Clear margin", form.clearMargin === "" ? "none" : form.clearMargin],
    ["Repeat every, in minutes", form.repeatMinutes === "" ? "never" : form.repeatMinutes],
  ];
}
