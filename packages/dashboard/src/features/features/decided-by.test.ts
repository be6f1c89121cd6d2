import type { Feature, PreviewedWallet, Wallet } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { decidedBy } from "./decided-by.ts";

const CRITICAL = { level: "critical", condition: "below", threshold: "500.00" } as const;
const ON = { id: "feat_1", alert_settings: { alert_enabled: true } } as Feature;
const OFF = { id: "feat_1", alert_settings: { alert_enabled: false } } as Feature;

function wallet(of: Partial<Wallet>): Wallet {
  return { available: "20.00", alert_state: "ok", alert: null, watched: true, ...of } as Wallet;
}

function byOther(type: "feature" | "wallet" | "default", id: string, threshold: typeof CRITICAL | null = CRITICAL) {
  const alert = { owner: { type, id }, threshold, episode_id: null, since: "2026-05-15T00:00:00.000Z" };
  return wallet({ alert_state: "in_alarm", alert });
}

const ok = { state: "ok", threshold: null } as PreviewedWallet;

describe("what a linked wallet’s state comes from", () => {
  it("is the feature’s level where that says the same, and otherwise whose level it was", () => {
    const judged = { state: "in_alarm", threshold: { ...CRITICAL, threshold: "700" } } as PreviewedWallet;
    expect(decidedBy(byOther("wallet", "1"), ON, judged)).toBe("Critical ≤ 700.00");
    expect(decidedBy(byOther("feature", "feat_1"), ON, undefined)).toBe("Critical ≤ 500.00");
    expect(decidedBy(byOther("default", "AED"), ON, ok)).toBe("Critical ≤ 500.00, the default’s");
    expect(decidedBy(byOther("wallet", "1"), OFF, undefined)).toBe("Critical ≤ 500.00, the wallet’s own");
    expect(decidedBy(byOther("feature", "feat_2", null), ON, ok)).toBe("another feature’s levels");
  });

  it("is no level while nothing is wrong", () => {
    expect(decidedBy(wallet({}), ON, ok)).toBe("above every level");
    expect(decidedBy(wallet({}), OFF, ok)).toBe("its other levels");
    expect(decidedBy(wallet({ watched: false }), OFF, ok)).toBe("alerts off");
  });
});
