import { describe, expect, it } from "vitest";
import { movesOf } from "./moves.ts";

const of = (status: Parameters<typeof movesOf>[0]["status"], amount = "100.00", approvedBy: string | null = null) =>
  movesOf({ status, amount, approved_by: approvedBy, proposed_by: "key_a" }, { above: "50.00" }, "key_b");

describe("what can be done with a top-up", () => {
  it("requires an approval above the account's amount, before it is sent", () => {
    expect(of("proposed")).toEqual(["approve", "cancel"]);
    expect(of("proposed", "50.00")).toEqual(["approve", "send", "cancel"]);
    expect(of("approved", "100.00", "key_b")).toEqual(["send", "settle", "cancel"]);
  });

  it("leaves the approval of one's own proposal to another key", () => {
    const own = { status: "initiated", amount: "100.00", approved_by: null, proposed_by: "key_b" } as const;
    expect(movesOf(own, { above: "50.00" }, "key_b")).toEqual(["settle", "cancel"]);
    expect(movesOf(own, null, "key_b")).toEqual(["send", "settle", "cancel"]);
  });

  it("does nothing with one that has ended", () => {
    expect(of("settled")).toEqual([]);
    expect(of("cancelled")).toEqual([]);
    expect(of("sent")).toEqual(["settle", "cancel"]);
  });
});
