import type { WalletLevel } from "@plimsoll/contract";
import { decidingLevel, effectiveLevels, formatAmount, type EffectiveLevel, type Wallet } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";

/** The levels that watch each of these wallets, by two reads for all of them. */
export async function levelsAmong(
  reads: Pick<Reads, "settingsAmong">,
  accountId: number,
  wallets: readonly Wallet[],
): Promise<(wallet: Readonly<Wallet>) => readonly EffectiveLevel[]> {
  const { features, defaults } = await reads.settingsAmong(accountId, wallets);
  const rows = { feature: (id: string) => features.get(id) ?? null, defaults: () => defaults };
  return (wallet) => effectiveLevels(wallet, rows);
}

export function decidingAmount(wallet: Readonly<Wallet>, levels: readonly EffectiveLevel[]): string | null {
  const level = decidingLevel(wallet, levels);
  return level === null ? null : formatAmount(level.at, wallet.assetScale);
}

export function levelResource({ name, condition, at }: EffectiveLevel, { assetScale }: Readonly<Wallet>): WalletLevel {
  return { level: name, condition, at: formatAmount(at, assetScale) };
}
