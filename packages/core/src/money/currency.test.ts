import { expect, test } from "vitest";
import { currencies, isCurrency } from "./currencies.ts";
import { currencyId } from "./currency.ts";

test("every code has an id of its own, a safe integer that stays", () => {
  const codes = [
    ...currencies().map(({ currency }) => currency),
    "USDT",
    "USDC",
    "PTS",
    "MINUTES",
    "GB",
    "A1B2C3D4E5F6",
    "000",
  ];
  const ids = codes.map(currencyId);
  expect(new Set(ids).size).toBe(codes.length);
  for (const id of ids) expect(Number.isSafeInteger(id) && id > 0).toBe(true);
  expect(currencyId("USD")).toBe(1);
  expect(currencyId("EUR")).toBe(3_243);
  expect(currencyId("USDT")).toBe(currencyId("USDT"));
  expect(isCurrency("USDT")).toBe(false);
});
