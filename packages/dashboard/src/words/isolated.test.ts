import { describe, expect, it } from "vitest";
import { isolated, sentence } from "./isolated.ts";

describe("a name in a sentence", () => {
  it("is itself where it only has letters from left to right", () => {
    expect(sentence`Moved ${"USD 5"} from ${"Gift cards 🎁"} to ${7}.`).toBe("Moved USD 5 from Gift cards 🎁 to 7.");
  });

  it("loses what would order the words around it, whether or not it is closed", () => {
    for (const control of "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c") {
      expect(sentence`Close ${`a${control}b`}?`).toBe("Close ab?");
      expect(isolated(`${control}${control}`)).toBe("");
    }
  });

  it("is isolated where it is written from right to left, and nothing in it ends that", () => {
    expect(sentence`Close ${"ארנק\u2069 1"}?`).toBe("Close \u2068ארנק 1\u2069?");
  });
});
