import type { WalletLevel } from "@plimsoll/contract";
import { decidingLevel, effectiveLevels, formatAmount, type EffectiveLevel, type Wallet } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";

type LevelsOf = (wallet: Readonly<Wallet>) => readonly EffectiveLevel[];

/** The levels that watch each of these wallets, by two reads for all of them. */
export async function levelsAmong(
  reads: Pick<Reads, "settingsAmong">,
  accountId: number,
  wallets: readonly Wallet[],
): Promise<LevelsOf> {
  const { features, defaults } = await reads.settingsAmong(accountId, wallets);
  return (wallet) => effectiveLevels(wallet, { feature: (id) => features.get(id) ?? null, defaults: () => defaults });
}

export function decidingAmount(wallet: Readonly<Wallet>, levels: readonly EffectiveLevel[]): string | null {
  const level = decidingLevel(wallet, levels);
  return level === null ? null : formatAmount(level.at, wallet.assetScale);
}

export function levelResource({ name, condition, at }: EffectiveLevel, { assetScale }: Readonly<Wallet>): WalletLevel {
  return { level: name, condition, at: formatAmount(at, assetScale) };
}
