import { EVENTS } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { eventSubject } from "./subject.ts";

/** Events about neither a wallet nor an order. */
const WITHOUT = new Set([
  "provider.mode_changed",
  "provider.failing",
  "provider.recovered",
  "endpoint.failing",
  "endpoint.disabled",
]);

describe("what an event is about", () => {
  it.each(Object.entries(EVENTS))("is found in %s", (type, { example }) => {
    const found = eventSubject(example);
    if (WITHOUT.has(type)) expect(found).toBeNull();
    else expect(found).toMatchObject({ type: type.startsWith("order.") ? "order" : "wallet", id: expect.any(Number) });
  });

  it("with the wallet's name or the order's reference, where the event has it", () => {
    const nameIn = (type: keyof typeof EVENTS) => eventSubject(EVENTS[type].example)?.name;
    expect(nameIn("wallet.created")).toBe("Prepaid USD");
    expect(nameIn("feature.wallet_balance.alert")).toBe("Prepaid Wallet");
    expect(nameIn("order.delivered")).toBe("MY_ORDER_001");
    expect(nameIn("wallet.debited")).toBeNull();
  });
});
