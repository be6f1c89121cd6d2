import type { Wallet } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { measuredWallet } from "./measured.ts";

const wallet = (id: number, currency: string, available: string, spend: string | null = null) =>
  ({ id, currency, available, runway: { typical_daily_spend: spend } }) as Wallet;

describe("the wallet that levels are measured by", () => {
  it("is that of its currency which spends most", () => {
    const wallets = [
      wallet(1, "USD", "900.00", "5.00"),
      wallet(2, "USD", "50.00", "10.00"),
      wallet(3, "USD", "1.00", "0.00"),
      wallet(4, "EUR", "9.00", "99.00"),
    ];
    expect(measuredWallet(wallets, "USD")?.id).toBe(2);
  });

  it("is without history the one with the least, above nothing", () => {
    const wallets = [wallet(1, "USD", "0.00"), wallet(2, "USD", "900.00"), wallet(3, "USD", "100.00")];
    expect(measuredWallet(wallets, "USD")?.id).toBe(3);
    expect(measuredWallet(wallets.slice(0, 1), "USD")?.id).toBe(1);
    expect(measuredWallet(wallets, "EUR")).toBeNull();
  });
});
