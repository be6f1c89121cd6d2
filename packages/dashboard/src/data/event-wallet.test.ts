import { EVENTS } from "@plimsoll/contract";
import { describe, expect, it } from "vitest";
import { walletOfEvent } from "./event-wallet.ts";

/** Events that name no wallet. */
const WITHOUT = new Set([
  "order.delivered",
  "order.partially_delivered",
  "provider.mode_changed",
  "provider.failing",
  "provider.recovered",
  "endpoint.failing",
  "endpoint.disabled",
]);

describe("the wallet of an event", () => {
  it.each(Object.entries(EVENTS))("is found in %s", (type, { example }) => {
    const found = walletOfEvent(example);
    if (WITHOUT.has(type)) expect(found).toBeNull();
    else expect(found?.id).toBeTypeOf("number");
  });
});
