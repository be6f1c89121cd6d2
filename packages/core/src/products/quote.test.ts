import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newProduct, patchProduct, putRates } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import { rateBetween } from "../fx/rate.ts";
import type { Product } from "../model/product.ts";
import type { Decimal } from "../money/decimal.ts";
import { quoteJson } from "../resources/quote.ts";
import { quote, type Payer } from "./quote.ts";

const ONE: Decimal = { units: 1n, scale: 0 };
const USD: Payer = { currency: "USD", assetScale: 2 };

function product(fields: Parameters<typeof newProduct>[0] = {}): Product {
  return new World().must(newProduct({ denominations: { min: "0.01", max: "1000.00" }, ...fields })).product;
}

function quoted(of: Product, denomination: unknown, quantity: number, payer = USD, rate = ONE) {
  const result = quote(of, payer, rate, { denomination, quantity });
  if (!result.ok) throw new Error(JSON.stringify(result.violations));
  return result.quote;
}

test("the documented example, digit for digit", () => {
  const of = product({ discount: 3.5 });
  expect(quoteJson(of, quoted(of, 50, 5)).split(',"product_id"')[0]).toBe(
    '{"non_discounted_total":250.00,"discount_amount":8.75,"total_amount":241.25,"discount":3.5,"gst_amount":0.00,' +
      '"total_payable":241.25,"max_quantity":100,"net_amount":241.25,"handling_fee_amount":0.00,' +
      '"charges_details":{"source_currency":"USD","destination_currency":"USD","forex_rate":null,"conversion_fee":null}',
  );
});

test("amounts that a double would round are printed whole, and as strings once more", () => {
  const of = product({ denominations: ["90000000000000.01"], maxQuantity: 1_000 });
  const text = quoteJson(of, quoted(of, "90000000000000.01", 101));
  expect(text).toContain('"total_payable":9090000000000001.01');
  expect(JSON.parse(text)).toMatchObject({ exact: { total_payable: "9090000000000001.01" } });
});

test.each([
  // face, percent, fee, rate, payer's scale → discount, net, fee, payable
  ["a half goes up", "0.01", 1, "50", null, "1", 2, [1n, 0n, 0n, 0n]],
  ["below a half goes down", "0.01", 1, "49", null, "1", 2, [0n, 1n, 0n, 1n]],
  ["FX to the nearest", "9.90", 1, "0", null, "1.0857", 2, [0n, 1075n, 0n, 1075n]],
  ["FX, a half goes up", "0.10", 1, "0", null, "0.25", 2, [0n, 3n, 0n, 3n]],
  ["a coarser wallet", "0.50", 1, "0", null, "1", 0, [0n, 1n, 0n, 1n]],
  ["a finer wallet", "0.50", 1, "0", null, "1", 9, [0n, 500_000_000n, 0n, 500_000_000n]],
  ["a percentage of the net amount", "9.90", 1, "0", { percent: "1.5" }, "2", 2, [0n, 1980n, 30n, 2010n]],
  ["a fixed fee is converted", "10.00", 1, "0", "0.15", "0.5", 2, [0n, 500n, 8n, 508n]],
] as const)("%s", (_, face, quantity, discount, fee, rate, scale, expected) => {
  const of = product({ currency: "EUR", discount, fee });
  const [whole = "", fraction = ""] = rate.split(".");
  const by = { units: BigInt(whole + fraction), scale: fraction.length };
  const found = quoted(of, face, quantity, { currency: "USD", assetScale: scale }, by);
  expect([found.discount, found.net, found.fee, found.payable]).toEqual(expected);
});

describe("rounding, whatever the figures", () => {
  test("each part is the nearest unit to the exact part, and the parts sum", () => {
    const thousandths = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 100 }),
        thousandths,
        thousandths,
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.constantFrom(0, 2, 3, 9),
        (cents, quantity, discount, fee, millionths, scale) => {
          const percent = (n: number) => `${Math.floor(n / 1_000)}.${String(n % 1_000).padStart(3, "0")}`;
          const of = product({ currency: "EUR", discount: percent(discount), fee: { percent: percent(fee) } });
          const denomination = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
          const rate = { units: BigInt(millionths), scale: 6 };
          const found = quoted(of, denomination, quantity, { currency: "USD", assetScale: scale }, rate);
          const nearest = (part: bigint, dividend: bigint, divisor: bigint) => {
            const twice = 2n * (part * divisor - dividend);
            expect(twice <= divisor && twice > -divisor).toBe(true);
          };
          expect(found.face).toBe(BigInt(cents) * BigInt(quantity));
          nearest(found.discount, found.face * BigInt(discount), 100_000n);
          expect(found.total).toBe(found.face - found.discount);
          nearest(found.net, found.total * rate.units * 10n ** BigInt(scale), 10n ** 8n);
          nearest(found.fee, found.net * BigInt(fee), 100_000n);
          expect(found.payable).toBe(found.net + found.fee);
        },
      ),
    );
  });
});

