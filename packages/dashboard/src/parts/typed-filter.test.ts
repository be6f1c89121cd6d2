import { describe, expect, it } from "vitest";
import type { Filter } from "./filters.ts";
import { completions, takeTyped } from "./typed-filter.ts";

const FILTERS: readonly Filter[] = [
  { kind: "text", name: "q", label: "Filter wallets", placeholder: "" },
  {
    kind: "chips",
    name: "state",
    label: "State",
    all: "All",
    not: "state",
    choices: [
      { value: "blocked", label: "Blocked" },
      { value: "in_alarm", label: "In alarm" },
    ],
  },
  {
    kind: "pick",
    name: "currency",
    label: "Currency",
    choices: ["USD", "USDT"].map((value) => ({ value, label: value })),
  },
  {
    kind: "pick",
    name: "provider",
    label: "Provider",
    not: "provider_id",
    choices: [{ value: "prov_1", label: "Octopus USD" }],
  },
];

describe("filters that are typed", () => {
  it("leave the text when a space follows, by value or label, negated with a minus", () => {
    expect(takeTyped('gift state:blocked -provider:"octopus usd" ', FILTERS)).toEqual({
      values: { state: "blocked", provider: "-prov_1" },
      text: "gift",
      words: "gift",
      unknown: [],
    });
    expect(takeTyped("-state:In_Alarm cards", FILTERS)).toEqual({
      values: { state: "-in_alarm" },
      text: "cards",
      words: "cards",
      unknown: [],
    });
  });

  it("wait for the space or Enter, and search for nothing meanwhile", () => {
    expect(takeTyped("gift currency:USD", FILTERS)).toEqual({
      values: {},
      text: "gift currency:USD",
      words: "gift",
      unknown: [],
    });
    expect(takeTyped("gift -prov", FILTERS).words).toBe("gift");
    expect(takeTyped("gift -x", FILTERS).words).toBe("gift -x");
    expect(takeTyped("gift currency:USD", FILTERS, true).values).toEqual({ currency: "USD" });
  });

  it("are text when they name no filter, no choice, or negate what cannot be", () => {
    for (const text of ["http://x ", "state:unknown ", "-currency:USD ", 'a:"b ', ":", "-"]) {
      expect(takeTyped(text, FILTERS)).toMatchObject({ values: {}, text });
    }
  });

  it("are not searched for when they name no choice, or negate what cannot be, but said not to be understood", () => {
    expect(takeTyped("state:bogus", FILTERS).unknown).toEqual([]);
    const isDone = true;
    expect(takeTyped("state:bogus", FILTERS, isDone)).toMatchObject({ words: "", unknown: ["state:bogus"] });
    expect(takeTyped("gift -currency:USD cards state:blocked ", FILTERS)).toEqual({
      values: { state: "blocked" },
      text: "gift -currency:USD cards",
      words: "gift cards",
      unknown: ["-currency:USD"],
    });
    expect(takeTyped("http://x ", FILTERS, isDone)).toMatchObject({ words: "http://x", unknown: [] });
  });

  it("are completed from a few letters, with quotes where they are needed", () => {
    expect(completions("gift sta", FILTERS)).toEqual(["gift state:Blocked ", 'gift state:"In alarm" ']);
    expect(completions("-p", FILTERS)).toEqual(['-provider:"Octopus USD" ']);
    expect(completions("currency:U", FILTERS)).toEqual(["currency:USD ", "currency:USDT "]);
    expect(completions("-c", FILTERS)).toEqual([]);
    for (const text of ["", "gift", "st", "http://x"]) expect(completions(text, FILTERS)).toEqual([]);
  });
});
