import { EVENT_TYPES, sampleMembers } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { narrate } from "./narrate.ts";

const nameOf = (id: unknown) => `wallet ${String(id)}`;

describe("the demo's narration of an event", () => {
  it("covers the documented payloads without gaps", () => {
    const lines = EVENT_TYPES.flatMap((type) => narrate({ type, ...sampleMembers(type) }, nameOf) ?? []);
    expect(lines).toContain("ALERT   Prepaid Wallet: warning → in_alarm at -2.00 USD (critical is 0.00)");
    expect(lines).toContain("BLOCK   wallet 1: orders are off until money comes");
    for (const line of lines) expect(line).not.toMatch(/undefined|null|: {2}| {2}at| {2}\(| is \)|: $/);
  });

  it("names relative levels by what they are measured in", () => {
    const members = { ...sampleMembers("wallet.balance.alert"), threshold: { level: "warning", spend_percent: "20" } };
    expect(narrate({ type: "wallet.balance.alert", ...members }, nameOf)).toContain(
      "(warning is 20 % of a typical day)",
    );
  });

  it("clears without a level", () => {
    const members = { ...sampleMembers("wallet.balance.alert"), alert_status: "ok", threshold: null };
    expect(narrate({ type: "wallet.balance.alert", ...members }, nameOf)).toBe(
      "CLEAR   Prepaid Wallet: warning → ok at -2.00 USD",
    );
  });

  it("is empty for an event without a line", () => {
    expect(narrate({ type: "wallet.debited", ...sampleMembers("wallet.debited") }, nameOf)).toBeNull();
  });
});
