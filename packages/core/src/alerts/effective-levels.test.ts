import { describe, expect, it } from "vitest";
import type { Feature } from "../model/feature.ts";
import type { Wallet } from "../model/wallet.ts";
import { decidingLevel, effectiveLevels } from "./effective-levels.ts";

const below = (threshold: string) => ({ threshold, condition: "below" });
const settings = (levels: object) => JSON.stringify({ alert_enabled: true, ...levels });
const wallet = (more: Partial<Wallet> = {}) =>
  ({
    accountId: 1,
    id: 1,
    currency: "USD",
    assetScale: 2,
    status: "active",
    balance: 5_000n,
    held: 0n,
    alertState: "ok",
    alertSettings: null,
    featureIds: "[]",
    typicalSpend: 1_000n,
    steadyBurn: 0n,
    ...more,
  }) as Wallet;
const rows = {
  feature: (id: string) =>
    ({ id, deletedAt: null, alertSettings: settings({ critical: below("20"), warning: below("30") }) }) as Feature,
  defaults: () => [
    {
      accountId: 1,
      currency: "*",
      alertSettings: settings({ critical: { spend_percent: "50", condition: "below" } }),
      createdAt: 0,
      updatedAt: 0,
    },
  ],
};

describe("the levels that watch a wallet", () => {
  it("are its own and its features', the default's without its own; of one name the one reached first", () => {
    const names = (of: Wallet) => effectiveLevels(of, rows).map(({ name, at }) => [name, at]);
    expect(names(wallet())).toEqual([["critical", 500n]]);
    expect(names(wallet({ featureIds: '["feat_1"]' }))).toEqual([
      ["critical", 2_000n],
      ["warning", 3_000n],
    ]);
    const own = settings({ critical: below("25"), block: below("1") });
    expect(names(wallet({ featureIds: '["feat_1"]', alertSettings: own }))).toEqual([
      ["block", 100n],
      ["critical", 2_500n],
      ["warning", 3_000n],
    ]);
    expect(names(wallet({ status: "closed" }))).toEqual([]);
  });

  it("are decided by that of the present state, while ok by the nearest", () => {
    const deciding = (of: Wallet) => decidingLevel(of, effectiveLevels(of, rows))?.name;
    expect(deciding(wallet({ featureIds: '["feat_1"]' }))).toBe("warning");
    expect(deciding(wallet({ featureIds: '["feat_1"]', alertState: "in_alarm", balance: 100n }))).toBe("critical");
    expect(deciding(wallet({ status: "closed" }))).toBeUndefined();
  });
});
