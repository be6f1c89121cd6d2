import { PlimsollError, type AlertSettings, type PutOptions } from "@plimsoll/client";
import { api } from "../data/client.ts";
import { problemText } from "../data/problems.ts";
import { refresh } from "../data/queries.ts";
import { byPart, settingsOf, withoutNulls, type Problems, type SettingsForm } from "./form.ts";
import { savedText } from "./outcome.ts";

/** Whose settings are edited. */
export type SettingsSubject =
  | { readonly feature_id: string }
  | { readonly wallet_id: number }
  | { readonly currency: string };

/** A feature, a wallet or a default, for its settings. */
export interface SettingsOwner {
  readonly alert_settings: AlertSettings | null;
}

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

export async function saveDefault(currency: string, settings: object, options: PutOptions): Promise<SettingsOwner> {
  const entry = await api.alertDefaults.set(currency, { alert_settings: withoutNulls(settings) }, options);
  void refresh();
  return entry;
}

/** What a refusal complains of, by the part of the form that shows it. */
export function problemsIn(error: unknown): Problems {
  if (!(error instanceof PlimsollError)) return { saving: "The settings could not be saved." };
  if (error.details.length > 0) return byPart(error.details);
  if (error.code === "FORBIDDEN") return { saving: "This key may only read. Saving needs a key with write." };
  if (error.status === 0) return { saving: problemText(error) };
  return { saving: `Not saved: ${error.message}.` };
}
