import { describe, expect, it } from "vitest";
import { delivered, ended, placed } from "./orders.ts";
import { findProduct, quote, RATES } from "./products.ts";

const order = (quantity: number) =>
  placed(1, { reference: "R", walletId: 1, quote: quote(findProduct(1), "50.00", quantity, "USD", RATES) }, 10);

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

describe("orders", () => {
  it("are delivered at once up to five vouchers", () => {
    expect(order(5)).toMatchObject({ status: "DELIVERED", deliveredOn: 10 });
    expect(order(5).vouchers).toHaveLength(5);
    expect(order(6)).toMatchObject({ status: "PENDING", vouchers: [], deliveredOn: null });
  });

  it("are fulfilled over time, and keep their vouchers", () => {
    const some = delivered(order(10), 4, 20);
    expect(some).toMatchObject({ status: "PARTIALLY_DELIVERED", deliveredOn: 20 });
    const all = delivered(some, 100, 30);
    expect(all).toMatchObject({ status: "DELIVERED", deliveredOn: 30 });
    expect(all.vouchers.slice(0, 4)).toEqual(some.vouchers);
    expect(new Set(all.vouchers.map((voucher) => voucher.code)).size).toBe(10);
  });

  it("refund the undelivered part, to the last cent", () => {
    expect(ended(order(10), "FAILED")).toMatchObject({ order: { status: "FAILED" }, refund: 48_250n });
    expect(ended(delivered(order(7), 3, 20), "CANCELLED").refund).toBe(33_775n - (33_775n * 3n) / 7n);
  });

  it("do not change after their end", () => {
    expect(() => delivered(order(1), 1, 0)).toThrow(code("BAD_REQUEST"));
    expect(() => ended(ended(order(6), "FAILED").order, "CANCELLED")).toThrow(code("BAD_REQUEST"));
  });
});

describe("quotes", () => {
  it("are the protocol's example", () => {
    expect(quote(findProduct(1), "50.00", 5, "USD", RATES)).toMatchObject({
      face: 25_000n,
      discountAmount: 875n,
      total: 24_125n,
      rate: null,
      net: 24_125n,
      handlingFee: 0n,
      payable: 24_125n,
    });
  });

  it("are in the wallet's currency from the net amount on", () => {
    // 241.25 USD × 0.92 = 221.95 EUR, and one percent for the conversion.
    expect(quote(findProduct(1), "50", 5, "EUR", RATES)).toMatchObject({
      net: 22_195n,
      handlingFee: 222n,
      payable: 22_417n,
    });
    // 1,000 JPY × 0.0067 = 6.70 USD: the two differ in decimal places.
    expect(quote(findProduct(4), "1000", 1, "USD", RATES)).toMatchObject({ face: 1_000n, net: 670n, handlingFee: 7n });
  });

  it.each([
    ["denominations that are not sold", () => quote(findProduct(1), "49.99", 1, "USD", RATES), "VALIDATION_FAILURE"],
    ["quantities of none", () => quote(findProduct(1), "50.00", 0, "USD", RATES), "VALIDATION_FAILURE"],
    ["currencies without a rate", () => quote(findProduct(1), "50.00", 1, "INR", RATES), "BAD_REQUEST"],
    ["unknown products", () => findProduct(99), "NOT_FOUND"],
  ])("are refused for %s", (_, refused, expected) => {
    expect(refused).toThrow(code(expected));
  });
});
