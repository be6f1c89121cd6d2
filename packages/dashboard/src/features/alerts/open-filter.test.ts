import type { OpenAlert } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { countsOf, filtered } from "./open-filter.ts";

const alert = (id: number, state: OpenAlert["state"], hours: number | null, more: Partial<OpenAlert> = {}): OpenAlert =>
  ({
    wallet_id: id,
    wallet_name: `Wallet ${id}`,
    state,
    runway_hours: hours,
    acknowledged: null,
    owner: { type: "wallet", id: String(id) },
    ...more,
  }) as OpenAlert;

const IN_HAND = { acknowledged: { by: "Mara Lind", at: "2026-11-27T08:51:00Z", until: null, note: null } };
const ALERTS = [
  alert(1, "warning", 2),
  alert(2, "in_alarm", null, IN_HAND),
  alert(3, "in_alarm", 9, { owner: { type: "feature", id: "feat_1" } }),
  alert(4, "blocked", 40, { wallet_name: "Gift cards AED" }),
  alert(5, "in_alarm", 3, IN_HAND),
];
const ids = (alerts: readonly OpenAlert[]) => alerts.map(({ wallet_id: id }) => id);

describe("open alerts", () => {
  it("are ordered by severity, then by what ends first; without a runway last", () => {
    expect(ids(filtered(ALERTS, {}))).toEqual([4, 5, 3, 2, 1]);
  });

  it("are filtered by name, state, acknowledgement and feature together", () => {
    expect(ids(filtered(ALERTS, { q: " gift CARDS" }))).toEqual([4]);
    expect(ids(filtered(ALERTS, { q: "3" }))).toEqual([3]);
    expect(ids(filtered(ALERTS, { state: "in_alarm", ack: "no" }))).toEqual([3]);
    expect(ids(filtered(ALERTS, { feature: "feat_1" }))).toEqual([3]);
    expect(ids(filtered(ALERTS, { feature: "feat_1", state: "blocked" }))).toEqual([]);
    expect(ids(filtered(ALERTS, { state: "in_alarm" }, new Set(["state"])))).toEqual([4, 1]);
    expect(ids(filtered(ALERTS, { feature: "feat_1", state: "in_alarm" }, new Set(["feature"])))).toEqual([5, 2]);
  });

  it("are counted whatever the filter", () => {
    expect(countsOf(ALERTS)).toEqual({
      states: { ok: 0, info: 0, warning: 1, in_alarm: 3, blocked: 1 },
      unacknowledged: 3,
      features: ["feat_1"],
    });
  });
});
