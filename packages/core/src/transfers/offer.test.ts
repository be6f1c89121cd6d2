import { describe, expect, it } from "vitest";
import type { Wallet } from "../model/wallet.ts";
import { transferOffer } from "./offer.ts";

const ONE = { units: 1n, scale: 0 };
const giver = (more: Partial<Wallet>) =>
  ({ balance: 10_000n, held: 0n, assetScale: 2, highestLevel: null, ...more }) as Wallet;

describe("what a wallet can give", () => {
  it("is what is missing, at most what leaves it above its levels", () => {
    expect(transferOffer(giver({}), { missing: 4_000n, assetScale: 2, rate: ONE })).toEqual({
      amount: 4_000n,
      received: 4_000n,
    });
    const watched = giver({ highestLevel: 7_000n });
    expect(transferOffer(watched, { missing: 4_000n, assetScale: 2, rate: ONE })?.amount).toBe(2_999n);
    expect(transferOffer(giver({ highestLevel: 10_000n }), { missing: 1n, assetScale: 2, rate: ONE })).toBeNull();
    expect(transferOffer(giver({ held: 9_000n }), { missing: 4_000n, assetScale: 2, rate: ONE })?.amount).toBe(1_000n);
  });

  it("covers what is missing in another currency and scale, rounded up", () => {
    const rate = { units: 3n, scale: 1 };
    const offer = transferOffer(giver({}), { missing: 10n, assetScale: 0, rate });
    expect(offer).toEqual({ amount: 3_334n, received: 10n });
  });
});
