import type { Wallet } from "@plimsoll/core";
import { expect, it } from "vitest";
import { WALLET_ROW } from "../../../../../test/support/wallet-row.ts";
import { WalletCache } from "../wallet-cache.ts";
import { SqliteLaneRows } from "./lane-rows.ts";

it.each(["by its id", "by the provider's"])(
  "a wallet found %s and evicted stays the one that the lane has changed",
  (way) => {
    const wallets = new WalletCache();
    const stored = (): Wallet => ({ ...WALLET_ROW, providerId: "prov_1", externalId: "7", balance: 1_000n });
    const rows = new SqliteLaneRows({
      wallets,
      find: () => [stored()],
      claim: () => true,
    });
    const find = () => (way === "by its id" ? rows.wallet(1, 7) : rows.mirror(1, "prov_1", "7"));
    const first = find();
    if (!first) throw new Error("no wallet");
    first.balance = 900n;
    wallets.clear();
    expect(find()).toBe(first);
    expect(rows.wallet(1, 7)).toBe(first);
  },
);
