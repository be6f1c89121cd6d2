import type { AlertState, OwnerKind } from "../model/alert.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { MAX_SCALE } from "../money/amount.ts";
import type { Violation } from "../outcome.ts";
import { patchSettings, replaceSettings } from "./incoming.ts";
import { nextState, resolveLevels } from "./levels.ts";
import { storedSettings } from "./owners.ts";
import { paceOf } from "./pace.ts";
import { thresholdResource } from "./payload.ts";
import type { SettingsContext } from "./settings.ts";

/** Whose settings are judged. `stored` is the JSON of the present ones; `wallet` is null unless they are a wallet's. */
export interface SettingsOwner {
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly stored: string | null;
  readonly wallet: Pick<Wallet, "assetScale"> | null;
}

export interface JudgedState {
  readonly state: AlertState;
  /** The level that decides, as alert events show it; null for ok. */
  readonly threshold: object | null;
}

export type JudgedSettings =
  | { readonly ok: false; readonly violations: readonly Violation[] }
  | {
      readonly ok: true;
      /** As they would be stored. */
      readonly json: string | null;
      /** The state that a wallet's stream would have after `current`. */
      readonly stateOf: (wallet: Readonly<Wallet>, current: AlertState) => JudgedState;
    };

/** Judges settings as saving them would: a patch of a feature's or wallet's, a replacement of a default's. */
export function judgeSettings(owner: SettingsOwner, input: unknown): JudgedSettings {
  const context = contextOf(owner);
  const incoming =
    owner.ownerKind === "default" ? replaceSettings(input, context) : patchSettings(owner.stored, input, context);
  if (!incoming.ok) return incoming;
  const settings = incoming.json === null ? null : storedSettings(incoming.json);
  return {
    ok: true,
    json: incoming.json,
    stateOf: (wallet, current) => {
      if (settings === null || !settings.alertEnabled) return { state: "ok", threshold: null };
      const resolution = resolveLevels(settings, wallet.assetScale, paceOf(wallet));
      const { state, level } = nextState(resolution, current, available(wallet));
      return { state, threshold: level && thresholdResource(level) };
    },
  };
}

function contextOf({ ownerKind, ownerId, wallet }: SettingsOwner): SettingsContext {
  if (ownerKind === "wallet") return { scale: wallet?.assetScale ?? MAX_SCALE, relativeOnly: false };
  return { scale: MAX_SCALE, relativeOnly: ownerKind === "default" && ownerId === "*" };
}
