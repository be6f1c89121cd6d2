import { describe, expect, it } from "vitest";
import { parseAmount } from "./amount.ts";
import { amountMessage, tooLarge } from "./problem.ts";

describe("a number that is too large", () => {
  const numbers = ["9223372036854775808", "-9223372036854775809", "9".repeat(30), "9".repeat(90)];

  it.each(numbers)("%s is refused as such, with the largest that is allowed", (text) => {
    const parsed = parseAmount(text, 2);
    expect(parsed.ok ? null : amountMessage(parsed.problem, 2)).toBe(
      "amount is too large: at most 92233720368547758.07",
    );
    expect(tooLarge(text, "fee", 2)).toBe("fee is too large: at most 92233720368547758.07");
    expect(tooLarge(text, "rate")).toBe("rate is too large: at most 9223372036854775807");
  });

  it.each(["92233720368547758.07", "ten", "", "1.001", "-1"])("%j is another matter", (text) => {
    expect(tooLarge(text, "amount", 2)).toBeNull();
  });
});
