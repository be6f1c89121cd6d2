import type { Wallet } from "@plimsoll/core";
import { expect, test } from "vitest";
import { WALLET_ROW } from "../../../../../test/support/wallet-row.ts";
import type { PageRequest } from "../../store/port/page.ts";
import { balanceMetrics } from "./balance-metrics.ts";

const NOW = Date.UTC(2026, 0, 1);

/** The numbers of wallets that are shown and left out, for accounts with these numbers of wallets. */
async function counted(...sizes: readonly number[]): Promise<{ readonly shown: number; readonly leftOut: number }> {
  const text = await balanceMetrics(
    {
      accountIds: async () => sizes.map((_, index) => index + 1),
      account: async () => null,
      providers: async () => ({ rows: [], total: 0 }),
      wallets: async (accountId: number, { page, limit }: PageRequest) => {
        const total = sizes[accountId - 1] ?? 0;
        const before = (page - 1) * limit;
        const row = (_: unknown, index: number): Wallet => ({ ...WALLET_ROW, accountId, id: before + index + 1 });
        return { rows: Array.from({ length: Math.max(0, Math.min(limit, total - before)) }, row), total };
      },
    },
    NOW,
  );
  return {
    shown: text.match(/^plimsoll_wallet_balance\{/gm)?.length ?? 0,
    leftOut: Number(/^plimsoll_wallets_left_out (\d+)$/m.exec(text)?.[1]),
  };
}

test.each([
  { sizes: [3, 2], shown: 5, leftOut: 0 },
  { sizes: [50_000], shown: 50_000, leftOut: 0 },
  { sizes: [50_700, 2_001], shown: 50_000, leftOut: 2_701 },
  { sizes: [500, 51_300, 7], shown: 50_000, leftOut: 1_807 },
])("of accounts with $sizes wallets $shown are shown and $leftOut counted", async ({ sizes, shown, leftOut }) => {
  expect(await counted(...sizes)).toEqual({ shown, leftOut });
});
