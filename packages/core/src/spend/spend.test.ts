import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  credit,
  debit,
  measureSpend,
  mirrorOf,
  newProvider,
  newWallet,
  patchWallet,
  providerEvent,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { START, World } from "../../../../test/support/world.ts";
import { dayOf, startOfDay } from "./day.ts";

const DAY = 86_400_000;
const NOON = startOfDay(dayOf(START)) + DAY / 2;
const TODAY = dayOf(NOON);

function funded(): World {
  const world = new World();
  world.now = NOON;
  world.must(newWallet({ overdraftLimit: null }));
  return world;
}

/** Spend by day offset from TODAY: rows, and the day that is being counted. */
function spendOf(world: World, id = 1): Record<number, bigint> {
  const wallet = world.wallet(id);
  const rows = world.rows("walletSpend").filter(({ walletId }) => walletId === id);
  const days = Object.fromEntries(rows.map(({ day, spend }) => [day - TODAY, spend]));
  return { ...days, [wallet.spendDay - TODAY]: wallet.spendToday };
}

/** Debits `amounts[i]` on the i-th day from NOON, and leaves the clock on the day after. */
function spendDaily(world: World, amounts: readonly string[], walletId = 1): void {
  for (const amount of amounts) {
    world.must(debit(walletId, amount, { kind: "order" }));
    world.now += DAY;
  }
}

describe("counting", () => {
  test.each([
    ["order", 500n],
    ["usage", 500n],
    ["payout", 500n],
    ["card", 500n],
    ["adjustment", 0n],
    ["fx", 0n],
    ["topup", 0n],
    ["refund", 0n],
    ["reconciliation", 0n],
  ] as const)("a debit of kind %s counts %s", (kind, counted) => {
    const world = funded();
    world.must(debit(1, "5.00", { kind }));
    expect(world.wallet().spendToday).toBe(counted);
  });

  test("top-ups and other credits are not negative spend", () => {
    const world = funded();
    world.must(debit(1, "5.00"));
    for (const kind of ["topup", "order", "usage", "adjustment"] as const) world.must(credit(1, "100", { kind }));
    expect(world.wallet().spendToday).toBe(500n);
  });

  test("a past day is kept, and the next begins at zero", () => {
    const world = funded();
    spendDaily(world, ["1.00", "2.00"]);
    world.now += 3 * DAY;
    world.must(debit(1, "4.00"));
    expect(spendOf(world)).toEqual({ 0: 100n, 1: 200n, 5: 400n });
    expect(world.wallet().spendSince).toBe(TODAY);
  });

  test("midnight UTC divides the days, to the millisecond", () => {
    const world = funded();
    world.now = startOfDay(TODAY + 1) - 1;
    world.must(debit(1, "1.00"));
    world.now += 1;
    world.must(debit(1, "2.00"));
    expect(spendOf(world)).toEqual({ 0: 100n, 1: 200n });
  });

  test("a clock that goes back reopens nothing", () => {
    const world = funded();
    spendDaily(world, ["1.00"]);
    world.must(debit(1, "2.00"));
    world.now -= DAY;
    world.must(debit(1, "4.00"));
    expect(spendOf(world)).toEqual({ 0: 100n, 1: 600n });
  });

  test("more than 64 bits of spend on one day stay storable", () => {
    const world = new World();
    world.must(newWallet());
    const all = "92233720368547758.07";
    for (let i = 0; i < 2; i += 1) world.runAll(credit(1, all), debit(1, all));
    expect(world.wallet().spendToday).toBe(9223372036854775807n);
  });
});

describe("refunds", () => {
  test("are taken from today, never below zero", () => {
    const world = funded();
    world.must(debit(1, "5.00"));
    world.must(credit(1, "2.00", { kind: "refund" }));
    expect(world.wallet().spendToday).toBe(300n);
    world.must(credit(1, "9.00", { kind: "refund" }));
    expect(world.wallet().spendToday).toBe(0n);
  });

  test("are taken from the day of the spend that they refund, and from no other", () => {
    const world = funded();
    spendDaily(world, ["5.00"]);
    world.must(debit(1, "7.00"));
    world.must(credit(1, "2.00", { kind: "refund", spentAt: NOON }));
    expect(spendOf(world)).toEqual({ 0: 300n, 1: 700n });
    world.must(credit(1, "9.00", { kind: "refund", spentAt: NOON }));
    world.must(credit(1, "1.00", { kind: "refund", spentAt: NOON - 5 * DAY }));
    expect(spendOf(world)).toEqual({ 0: 0n, 1: 700n });
  });
});

