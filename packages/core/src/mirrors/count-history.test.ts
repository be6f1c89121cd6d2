import { describe, expect, test } from "vitest";
import { ACCOUNT, measureSpend, mirrorOf, newProvider } from "../../../../test/support/commands.ts";
import { START, World } from "../../../../test/support/world.ts";
import { burnOf } from "../spend/burn.ts";
import { dayOf } from "../spend/day.ts";
import type { PastMovement } from "./count-history.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** A mirror that has just been discovered, as `discoverMirror` leaves it. */
function discovered(): World {
  const world = new World();
  const { provider } = world.must(newProvider());
  world.must(mirrorOf(provider.id, "1", { mirror: { providerId: provider.id, externalId: "1", balance: "500.00" } }));
  world.tamper(1, { historyBefore: START });
  return world;
}

const debit = (at: number, amount: string, referenceNumber: string | null = null): PastMovement => ({
  direction: "DEBIT",
  amount,
  currency: null,
  referenceNumber,
  occurredAt: START + at,
});

const count = (world: World, movements: readonly PastMovement[], complete = true) =>
  world.must({ type: "count_history", accountId: ACCOUNT, walletId: 1, movements, complete });

const days = (world: World) =>
  Object.fromEntries(world.rows("walletSpend").map(({ day, spend }) => [day - dayOf(START), spend]));

describe("the history of a discovered mirror", () => {
  test("counts as spend by day and hour, without a transaction, and is known at once", () => {
    const world = discovered();
    const before = world.wallet();
    const week = [1, 2, 3, 4, 5, 6, 7, 8].map((ago) => debit(-ago * DAY, `${ago}0.00`));
    expect(count(world, [debit(-HOUR / 2, "60.00"), debit(-HOUR / 2 - 1, "60.00"), ...week])).toEqual({ counted: 10 });
    world.must(measureSpend(1));
    expect(world.wallet()).toMatchObject({
      balance: before.balance,
      sequence: before.sequence,
      spendToday: 12_000n,
      typicalSpend: 6_700n,
      historyBefore: null,
    });
    expect(burnOf(world.wallet(), world.now)).toEqual({ present: 12_000n, steady: 6_000n });
    expect(world.rows("transactions")).toHaveLength(1);
  });

  test("counts once, and only what happened before the discovery", () => {
    const world = discovered();
    count(world, [debit(0, "7.00"), debit(-1, "5.00")]);
    count(world, [debit(-1, "5.00")]);
    expect(world.wallet().spendToday).toBe(500n);
  });

  test("a credit with a debit's reference is its refund, on the debit's day; other credits are none", () => {
    const world = discovered();
    const credit = (at: number, referenceNumber: string | null) => ({
      ...debit(at, "4.00", referenceNumber),
      direction: "CREDIT" as const,
    });
    count(world, [credit(-1, "WIRE"), credit(-1, null), credit(-DAY, "A"), debit(-3 * DAY, "10.00", "A")]);
    expect(days(world)).toEqual({ [-3]: 600n });
    expect(world.wallet().spendToday).toBe(0n);
  });

  test("a list that ends too early leaves its oldest day out, because it is not whole", () => {
    const world = discovered();
    count(world, [debit(-DAY, "1.00"), debit(-2 * DAY, "2.00"), debit(-2 * DAY - 1, "3.00")], false);
    expect(days(world)).toEqual({ [-1]: 100n });
  });

  test("lines in another currency, or finer than the wallet, count nothing", () => {
    const world = discovered();
    count(world, [{ ...debit(-DAY, "1.00"), currency: "EUR" }, debit(-DAY, "0.001"), debit(-DAY, "2.00")]);
    expect(days(world)).toEqual({ [-1]: 200n });
  });
});
