import type { AlertSettings, Wallet } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { watchingOf } from "./watching.ts";

const SETTINGS: AlertSettings = {
  alert_enabled: true,
  critical: { threshold: "10.00", condition: "below" },
  warning: null,
  info: null,
  block: null,
};
const wallet = (more: Partial<Wallet> = {}) =>
  ({ id: 1, currency: "USD", alert_settings: null, feature_ids: [], ...more }) as unknown as Wallet;
const feature = (id: string) => ({ id, name: id, alert_settings: SETTINGS });
const forCurrency = (currency: string) => ({ currency, alert_settings: SETTINGS });

describe("the settings that watch a wallet", () => {
  it("are its own and those of its features, and then no default's", () => {
    const both = watchingOf(
      wallet({ alert_settings: SETTINGS, feature_ids: ["cards"] }),
      [feature("cards"), feature("other")],
      [forCurrency("USD")],
    );
    expect(both.map(({ owner }) => owner)).toEqual([
      { type: "wallet" },
      { type: "feature", id: "cards", name: "cards" },
    ]);
  });

  it("are a feature's beside the default's of a wallet without its own", () => {
    const owners = watchingOf(wallet({ feature_ids: ["cards"] }), [feature("cards")], [forCurrency("USD")]);
    expect(owners.map(({ owner }) => owner)).toEqual([
      { type: "feature", id: "cards", name: "cards" },
      { type: "default", currency: "USD" },
    ]);
  });

  it("are otherwise those of its currency's default, or else of the default of all", () => {
    const owners = (defaults: readonly string[]) =>
      watchingOf(wallet(), [feature("cards")], defaults.map(forCurrency)).map(({ owner }) => owner);
    expect(owners(["*", "EUR", "USD"])).toEqual([{ type: "default", currency: "USD" }]);
    expect(owners(["EUR", "*"])).toEqual([{ type: "default", currency: "*" }]);
    expect(owners(["EUR"])).toEqual([]);
  });
});
