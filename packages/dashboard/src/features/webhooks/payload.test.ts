import { describe, expect, it } from "vitest";
import { markedParts } from "./payload.ts";

describe("a payload", () => {
  it("has its balances marked, and is otherwise as it was sent", () => {
    const payload = {
      alert_status: "in_alarm",
      note: '"balance": "1"',
      wallet: { id: 1, balance: "11998.00", amount: 1 },
    };
    const json = JSON.stringify(payload, null, 2);
    const parts = markedParts(json);
    expect(parts.map(({ text }) => text).join("")).toBe(json);
    expect(parts.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual(['"in_alarm"', '"11998.00"']);
  });
});
