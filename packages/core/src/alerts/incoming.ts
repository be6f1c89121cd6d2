import { mergeAlertSettings, parseAlertSettings, alertSettingsResource, type SettingsContext } from "./settings.ts";
import { MAX_SCALE } from "../money/amount.ts";
import { rejected, type Outcome, type Violation } from "../outcome.ts";
import { storedSettings } from "./owners.ts";

export type IncomingSettings =
  | { readonly ok: true; readonly json: string | null }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** Settings as a client sends them, whole. `null` removes them. */
export function replaceSettings(input: unknown, context: SettingsContext): IncomingSettings {
  if (input === null) return { ok: true, json: null };
  const parsed = parseAlertSettings(input, context);
  return parsed.ok
    ? { ok: true, json: JSON.stringify(alertSettingsResource(parsed.settings)) }
    : { ok: false, violations: parsed.violations };
}

/** The member of a request that says from which settings its change was made. */
const BEFORE = "alert_settings_before";

/**
 * Refuses a change that was made from other settings than the stored ones, so that no one overwrites what they have not
 * seen. Undefined is a change that does not say what it was made from. A request that is repeated because its answer was
 * lost finds its own change, which is no conflict.
 */
export function changedMeanwhile(
  stored: string | null,
  before: unknown,
  changed: IncomingSettings,
): Outcome<never> | null {
  if (before === undefined) return null;
  const seen = replaceSettings(before, { scale: MAX_SCALE, relativeOnly: false });
  if (!seen.ok) {
    const named = ({ field, message }: Violation): Violation => ({
      field: field === "alert_settings" ? BEFORE : `${BEFORE}.${field}`,
      message,
    });
    return rejected("invalid", seen.violations.map(named));
  }
  const isRepeated = changed.ok && changed.json === stored;
  return seen.json === stored || isRepeated ? null : rejected("settings_changed");
}

/** Settings in a PATCH: a JSON merge patch on what is stored. `null` removes them. */
export function patchSettings(stored: string | null, patch: unknown, context: SettingsContext): IncomingSettings {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) {
    return replaceSettings(patch, context);
  }
  const current = stored === null ? null : storedSettings(stored);
  return replaceSettings(mergeAlertSettings(current, patch as Record<string, unknown>), context);
}
