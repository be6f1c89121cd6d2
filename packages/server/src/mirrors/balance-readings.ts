import { SNAPSHOT_PAGE, type Provider, type SnapshotProblem, type SnapshotReading } from "@plimsoll/core";
import type { BalanceReading, ProviderBalance } from "../providers/connector.ts";
import { currencyPrecisions } from "../store/currency-precision.ts";
import { inTurns } from "../util/in-turns.ts";
import type { Poll } from "./poll.ts";

/** The balances of a response, and what could not be read of it. */
export async function readingsOf(
  { reads, provider }: Pick<Poll, "reads" | "provider">,
  reading: BalanceReading,
): Promise<{ readings: readonly SnapshotReading[]; problems: readonly SnapshotProblem[] }> {
  const problems: SnapshotProblem[] = [...(reading.problems ?? [])];
  const readings: SnapshotReading[] = [];
  const codes = reading.balances.map(({ currency }) => currency);
  const places = await currencyPrecisions(reads, provider.accountId, codes);
  await inTurns(reading.balances, (balance) => {
    const { currency } = balance;
    const precision = places.get(currency);
    if (precision !== undefined) readings.push(snapshotReading(provider, balance, precision));
    else {
      const message = `${currency} is neither an ISO 4217 currency nor one of the account's own`;
      problems.push({ externalId: balance.externalId, message });
    }
  });
  // A problem without an id may be of any missing wallet.
  const isAnyUnknown = problems.some(({ externalId }) => externalId === null);
  if (reading.absentIsZero && !isAnyUnknown) {
    const named = new Set([...readings, ...problems].map(({ externalId }) => externalId));
    readings.push(...(await absentOnes(reads, provider, named, reading.absentIsZero)));
  }
  return { readings, problems };
}

function snapshotReading(provider: Provider, balance: ProviderBalance, precision: number): SnapshotReading {
  return {
    externalId: balance.externalId,
    currency: balance.currency,
    available: balance.available,
    assetScale: balance.scale ?? precision,
    walletType: balance.type,
    name: balance.name ?? `${provider.name} ${balance.currency}`,
    window: balance.window,
  };
}

/** Wallets that a provider leaves out because they are empty. */
async function absentOnes(
  reads: Poll["reads"],
  provider: Provider,
  named: ReadonlySet<string | null>,
  window: ProviderBalance["window"],
): Promise<SnapshotReading[]> {
  const known = await reads.mirrorsOf(provider.accountId, provider.id, SNAPSHOT_PAGE);
  return known
    .filter(({ externalId }) => externalId !== null && !named.has(externalId))
    .map(({ externalId, currency, assetScale, type, name }) => ({
      externalId: externalId ?? "",
      currency,
      available: "0",
      assetScale,
      walletType: type,
      name,
      window,
    }));
}
