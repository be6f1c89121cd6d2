import type { AlertDefault, AlertSettings, Feature, Wallet } from "@plimsoll/client";

/** Settings that watch a wallet, and whose they are. */
export interface Watching {
  readonly owner:
    | { readonly type: "wallet" }
    | { readonly type: "feature"; readonly id: string; readonly name: string }
    | { readonly type: "default"; readonly currency: string };
  readonly settings: AlertSettings;
}

/** The settings that watch a wallet: its features', and its own or, without them, the default of its currency. */
export function watchingOf(
  wallet: Wallet,
  features: readonly Pick<Feature, "id" | "name" | "alert_settings">[],
  defaults: readonly Pick<AlertDefault, "currency" | "alert_settings">[],
): readonly Watching[] {
  const linked: readonly Watching[] = features.flatMap(({ id, name, alert_settings: settings }) =>
    settings === null || !wallet.feature_ids.includes(id)
      ? []
      : [{ owner: { type: "feature", id, name } as const, settings }],
  );
  if (wallet.alert_settings !== null) {
    return [{ owner: { type: "wallet" } as const, settings: wallet.alert_settings }, ...linked];
  }
  const found =
    defaults.find(({ currency }) => currency === wallet.currency) ?? defaults.find(({ currency }) => currency === "*");
  if (found === undefined) return linked;
  return [...linked, { owner: { type: "default", currency: found.currency }, settings: found.alert_settings }];
}
