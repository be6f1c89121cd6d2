import {
  FORWARD_FAILURES as CORE_FAILURES,
  FORWARD_STATES as CORE_STATES,
  SCOPES,
  SEVERITY,
  TRANSACTION_KINDS,
  MAX_SCALE,
  currencyId,
  currencies,
} from "@plimsoll/core";
import { ALERT_STATES, FORWARD_FAILURES, FORWARD_STATES, KEY_SCOPES, KINDS, MAX_ASSET_SCALE } from "@plimsoll/contract";
import { expect, it } from "vitest";

it("the contract and the core use the same vocabulary", () => {
  expect(KINDS).toEqual(TRANSACTION_KINDS);
  expect(KEY_SCOPES).toEqual(SCOPES);
  expect(ALERT_STATES).toEqual(Object.keys(SEVERITY));
  expect(FORWARD_STATES).toEqual(CORE_STATES);
  expect(FORWARD_FAILURES).toEqual(CORE_FAILURES);
  expect(MAX_ASSET_SCALE).toBe(MAX_SCALE);
});

it("every currency has the core's id", () => {
  for (const { id, currency } of currencies()) expect(id).toBe(currencyId(currency));
});
