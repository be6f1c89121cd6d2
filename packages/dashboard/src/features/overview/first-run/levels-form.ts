import { formOf, typed, type SettingsForm } from "../../../alert-settings/form.ts";
import { STEP_LEVELS, type Prefill, type StepLevel } from "./prefill.ts";

/** The form of alert settings with these levels; what is not prefilled has an empty field. */
export function formOfPrefill(prefill: Prefill, unit: SettingsForm["unit"]): SettingsForm {
  const empty: SettingsForm = { ...formOf(null), enabled: true, unit };
  return STEP_LEVELS.reduce((form, name) => typed(form, name, prefill[name]?.text ?? ""), empty);
}

/** What is typed into a field; an emptied one sets no level. */
export function typedLevel(form: SettingsForm, name: StepLevel, text: string): SettingsForm {
  if (text !== "") return typed(form, name, text);
  return { ...form, levels: { ...form.levels, [name]: { kind: "blank", text } } };
}
