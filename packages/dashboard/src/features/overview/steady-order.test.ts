import type { Wallet } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { inOrderOf } from "./steady-order.ts";

const wallet = (id: number, available: string) => ({ id, available }) as Wallet;

describe("rows under the pointer", () => {
  it("change their values and keep their places, whatever the server's order has become", () => {
    const shown = [wallet(1, "9.00"), wallet(2, "8.00"), wallet(3, "7.00")];
    const now = [wallet(3, "1.00"), wallet(4, "2.00"), wallet(1, "9.50")];
    expect(inOrderOf(shown, now)).toEqual([wallet(1, "9.50"), wallet(2, "8.00"), wallet(3, "1.00")]);
  });
});
