import { describe, expect, it } from "vitest";
import { added, byPart, formOf, hasText, problemsOf, removed, rowsOf, sameForm, settingsOf, typed } from "./form.ts";
import { savedText } from "./outcome.ts";

const STORED = {
  alert_enabled: true,
  critical: { threshold: "12000.00", condition: "below" as const },
  warning: { threshold: "25000.00", condition: "below" as const },
  info: null,
  block: null,
};

describe("the form of alert settings", () => {
  it("begins, without settings, with empty fields that do not count", () => {
    const form = { ...formOf(null), enabled: true };
    expect(settingsOf(form)).toMatchObject({ critical: null, warning: null, info: null, block: null });
    expect(problemsOf(form).form).toContain("at least one threshold");
  });

  it("takes seed 001's levels as they are typed", () => {
    let form = { ...formOf(null), enabled: true };
    form = typed(typed(typed(form, "critical", "0"), "warning", "10"), "info", "20");
    expect(problemsOf(form)).toEqual({});
    expect(settingsOf(form)).toMatchObject({
      alert_enabled: true,
      critical: { condition: "below", threshold: "0" },
      warning: { condition: "below", threshold: "10" },
      info: { condition: "below", threshold: "20" },
    });
  });

  it("shows each violation in the server's words beside its field, all at once", () => {
    const form = typed(typed(formOf(STORED), "warning", "9,000.00"), "info", "x");
    expect(problemsOf(form)).toEqual({
      warning: "warning threshold must be greater than critical threshold for 'below' condition",
      info: "info threshold must be a decimal number",
    });
  });

  it("puts a missing critical level on the critical level", () => {
    expect(problemsOf(removed(formOf(STORED), "critical"))).toEqual({
      critical: "critical threshold is required when warning threshold is provided",
    });
  });

  it("keeps the amounts when the condition changes, and says what is out of order then", () => {
    const form = { ...formOf(STORED), condition: "above" as const };
    expect(form.levels.critical.text).toBe("12,000.00");
    expect(problemsOf(form).warning).toBe(
      "warning threshold must be less than critical threshold for 'above' condition",
    );
  });

  it("counts no level whose field is empty, whether it was added or emptied", () => {
    const begun = added(formOf(STORED), "info");
    const emptied = typed(typed(begun, "info", "30,000"), "info", " ");
    for (const form of [begun, emptied]) {
      expect(problemsOf(form)).toEqual({});
      expect(settingsOf(form)).toMatchObject({ info: null, warning: { threshold: "25000.00" } });
      expect(sameForm(form, formOf(STORED))).toBe(true);
    }
  });

  it("asks what an emptied field means where a level is stored, and takes its removal as an answer", () => {
    const emptied = typed(formOf(STORED), "warning", "");
    expect(problemsOf(emptied)).toEqual({ warning: "Type a level, or remove it with the × beside it." });
    expect(hasText(emptied.levels.warning)).toBe(false);
    expect(rowsOf(emptied)).toContainEqual(["Warning", "none"]);
    expect(problemsOf(removed(emptied, "warning"))).toEqual({});
    expect(problemsOf(typed(added(removed(emptied, "warning"), "warning"), "warning", ""))).toEqual({});
  });

  it("notices whether anything was changed", () => {
    const form = formOf(STORED);
    expect(sameForm(form, typed(form, "critical", "12000.00"))).toBe(true);
    expect(sameForm(form, typed(form, "critical", "12000.01"))).toBe(false);
  });

  it("finds the part of a violation under either name of its field", () => {
    expect(byPart([{ field: "alert_settings.critical.threshold", message: "a" }])).toEqual({ critical: "a" });
    expect(byPart([{ field: "alert_settings", message: "b" }])).toEqual({ form: "b" });
  });
});

describe("what saving did, in words", () => {
  const wallet = (state: "ok" | "warning", after: "ok" | "warning" | "blocked") => ({
    wallet_id: 1,
    name: "W",
    currency: "USD",
    available: "1.00",
    typical_daily_spend: null,
    state,
    state_after: after,
    threshold: null,
  });

  it("counts the wallets by their new state, worst first", () => {
    expect(savedText([wallet("ok", "ok")])).toBe("Saved. No state changed.");
    expect(savedText([wallet("ok", "warning"), wallet("ok", "warning"), wallet("ok", "blocked")])).toBe(
      "Saved. 1 wallet now in Blocked, 2 wallets now in Warning.",
    );
  });
});
