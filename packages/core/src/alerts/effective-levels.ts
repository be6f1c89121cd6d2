import { SEVERITY } from "../model/alert.ts";
import type { Amount } from "../money/amount.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { resolveLevels, type ResolvedLevel } from "./levels.ts";
import { ownersAmong, type SettingsRows } from "./owners.ts";
import { paceOf } from "./pace.ts";

/** A level that watches a wallet, in the wallet's units, of its own settings or others. */
export type EffectiveLevel = Pick<ResolvedLevel, "name" | "state" | "condition" | "at">;

/** The levels that watch a wallet: its own, its features' and the default's. Of one name, the one that is reached first. */
export function effectiveLevels(wallet: Readonly<Wallet>, rows: SettingsRows): readonly EffectiveLevel[] {
  const first = new Map<string, EffectiveLevel>();
  for (const { settings } of ownersAmong(wallet, rows)) {
    for (const { name, state, condition, at } of resolveLevels(settings, wallet.assetScale, paceOf(wallet)).levels) {
      const known = first.get(name);
      if (known === undefined || isReachedBefore({ condition, at }, known)) {
        first.set(name, { name, state, condition, at });
      }
    }
  }
  return [...first.values()].toSorted((a, b) => SEVERITY[b.state] - SEVERITY[a.state]);
}

/** The level of the present state; while it is ok, the one that is nearest. */
export function decidingLevel(wallet: Readonly<Wallet>, levels: readonly EffectiveLevel[]): EffectiveLevel | null {
  const now = available(wallet);
  if (wallet.alertState !== "ok") return levels.find(({ state }) => state === wallet.alertState) ?? null;
  const [nearest] = levels.toSorted((a, b) => (distance(a.at, now) < distance(b.at, now) ? -1 : 1));
  return nearest ?? null;
}

function isReachedBefore(one: Pick<EffectiveLevel, "condition" | "at">, other: EffectiveLevel): boolean {
  if (one.condition !== other.condition) return one.condition === "below";
  return one.condition === "below" ? one.at > other.at : one.at < other.at;
}

function distance(one: Amount, other: Amount): bigint {
  return one > other ? one - other : other - one;
}
