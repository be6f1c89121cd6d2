import { compareDecimals, parseDecimal, type Decimal } from "../money/decimal.ts";
import type { Campaign } from "../model/campaign.ts";
import type { Wallet } from "../model/wallet.ts";

const ONE: Decimal = { units: 1n, scale: 0 };

/** By how much the campaigns under way multiply a wallet's day: the largest counts, 1 without one. */
export function multiplierOf(
  campaigns: readonly Readonly<Campaign>[],
  wallet: Pick<Wallet, "providerId">,
  now: number,
): Decimal {
  const running = campaigns
    .filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)
    .filter(({ providerId }) => providerId === null || providerId === wallet.providerId)
    .flatMap(({ expectedMultiplier }) => {
      const parsed = expectedMultiplier === null ? null : parseDecimal(expectedMultiplier);
      return parsed?.ok ? [parsed.value] : [];
    });
  const [first = ONE, ...others] = running;
  return others.reduce((largest, other) => (compareDecimals(other, largest) > 0 ? other : largest), first);
}
