import { expect, it } from "vitest";
import { deliveryId, parseDeliveryId, prefixedId, walletId } from "./ids.ts";

it("a delivery's id leads back to its endpoint and number", () => {
  const id = deliveryId("ep_01jv9x2m4", 12_345);
  expect(id).toBe("dlv_01jv9x2m4_00000c1s");
  expect(parseDeliveryId(id)).toEqual({ endpointId: "ep_01jv9x2m4", sequence: 12_345 });
});

it.each([
  "",
  "dlv_",
  "dlv_a_00000000",
  "dlv_a_0000000i",
  "dlv_a_1",
  "dlv_A_00000001",
  "dlv_a_000000001",
  "ep_a_00000001",
  "dlv_a_00000001\n",
])("%j is no delivery", (text) => {
  expect(() => parseDeliveryId(text)).toThrow("no such delivery");
});

it.each(["0", "-1", "01", "1.0", "1e3", "9007199254740992", "99999999999999999999", "\u0000", ""])(
  "%j is no wallet",
  (text) => {
    expect(() => walletId(text)).toThrow("no such wallet");
  },
);

it.each(["feat_", "ep_1", "feat_\u0000", "feat_a/b", `feat_${"x".repeat(61)}`])("%j is no feature", (text) => {
  expect(() => prefixedId("feat", text)).toThrow("no such feature");
});
