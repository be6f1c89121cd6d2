import type { PreflightCode } from "@plimsoll/contract";
import { describe, expect, test } from "vitest";
import { credit, hold, newWallet, patchWallet } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import type { Wallet } from "../model/wallet.ts";
import { preflight, type Payment } from "./preflight.ts";

const CLOSED = { settings: "{}" };
const OPEN = { settings: '{"stale_policy":"open"}' };

/** A wallet of 10.00, with the changes of the case. */
function wallet(fields: Partial<Wallet> = {}): Wallet {
  const world = new World();
  world.runAll(newWallet(), credit(1, "10.00"));
  return { ...world.wallet(), ...fields };
}

const NOW = Date.UTC(2026, 4, 15);

describe("each code, while everything after it would apply too", () => {
  const mirror = { source: "mirror", overdraftLimit: null, stale: true, alertState: "blocked" } as const;
  test.each<[PreflightCode, Partial<Wallet>, Payment]>([
    ["WALLET_CLOSED", { ...mirror, status: "closed" }, { unknown: "PRODUCT_ARCHIVED" }],
    ["WALLET_FROZEN", { ...mirror, status: "frozen" }, { unknown: "PRODUCT_ARCHIVED" }],
    ["BALANCE_STALE", mirror, { payable: 1_001n }],
    ["ORDERS_BLOCKED", { ...mirror, stale: false }, { payable: 1_001n }],
    ["PRODUCT_ARCHIVED", {}, { unknown: "PRODUCT_ARCHIVED" }],
    ["FX_RATE_MISSING", {}, { unknown: "FX_RATE_MISSING" }],
    ["QUOTE_UNAVAILABLE", { ...mirror, stale: false, alertState: "ok" }, { unknown: "QUOTE_UNAVAILABLE" }],
    ["INSUFFICIENT_FUNDS", {}, { payable: 1_001n }],
    ["OK", {}, { payable: 1_000n }],
  ])("%s", (code, fields, payment) => {
    expect(preflight(CLOSED, wallet(fields), payment, NOW).code).toBe(code);
  });
});

test("a stale mirror is accepted where the account allows it", () => {
  const stale = wallet({ source: "mirror", overdraftLimit: null, stale: true });
  expect(preflight(OPEN, stale, { payable: 1_000n }, NOW)).toMatchObject({ code: "OK", shortfall: 0n });
  expect(preflight(OPEN, stale, { payable: 1_001n }, NOW)).toMatchObject({ code: "INSUFFICIENT_FUNDS", shortfall: 1n });
});

test("the missing amount is reported with every code, and held amounts are not available", () => {
  const world = new World();
  world.runAll(newWallet({ overdraftLimit: "5.00" }), credit(1, "10.00"), hold(1, "4.00"));
  expect(preflight(CLOSED, world.wallet(), { payable: 1_100n }, NOW)).toMatchObject({ code: "OK", available: 600n });
  world.must(patchWallet(1, { status: "frozen" }));
  expect(preflight(CLOSED, world.wallet(), { payable: 1_101n }, NOW)).toEqual({
    code: "WALLET_FROZEN",
    available: 600n,
    payable: 1_101n,
    shortfall: 1n,
    unconfirmed: false,
  });
  expect(preflight(CLOSED, wallet({ overdraftLimit: null }), { payable: 99_999n }, NOW)).toMatchObject({ code: "OK" });
});

test("a mirror's balance has its age at the time of the request, marked or not", () => {
  const day = 86_400_000;
  const read = (ago: number) => wallet({ source: "mirror", overdraftLimit: null, stale: false, syncedAt: NOW - ago });
  const code = (ago: number, cadenceMs = 60_000) =>
    preflight(CLOSED, { ...read(ago), cadenceMs }, { payable: 1n }, NOW).code;
  expect(code(900_000)).toBe("OK");
  expect(code(900_001)).toBe("BALANCE_STALE");
  expect(code(3 * day)).toBe("BALANCE_STALE");
  // Polls are half a day apart, as its owner set them.
  expect(code(day, day / 2)).toBe("OK");
  expect(preflight(OPEN, read(3 * day), { payable: 1n }, NOW).code).toBe("OK");
});

test("while events wait a mirror covers what the lowest balance does; an amount that the highest covers is not refused yet", () => {
  const waiting = wallet({
    source: "mirror",
    overdraftLimit: null,
    waiting: true,
    waitingLow: -200n,
    waitingHigh: 300n,
  });
  const judged = (payable: bigint) => preflight(CLOSED, waiting, { payable }, NOW);
  expect(judged(800n)).toMatchObject({ code: "OK", available: 800n, unconfirmed: false });
  expect(judged(801n)).toMatchObject({ code: "INSUFFICIENT_FUNDS", shortfall: 1n, unconfirmed: true });
  expect(judged(1_300n)).toMatchObject({ code: "INSUFFICIENT_FUNDS", unconfirmed: true });
  expect(judged(1_301n)).toMatchObject({ code: "INSUFFICIENT_FUNDS", unconfirmed: false });
});