describe("a provider's movements", () => {
  function mirrored(): { world: World; provider: string } {
    const world = new World();
    world.now = NOON;
    const provider = world.must(newProvider()).provider.id;
    world.must(mirrorOf(provider, "1", { mirror: { providerId: provider, externalId: "1", balance: "1000" } }));
    return { world, provider };
  }

  test("count on the day they happened; a clock ahead counts today", () => {
    const { world, provider } = mirrored();
    world.must(providerEvent(provider, "e1", { amount: "1.00" }, NOON));
    world.must(providerEvent(provider, "e2", { amount: "2.00" }, NOON - DAY));
    world.must(providerEvent(provider, "e3", { amount: "4.00" }, NOON - DAY));
    world.must(providerEvent(provider, "e4", { amount: "8.00" }, NOON + DAY));
    world.must(providerEvent(provider, "e5", { amount: "16.00", direction: "CREDIT" }, NOON - DAY));
    expect(spendOf(world)).toEqual({ [-1]: 600n, 0: 900n });
    expect(world.wallet().spendSince).toBe(TODAY - 1);
  });

  test("that waited for their wallet count on their days, however many there are", () => {
    const world = new World();
    world.now = NOON;
    const provider = world.must(newProvider()).provider.id;
    const days = 40;
    for (let i = 0; i < days; i += 1) {
      world.must(providerEvent(provider, `e${i}`, { amount: "1.00" }, NOON - i * DAY));
    }
    const rounds = world.roundsOf(mirrorOf(provider, "1"));
    expect(rounds).toBeLessThan(6);
    expect(Object.keys(spendOf(world))).toHaveLength(days);
  });

  test("a fall between two snapshots is spend, a rise is not, the opening balance is neither", () => {
    const { world } = mirrored();
    expect(world.wallet().spendToday).toBe(0n);
    world.post({ amount: -300n, kind: "reconciliation" });
    world.post({ amount: 500n, kind: "reconciliation" });
    expect(world.wallet().spendToday).toBe(300n);
  });

  test("a correction of the books is not spend", () => {
    const { world } = mirrored();
    world.post({ amount: -300n, kind: "reconciliation", correction: true });
    expect(world.wallet()).toMatchObject({ balance: 99_700n, spendToday: 0n });
  });

  test("an opening balance below zero is not spend", () => {
    const { world, provider } = mirrored();
    const mirror = { providerId: provider, externalId: "2", balance: "-50" };
    world.must(mirrorOf(provider, "2", { mirror }));
    expect(world.wallet(2)).toMatchObject({ balance: -5_000n, spendToday: 0n, spendSince: null });
  });
});

describe("the typical daily spend", () => {
  test("is measured once a day and used by every evaluation until the next", () => {
    const world = funded();
    spendDaily(world, ["100", "200", "300", "400", "500", "600", "700"]);
    expect(world.must(measureSpend(1))).toEqual({ measured: 1, left: [] });
    expect(world.wallet()).toMatchObject({ typicalSpend: 67_000n, typicalDue: TODAY + 8 });
    const before = world.store.dump();
    expect(world.must(measureSpend(1))).toEqual({ measured: 0, left: [] });
    expect(world.store.dump()).toEqual(before);
  });

  test("today's spend is not part of it", () => {
    const world = funded();
    world.must(debit(1, "100"));
    expect(world.wallet().typicalDue).toBe(TODAY + 1);
    world.now += DAY;
    world.must(debit(1, "900"));
    world.must(measureSpend(1));
    expect(world.wallet().typicalSpend).toBe(10_000n);
  });

  test("is measured again when an earlier day changes", () => {
    const world = funded();
    spendDaily(world, ["100"]);
    world.must(measureSpend(1));
    world.must(credit(1, "40", { kind: "refund", spentAt: NOON }));
    expect(world.wallet().typicalDue).toBe(TODAY + 1);
    world.must(measureSpend(1));
    expect(world.wallet().typicalSpend).toBe(6_000n);
  });

  test("of a wallet without further spend falls to zero and stays there until it spends again", () => {
    const world = funded();
    spendDaily(world, ["100"]);
    for (let day = 0; day < 8; day += 1) {
      world.must(measureSpend(1));
      world.now += DAY;
    }
    expect(world.wallet()).toMatchObject({ typicalSpend: 0n, typicalDue: null });
    world.must(debit(1, "1"));
    expect(world.wallet().typicalDue).toBe(dayOf(world.now) + 1);
  });

  test("wallets that do not exist, or are not due, do not delay the others", () => {
    const world = funded();
    world.must(newWallet());
    spendDaily(world, ["100"]);
    expect(world.must(measureSpend(3, 2, 1))).toEqual({ measured: 1, left: [] });
  });
});

