import { expect, test } from "vitest";
import { tablesToAnalyse } from "./statistics.ts";

test("the analysis of a table that stays outgrown is requested once for each doubling", () => {
  const requested = new Map<string, number>();
  const wallets = (rows: number) => tablesToAnalyse([{ name: "wallets", rows }], requested);
  expect(wallets(60)).toEqual(["wallets"]);
  expect(wallets(60)).toEqual([]);
  expect(wallets(120)).toEqual([]);
  expect(wallets(121)).toEqual(["wallets"]);
  expect(
    tablesToAnalyse(
      [
        { name: "transactions", rows: 51 },
        { name: "wallets", rows: 122 },
      ],
      requested,
    ),
  ).toEqual(["transactions"]);
});
