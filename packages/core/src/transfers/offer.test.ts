import { describe, expect, it } from "vitest";
import type { Wallet } from "../model/wallet.ts";
import { transferOffer } from "./offer.ts";

const ONE = { units: 1n, scale: 0 };
const DAY_MS = 86_400_000;
const NOW = 20_000 * DAY_MS;
const SOON = { landsAt: NOW + 2 * DAY_MS, now: NOW };
const SILENT = { typicalSpend: null, recentSpend: "", spendToday: 0n, slotBase: 0n };
const giver = (more: Partial<Wallet>) =>
  ({ balance: 10_000n, held: 0n, assetScale: 2, highestLevel: null, ...SILENT, ...more }) as Wallet;

describe("what a wallet can give", () => {
  it("is what is missing, at most what leaves it above its levels", () => {
    expect(transferOffer(giver({}), { missing: 4_000n, assetScale: 2, rate: ONE, ...SOON })).toEqual({
      amount: 4_000n,
      received: 4_000n,
    });
    const watched = giver({ highestLevel: 7_000n });
    expect(transferOffer(watched, { missing: 4_000n, assetScale: 2, rate: ONE, ...SOON })?.amount).toBe(2_999n);
    expect(
      transferOffer(giver({ highestLevel: 10_000n }), { missing: 1n, assetScale: 2, rate: ONE, ...SOON }),
    ).toBeNull();
    expect(transferOffer(giver({ held: 9_000n }), { missing: 4_000n, assetScale: 2, rate: ONE, ...SOON })?.amount).toBe(
      1_000n,
    );
  });

  it("covers what is missing in another currency and scale, rounded up", () => {
    const rate = { units: 3n, scale: 1 };
    const offer = transferOffer(giver({}), { missing: 10n, assetScale: 0, rate, ...SOON });
    expect(offer).toEqual({ amount: 3_334n, received: 10n });
  });

  it("leaves the giver what it typically spends until a top-up of its own lands, rounded up, or its levels if they are more", () => {
    const asked = { missing: 10_000n, assetScale: 2, rate: ONE, ...SOON };
    expect(transferOffer(giver({ typicalSpend: 3_000n }), asked)?.amount).toBe(4_000n);
    expect(transferOffer(giver({ typicalSpend: 3_000n, highestLevel: 7_000n }), asked)?.amount).toBe(2_999n);
    expect(transferOffer(giver({ typicalSpend: 3_000n, highestLevel: 5_000n }), asked)?.amount).toBe(4_000n);
    expect(transferOffer(giver({ typicalSpend: 5_000n }), asked)).toBeNull();
    const hours = { ...asked, landsAt: NOW + 10 * 3_600_000 };
    expect(transferOffer(giver({ typicalSpend: 3_001n }), hours)?.amount).toBe(8_749n);
  });
});
