import { MAX_ASSET_SCALE, type WALLET_SORTS } from "@plimsoll/contract";
import { available, presentPace, type Amount, type Wallet } from "@plimsoll/core";

type WalletSort = (typeof WALLET_SORTS)[number];
type Comparison = (a: Readonly<Wallet>, b: Readonly<Wallet>) => number;

/** The wallets in an order as of `now`; those that are equal keep the order of their ids. */
export function sortedWallets(wallets: readonly Wallet[], sort: WalletSort, now: number): readonly Wallet[] {
  if (sort === "runway") return byRunway(wallets, now);
  const compared = COMPARISONS[sort];
  return wallets.toSorted((a, b) => compared(a, b) || a.id - b.id);
}

const COMPARISONS: Readonly<Record<Exclude<WalletSort, "runway">, Comparison>> = {
  name: (a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()) || compare(a.name, b.name),
  available: (a, b) => compare(comparable(a), comparable(b)),
  seen: (a, b) => compare(seenAt(a), seenAt(b)),
};

function compare<T extends number | bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The number of whole units, whatever the currency, at one scale for all wallets. */
function comparable(wallet: Readonly<Wallet>): Amount {
  return available(wallet) * 10n ** BigInt(MAX_ASSET_SCALE - wallet.assetScale);
}

/** When a mirror's balance was last confirmed, by a snapshot or a webhook; a ledger wallet's is always known. */
function seenAt({ source, syncedAt, eventAt }: Readonly<Wallet>): number {
  if (source === "ledger") return Number.MAX_SAFE_INTEGER;
  return Math.max(syncedAt ?? 0, eventAt ?? 0);
}

/** By the time that each lasts, exactly; wallets that spend nothing come last. */
function byRunway(wallets: readonly Wallet[], now: number): readonly Wallet[] {
  const lasting = wallets.map((wallet) => {
    const free = available(wallet);
    return { wallet, left: free > 0n ? free : 0n, pace: presentPace(wallet, now) ?? 0n };
  });
  const sorted = lasting.toSorted((a, b) => {
    const spending = Number(a.pace === 0n) - Number(b.pace === 0n);
    return spending || compare(a.left * b.pace, b.left * a.pace) || a.wallet.id - b.wallet.id;
  });
  return sorted.map(({ wallet }) => wallet);
}
