import { PlimsollError, type AlertSettings } from "@plimsoll/client";
import { api } from "../data/client.ts";
import { refresh } from "../data/queries.ts";
import { byPart, settingsOf, withoutNulls, type Problems, type SettingsForm } from "./form.ts";
import { savedText } from "./outcome.ts";

/** Whose settings are edited. */
export type SettingsSubject =
  | { readonly feature_id: string }
  | { readonly wallet_id: number }
  | { readonly currency: string };

/** What would change if the form were saved now. */
export async function previewOf(subject: SettingsSubject, form: SettingsForm, signal?: AbortSignal) {
  const body = { ...subject, alert_settings: settingsOf(form) } as Parameters<typeof api.alertSettings.preview>[0];
  return api.alertSettings.preview(body, signal === undefined ? {} : { signal });
}

/** Saves the form and returns in words what that did. */
export async function saved(
  subject: SettingsSubject,
  form: SettingsForm,
  save: (settings: object) => Promise<unknown>,
): Promise<string> {
  const before = await previewOf(subject, form).catch(() => null);
  await save(settingsOf(form));
  return savedText(before?.wallets ?? []);
}

/** Whether others have saved since the settings were read. */
export function isConflict(error: unknown): boolean {
  return error instanceof PlimsollError && error.details.some(({ field }) => field === "alert_settings_before");
}

export async function saveDefault(currency: string, settings: object, before: AlertSettings | null): Promise<void> {
  const body = { alert_settings: withoutNulls(settings), alert_settings_before: before };
  await api.alertDefaults.set(currency, body);
  void refresh();
}

/** The settings that a default has now; null without one. */
export async function readDefault(currency: string): Promise<AlertSettings | null> {
  try {
    return (await api.alertDefaults.get(currency)).alert_settings;
  } catch (error) {
    if (error instanceof PlimsollError && error.status === 404) return null;
    throw error;
  }
}

/** What a refusal complains of, by the part of the form that shows it. */
export function problemsIn(error: unknown): Problems {
  if (!(error instanceof PlimsollError)) return { form: "The settings could not be saved." };
  if (error.details.length > 0) return byPart(error.details);
  if (error.code === "FORBIDDEN") return { form: "This key may only read. Saving needs a key with write." };
  if (error.status === 0) return { form: "The server cannot be reached. Nothing was saved." };
  return { form: `Not saved: ${error.message}.` };
}
