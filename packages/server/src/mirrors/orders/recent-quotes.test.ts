import type { MirrorQuote } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { RecentQuotes } from "./recent-quotes.ts";

const QUOTE = { currency: "USD" } as MirrorQuote;

function requests(answer: () => Promise<MirrorQuote> = async () => QUOTE) {
  const quotes = new RecentQuotes();
  const sent: string[] = [];
  const take = (key: string, now: number) =>
    quotes.take(key, now, () => {
      sent.push(key);
      return answer();
    });
  return { take, sent };
}

describe("quotes of one provider", () => {
  it("are requested once a second for 14 clients that repeat the same order every 20 ms", async () => {
    const { take, sent } = requests();
    for (let now = 0; now < 10_000; now += 20) {
      await Promise.all(Array.from({ length: 14 }, () => take("a", now)));
    }
    // The provider allows 120 a minute.
    expect(sent).toHaveLength(10);
  });

  it("are shared while the request is under way", async () => {
    const respond: ((quote: MirrorQuote) => void)[] = [];
    const { take, sent } = requests(() => new Promise((resolve) => respond.push(resolve)));
    const both = Promise.all([take("a", 0), take("a", 5)]);
    for (const one of respond) one(QUOTE);
    expect(await both).toEqual([QUOTE, QUOTE]);
    expect(sent).toEqual(["a"]);
  });

  it("differ for different orders", async () => {
    const { take, sent } = requests();
    await take("a", 0);
    await take("b", 0);
    expect(sent).toEqual(["a", "b"]);
  });

  it("are requested again after a failure", async () => {
    let fails = true;
    const { take, sent } = requests(async () => {
      if (fails) throw new Error("no");
      return QUOTE;
    });
    await expect(take("a", 0)).rejects.toThrow("no");
    fails = false;
    expect(await take("a", 1)).toBe(QUOTE);
    expect(sent).toHaveLength(2);
  });
});
