import { ALERT_STATES, MAX_ASSET_SCALE } from "@plimsoll/contract";
import { SEVERITY, MAX_SCALE, currencyId, currencies } from "@plimsoll/core";
import { expect, it } from "vitest";

it("the contract lists the states in the core's order, and has its largest scale", () => {
  expect(ALERT_STATES).toEqual(Object.keys(SEVERITY));
  expect(MAX_ASSET_SCALE).toBe(MAX_SCALE);
});

it("every currency has the core's id", () => {
  for (const { id, currency } of currencies()) expect(id).toBe(currencyId(currency));
});