describe("what is refused", () => {
  test.each([
    [["denomination"], "11.00", 1],
    [["denomination"], "x", 1],
    [["denomination"], undefined, 1],
    [["denomination", "quantity"], "10.005", 101],
    [["quantity"], "10.00", 101],
  ])("%j of %j × %i", (fields, denomination, quantity) => {
    const result = quote(product({ denominations: ["10.00"] }), USD, ONE, { denomination, quantity });
    expect(result.ok ? [] : result.violations.map(({ field }) => field)).toEqual(fields);
  });

  test("a range has its steps", () => {
    const of = product({ denominations: { min: "10", max: 50, step: "2.50" } });
    const fits = (denomination: string) => quote(of, USD, ONE, { denomination, quantity: 1 }).ok;
    expect(["10.00", "12.50", "50"].map(fits)).toEqual([true, true, true]);
    expect(["9.99", "11.00", "50.01", "52.50", "-10"].map(fits)).toEqual([false, false, false, false, false]);
  });

  test("a total beyond what a wallet can hold", () => {
    const of = product({ denominations: ["92233720368547758.07"] });
    expect(quote(of, USD, ONE, { denomination: "92233720368547758.07", quantity: 2 }).ok).toBe(false);
  });

  test.each([
    ["denominations", { denominations: [] }],
    ["denominations", { denominations: "10" }],
    ["denominations", { denominations: null }],
    ["denominations.1", { denominations: ["10", "0"] }],
    ["denominations.0", { denominations: ["10.001"] }],
    ["denominations.max", { denominations: { min: "10", max: "9" } }],
    ["denominations.min", { denominations: { max: "9" } }],
    ["denominations.step", { denominations: { min: "1", max: "9", step: "0" } }],
    ["denominations.most", { denominations: { min: "1", max: "9", most: "0" } }],
    ["discount", { discount: "100.1" }],
    ["discount", { discount: "-1" }],
    ["discount", { discount: {} }],
    ["fee", { fee: "-1" }],
    ["fee", { fee: "0.001" }],
    ["fee", { fee: { amount: "1", percent: "1" } }],
    ["fee", { fee: {} }],
    ["fee.percent", { fee: { percent: "101" } }],
    ["fee.amount", { fee: { amount: "x" } }],
  ])("a product's %s in %j", (field, fields) => {
    const world = new World();
    const outcome = world.run(newProduct(fields));
    expect(outcome.ok ? [] : outcome.rejection.details.map((detail) => detail.field)).toEqual([field]);
    expect(world.rows("products")).toEqual([]);
  });
});

test("a product's patch replaces what it names, removes what is null and keeps the rest", () => {
  const world = new World();
  const { product: made } = world.must(newProduct({ discount: "3.50", fee: 1 }));
  expect(made).toMatchObject({ discount: "3.5", fee: '{"amount":"1.00"}' });
  world.must(patchProduct(made.id, { denominations: { min: "5", max: "10" }, fee: null }));
  expect(world.rows("products")).toMatchObject([
    { name: made.name, discount: "3.5", fee: null, denominations: '{"min":"5.00","max":"10.00","step":"0.01"}' },
  ]);
  expect(world.run(patchProduct(made.id, { discount: "x" })).ok).toBe(false);
});

describe("rates", () => {
  test("a direction's own rate takes precedence over the reciprocal of the other's", () => {
    expect(rateBetween("USD", "EUR", { rate: "0.9" }, { rate: "1.2" })).toEqual({ units: 9n, scale: 1 });
    expect(rateBetween("USD", "EUR", null, { rate: "1.25" })).toEqual({ units: 8n * 10n ** 17n, scale: 18 });
    expect(rateBetween("USD", "EUR", null, { rate: "3" })).toEqual({ units: 333_333_333_333_333_333n, scale: 18 });
    expect(rateBetween("USD", "EUR", null, { rate: "1.5" })).toEqual({ units: 666_666_666_666_666_667n, scale: 18 });
    expect(rateBetween("USD", "EUR", null, null)).toBeNull();
    expect(rateBetween("USD", "USD", null, null)).toEqual({ units: 1n, scale: 0 });
  });

  test("are stored together or not at all, replaced, and removed by null", () => {
    const world = new World();
    world.must(putRates({ from: "USD", to: "EUR", rate: "0.920" }, { from: "USD", to: "GBP", rate: 0.8 }));
    const wrong = world.run(
      putRates(
        { from: "USD", to: "EUR", rate: "1" },
        { from: "EUR", to: "EUR", rate: "1" },
        { from: "USD", to: "GBP", rate: "0" },
        { from: "USD", to: "CHF", rate: "1e3" },
      ),
    );
    expect(wrong.ok ? [] : wrong.rejection.details.map(({ field }) => field)).toEqual(["1.to", "2.rate", "3.rate"]);
    world.must(putRates({ from: "USD", to: "EUR", rate: "0.93" }, { from: "USD", to: "GBP", rate: null }));
    expect(world.rows("fxRates")).toMatchObject([{ fromCurrency: "USD", toCurrency: "EUR", rate: "0.93" }]);
  });
});
