import type { Overview } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { endingText, overviewSentence } from "./sentence.ts";

const NOW = new Date(2026, 10, 27, 11, 5, 0);

/** An account whose worst wallet is this one. */
function account(available: string, hours: number | null): Overview {
  const empties = hours === null ? null : new Date(NOW.getTime() + hours * 3_600_000).toISOString();
  return {
    as_of: NOW.toISOString(),
    wallets: { total: 12, ok: 11, info: 0, warning: 0, in_alarm: 1, blocked: 0, stale: 0, watched: 12 },
    attention_count: 1,
    attention: [{ available, runway: { hours, empties_at: empties } }],
  } as unknown as Overview;
}

describe("the overview's sentence", () => {
  it("says when the first runs out, and of a moment so near what its row says", () => {
    expect(overviewSentence(account("10.00", 2))).toBe("1 of 12 wallets needs you. The first runs out at 13:05.");
    expect(overviewSentence(account("10.00", 0))).toBe("1 of 12 wallets needs you. The first runs out in under 6 min.");
    expect(overviewSentence(account("10.00", null))).toBe("1 of 12 wallets needs you.");
    expect(overviewSentence(account("0.00", 0))).toBe("1 of 12 wallets needs you. The first is empty.");
  });
});

describe("the line about wallets that end before a wire lands", () => {
  it("says “more” only where others are named above it", () => {
    expect(endingText(1, false)).toBe("1 wallet runs out before a wire sent now lands");
    expect(endingText(2, false)).toBe("2 wallets run out before a wire sent now lands");
    expect(endingText(2, true)).toBe("2 more run out before a wire sent now lands");
  });
});
