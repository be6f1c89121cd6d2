import { describe, expect, it } from "vitest";
import { byHidden, isNameTyped, isolated, visible } from "./shown-text.ts";

const TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
const INVISIBLE = "\u200b\u2060\ufeff\u00ad\u3164\u0000\u0007\u2028\u0085\u{e0001}";

describe("a text of others", () => {
  it("is itself where every character shows something", () => {
    for (const text of [
      "Gift cards 🎁",
      "👩‍👩‍👧 ❤️ 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
      "نمی‌خواهم",
      "ארנק 1",
      "محفظة\u200f 1",
      "a\n\tb",
      "\ufffd",
    ]) {
      expect(visible(text)).toBe(text);
      expect(byHidden(text)).toEqual([text]);
    }
  });

  it("has a mark for each character that turns the order of writing or is invisible", () => {
    for (const hidden of TURNING + INVISIBLE) {
      expect(visible(`Ac${hidden}me`)).toBe("Ac\ufffdme");
      expect(byHidden(`Ac${hidden}me`)).toEqual(["Ac", hidden, "me"]);
    }
    expect(visible("\u202eexe.png\u202c")).toBe("\ufffdexe.png\ufffd");
    expect(byHidden("\u202e\u2066a").join("")).toBe("\u202e\u2066a");
  });

  it("is isolated in a sentence where it is written from right to left, and nothing in it ends that", () => {
    expect(isolated("Gift cards")).toBe("Gift cards");
    expect(isolated("1\u200f")).toBe("\u20681\u200f\u2069");
    expect(isolated("ארנק\u2069 1")).toBe("\u2068ארנק\ufffd 1\u2069");
  });
});

describe("a name that is typed to confirm", () => {
  const name = "Safe\u202eregnad \u202ewallet";

  it("is taken as it is, as it is shown, and without what it hides", () => {
    for (const typed of [name, visible(name), "Saferegnad wallet", `\u2068${visible(name)}\u2069`]) {
      expect(isNameTyped(name, typed)).toBe(true);
    }
    expect(isNameTyped("Gift cards 🎁", "Gift cards 🎁")).toBe(true);
    expect(isNameTyped("ארנק 1", isolated("ארנק 1"))).toBe(true);
    expect(isNameTyped("\u202e\u202d", "\ufffd\ufffd")).toBe(true);
  });

  it("is refused when it is another in anything that shows", () => {
    for (const typed of [
      "",
      " ",
      "\u202e",
      "Safe",
      "saferegnad wallet",
      "Saferegnad wallet ",
      "Saferegnadwallet",
      "Safe\ufffdregnad wallet",
    ]) {
      expect(isNameTyped(name, typed)).toBe(false);
    }
    expect(isNameTyped("Plain", "Pl\ufffdain")).toBe(false);
    expect(isNameTyped("\u202e\u202d", "")).toBe(false);
  });
});
