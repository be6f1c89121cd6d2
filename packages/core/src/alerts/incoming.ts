import { mergeAlertSettings, parseAlertSettings, alertSettingsResource, type SettingsContext } from "./settings.ts";
import type { Violation } from "../outcome.ts";
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

/** Settings in a PATCH: a JSON merge patch on what is stored. `null` removes them. */
export function patchSettings(stored: string | null, patch: unknown, context: SettingsContext): IncomingSettings {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) {
    return replaceSettings(patch, context);
  }
  const current = stored === null ? null : storedSettings(stored);
  return replaceSettings(mergeAlertSettings(current, patch as Record<string, unknown>), context);
}
