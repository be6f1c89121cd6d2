import { formOf, typed, type SettingsForm } from "../../../alert-settings/form.ts";
import { STEP_LEVELS, type Prefill } from "./prefill.ts";

/** The form of alert settings with these levels; what is not prefilled has an empty field. */
export function formOfPrefill(prefill: Prefill, unit: SettingsForm["unit"]): SettingsForm {
  const empty: SettingsForm = { ...formOf(null), enabled: true, unit };
  return STEP_LEVELS.reduce((form, name) => typed(form, name, prefill[name]?.text ?? ""), empty);
}
