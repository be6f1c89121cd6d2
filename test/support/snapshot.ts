import type { Command } from "@plimsoll/core";
import { ACCOUNT } from "./commands.ts";
import type { World } from "./world.ts";

export type Snapshots = Extract<Command, { readonly type: "apply_snapshots" }>;

/** The clocks agree to the millisecond. */
const EXACT = { low: 0, high: 0 };

/** Balances of a provider's wallets, requested now, and read within the 100 ms before: later commands come after. */
export function snapshot(
  world: World,
  providerId: string,
  balances: Readonly<Record<string, string>>,
  fields: Partial<Snapshots> = {},
): Snapshots {
  return {
    type: "apply_snapshots",
    accountId: ACCOUNT,
    providerId,
    clock: EXACT,
    listsTransactions: true,
    balanceOnly: false,
    waiting: [],
    reading: world.must({ type: "begin_reading", accountId: ACCOUNT, providerId }),
    readings: Object.entries(balances).map(([externalId, available]) => ({
      externalId,
      currency: "USD",
      available,
      assetScale: 2,
      walletType: "PREPAID",
      name: `Octopus ${externalId}`,
      window: { from: world.now - 100, to: world.now },
    })),
    ...fields,
  };
}