describe("relative levels", () => {
  const SEED_000 = {
    alert_enabled: true,
    warning: { spend_percent: "20", condition: "below" },
    critical: { spend_percent: "10", condition: "below" },
    block: { spend_percent: "2", condition: "below" },
  };
  const RUNWAY = {
    alert_enabled: true,
    warning: { runway_hours: "48", condition: "below" },
    critical: { runway_hours: "12", condition: "below" },
  };

  /** A wallet with a typical daily spend of 670.00 and this much left. */
  function experienced(left: string, settings: unknown): World {
    const world = funded();
    world.must(credit(1, "2800"));
    world.must(patchWallet(1, { alertSettings: settings }));
    spendDaily(world, ["100", "200", "300", "400", "500", "600", "700"]);
    world.must(credit(1, left));
    return world;
  }

  test("have no effect without a complete day of history", () => {
    const world = funded();
    world.must(patchWallet(1, { alertSettings: SEED_000 }));
    world.must(debit(1, "5000"));
    expect(world.wallet().alertState).toBe("ok");
  });

  test("take effect when the day turns, in the same transaction", () => {
    const world = experienced("50.00", SEED_000);
    expect(world.alerts()).toEqual([]);
    world.must(measureSpend(1));
    expect(world.alerts()).toMatchObject([
      {
        alert_status: "in_alarm",
        ongoing_balance: "50.00",
        threshold: { level: "critical", spend_percent: "10", condition: "below" },
      },
    ]);
    expect(JSON.parse(world.rows("alertLog")[0]?.cause ?? "")).toEqual({ type: "spend" });
    audit(world);
  });

  test.each([
    ["20% of 670.00", "134.00", "134.01", "warning"],
    ["10% of 670.00", "67.00", "67.01", "in_alarm"],
    ["2% of 670.00", "13.40", "13.41", "blocked"],
  ])("decide in real time: %s", (_, at, above, state) => {
    const world = experienced("1000", SEED_000);
    world.must(measureSpend(1));
    world.must(debit(1, String(1_000 - Number(above)).slice(0, 6)));
    expect(world.wallet().alertState).not.toBe(state);
    world.must(debit(1, "0.01"));
    expect(world.wallet().balance).toBe(BigInt(at.replace(".", "")));
    expect(world.wallet().alertState).toBe(state);
  });

  test("hours of runway are hours of typical spend", () => {
    const world = experienced("1340.00", RUNWAY);
    world.must(measureSpend(1));
    expect(world.wallet().alertState).toBe("warning");
    world.must(credit(1, "0.01"));
    expect(world.wallet().alertState).toBe("ok");
    world.must(debit(1, "1005.01"));
    expect(world.wallet().alertState).toBe("in_alarm");
  });

  test("a wallet that spends more every day warns earlier every day", () => {
    const world = experienced("70.00", SEED_000);
    world.must(measureSpend(1));
    expect(world.wallet().alertState).toBe("warning");
    world.must(credit(1, "10000"));
    world.must(debit(1, "10000"));
    world.now += DAY;
    world.must(measureSpend(1));
    expect(world.wallet().alertState).toBe("blocked");
  });
});

describe("whatever happens", () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("spend" as const), units: fc.integer({ min: 1, max: 999 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("fund" as const), units: fc.integer({ min: 1, max: 999 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("refund" as const),
        units: fc.integer({ min: 1, max: 300 }),
        ago: fc.integer({ min: 0, max: 3 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), days: fc.integer({ min: 0, max: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("measure" as const) }) },
  );

  test("spend by day agrees with a plain book of the transactions", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const world = funded();
        const book = new Map<number, bigint>();
        for (const one of steps) {
          const today = dayOf(world.now);
          if (one.do === "spend") {
            world.must(debit(1, (one.units / 100).toFixed(2)));
            book.set(today, (book.get(today) ?? 0n) + BigInt(one.units));
          } else if (one.do === "fund") {
            world.must(credit(1, (one.units / 100).toFixed(2)));
          } else if (one.do === "refund") {
            const spentAt = world.now - one.ago * DAY;
            world.must(credit(1, (one.units / 100).toFixed(2), { kind: "refund", spentAt }));
            const left = (book.get(dayOf(spentAt)) ?? 0n) - BigInt(one.units);
            if (book.has(dayOf(spentAt))) book.set(dayOf(spentAt), left < 0n ? 0n : left);
          } else if (one.do === "wait") {
            world.now += one.days * DAY;
          } else {
            world.must(measureSpend(1));
            // Measured whenever it could matter: against the book, from scratch.
            const first = [...book.keys()].toSorted((a, b) => a - b)[0];
            const days = [1, 2, 3, 4, 5, 6, 7]
              .map((ago) => today - ago)
              .filter((day) => first !== undefined && day >= first);
            const values = days.map((day) => book.get(day) ?? 0n).toSorted((a, b) => Number(a - b));
            const position = 19 * (values.length - 1);
            const low = values[Math.floor(position / 20)] ?? 0n;
            const high = values[Math.floor(position / 20) + 1] ?? low;
            const twentieths = 20n * low + (high - low) * BigInt(Math.max(0, position) % 20);
            const typical = world.wallet().typicalSpend;
            if (values.length === 0) expect(typical).toBeNull();
            else expect(Math.abs(Number(20n * (typical ?? -100n) - twentieths))).toBeLessThanOrEqual(10);
          }
        }
        const counted = new Map(world.rows("walletSpend").map(({ day, spend }) => [day, spend]));
        const wallet = world.wallet();
        counted.set(wallet.spendDay, wallet.spendToday);
        for (const day of new Set([...book.keys(), ...counted.keys()])) {
          expect(counted.get(day) ?? 0n, `day ${day - TODAY}`).toBe(book.get(day) ?? 0n);
        }
      }),
      { numRuns: 60 },
    );
  });
});
