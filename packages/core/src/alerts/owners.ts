import { row, rows } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import type { AlertDefault, OwnerKind } from "../model/alert.ts";
import type { Feature } from "../model/feature.ts";
import type { Wallet } from "../model/wallet.ts";
import { openTopupLookups } from "../topups/topup.ts";
import { parseAlertSettings, type AlertSettings } from "./settings.ts";

/** The owner of settings that apply to a wallet. */
export interface Owner {
  readonly kind: OwnerKind;
  readonly id: string;
  readonly settings: AlertSettings;
  readonly feature: Readonly<Feature> | null;
}

/** The widest context: the rules were checked when the settings were stored, and only their form is read here. */
const STORED = { scale: 18, relativeOnly: false };

/**
 * Many wallets have the same settings, of a feature or a default, and a list of wallets reads them once a wallet.
 * @limit Domain: parsed settings that are remembered; beyond it all are parsed again.
 */
const MAX_PARSED = 1_000;
const parsedSettings = new Map<string, AlertSettings>();

export function storedSettings(json: string): AlertSettings {
  const known = parsedSettings.get(json);
  if (known !== undefined) return known;
  const parsed = parseAlertSettings(JSON.parse(json), STORED);
  if (!parsed.ok) throw new Error(`stored alert settings do not parse: ${json}`);
  if (parsedSettings.size >= MAX_PARSED) parsedSettings.clear();
  parsedSettings.set(json, parsed.settings);
  return parsed.settings;
}

/**
 * The enabled settings that apply to a wallet: those of its features, and its own or, when it has none, the account's
 * default for its currency or for "*". A wallet's own settings, even disabled ones, replace the default. None apply to a
 * closed wallet.
 */
export function ownersOf(draft: Draft, wallet: Readonly<Wallet>): Owner[] {
  return ownersAmong(wallet, {
    feature: (id) => draft.get("features", wallet.accountId, id),
    defaults: () => draft.find("alertDefaults", "account", wallet.accountId),
  });
}

/** What may have settings for a wallet. */
export interface SettingsRows {
  readonly feature: (id: string) => Readonly<Feature> | null;
  readonly defaults: () => readonly Readonly<AlertDefault>[];
}

/** As `ownersOf`, from rows that were read. */
export function ownersAmong(wallet: Readonly<Wallet>, { feature: featureOf, defaults }: SettingsRows): Owner[] {
  if (wallet.status === "closed") return [];
  const owners: Owner[] = [];
  for (const id of JSON.parse(wallet.featureIds) as string[]) {
    const feature = featureOf(id);
    if (feature?.alertSettings && feature.deletedAt === null) {
      owners.push({ kind: "feature", id, settings: storedSettings(feature.alertSettings), feature });
    }
  }
  if (wallet.alertSettings !== null) {
    const settings = storedSettings(wallet.alertSettings);
    owners.push({ kind: "wallet", id: String(wallet.id), settings, feature: null });
  } else {
    const all = defaults();
    const match =
      all.find(({ currency }) => currency === wallet.currency) ?? all.find(({ currency }) => currency === "*");
    if (match) {
      const settings = storedSettings(match.alertSettings);
      owners.push({ kind: "default", id: match.currency, settings, feature: null });
    }
  }
  return owners.filter((owner) => owner.settings.alertEnabled);
}

/** Everything the evaluation of these wallets reads. */
export function evaluationLookups(wallets: readonly Readonly<Wallet>[]): Lookup[] {
  return wallets.flatMap((wallet) => [
    rows("alertStreams", "wallet", wallet.accountId, wallet.id),
    rows("alertDefaults", "account", wallet.accountId),
    ...openTopupLookups(wallet),
    ...(JSON.parse(wallet.featureIds) as string[]).map((id) => row("features", wallet.accountId, id)),
  ]);
}
