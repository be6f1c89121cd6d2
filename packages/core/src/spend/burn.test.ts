import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { credit, debit, mirrorOf, newProvider, newWallet, providerEvent } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import { burnOf } from "./burn.ts";
import { forecastOf } from "./forecast.ts";
import { HOUR_MS, hourOf, KEPT_HOURS, recentSpend, SLOT_MS } from "./recent.ts";
import { emptiesAt, runwayHours } from "./runway.ts";
import type { Sealed } from "../model/sealed.ts";

/** 12:00. */
const NOON = Date.UTC(2026, 4, 15, 12);
const MINUTE = 60_000;

function funded(): World {
  const world = new World();
  world.now = NOON;
  world.must(newWallet({ overdraftLimit: null }));
  return world;
}

const burn = (world: World) => burnOf(world.wallet(), world.now);

describe("the present burn", () => {
  test("is the last hour's spend while that is the faster pace", () => {
    const world = funded();
    expect(burn(world)).toEqual({ present: 0n, steady: 0n });
    for (const amount of ["10.00", "30.00", "20.00"]) {
      world.must(debit(1, amount));
      world.now += 10 * MINUTE;
    }
    expect(burn(world)).toEqual({ present: 6_000n, steady: 3_000n });
  });

  test("slides out of the hour with the share of its interval, and is then a sixth of six hours", () => {
    const world = funded();
    world.must(debit(1, "60.00"));
    world.now = NOON + HOUR_MS + SLOT_MS / 2;
    // Half of the interval 12:00 to 12:05 is still in the last hour.
    expect(burn(world).present).toBe(3_000n);
    world.now = NOON + 2 * HOUR_MS;
    expect(burn(world).present).toBe(1_000n);
    world.now = NOON + 6 * HOUR_MS + HOUR_MS / 2;
    expect(burn(world).present).toBe(500n);
    world.now = NOON + 7 * HOUR_MS;
    expect(burn(world).present).toBe(0n);
  });

  test("goes on across midnight", () => {
    const world = funded();
    world.now = Date.UTC(2026, 4, 15, 23, 50);
    world.must(debit(1, "10.00"));
    world.now = Date.UTC(2026, 4, 16, 0, 10);
    expect(burn(world).present).toBe(1_000n);
    world.must(debit(1, "10.00"));
    expect(burn(world).present).toBe(2_000n);
    expect([...recentSpend(world.wallet()).hours].map(([hour, { spend }]) => [hour - hourOf(NOON), spend])).toEqual([
      [11, 1_000n],
      [12, 1_000n],
    ]);
  });

  test("one bulk order is no steady burn, two orders are", () => {
    const world = funded();
    world.must(debit(1, "5000.00"));
    expect(burn(world)).toEqual({ present: 500_000n, steady: 0n });
    world.must(debit(1, "5000.00"));
    expect(burn(world)).toEqual({ present: 1_000_000n, steady: 500_000n });
  });

  test("a late debit counts when it happened, and its refund is taken from there", () => {
    const world = new World();
    world.now = NOON;
    const { provider } = world.must(newProvider({ webhookSecret: "sealed" as Sealed }));
    world.must(mirrorOf(provider.id, "1"));
    world.must(providerEvent(provider.id, "evt", { amount: "40.00" }, NOON - 2 * HOUR_MS));
    expect(burn(world).present).toBe(667n);
    world.post({ amount: 4_000n, kind: "refund", spentAt: NOON - 2 * HOUR_MS });
    expect(burn(world).present).toBe(0n);
  });

  test("a refund without its debit lowers the present interval alone", () => {
    const world = funded();
    world.must(debit(1, "10.00"));
    world.now += 2 * SLOT_MS;
    world.must(debit(1, "3.00"));
    world.must(credit(1, "8.00", { kind: "refund" }));
    world.must(debit(1, "1.00"));
    expect(burn(world).present).toBe(1_100n);
  });

  test("is that of a plain list of debits, whatever their times", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * MINUTE }), fc.integer({ min: 1, max: 9_999 })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (list) => {
        const world = funded();
        const debits: { at: number; amount: number }[] = [];
        for (const [wait, amount] of list) {
          world.now += wait;
          world.must(debit(1, (amount / 100).toFixed(2)));
          debits.push({ at: world.now, amount });
        }
        const sum = (from: number) =>
          debits.filter(({ at }) => at >= from).reduce((all, { amount }) => all + amount, 0);
        // Between what is certainly within the period and what may be, by the length of one interval or hour.
        const least = Math.max(sum(world.now - HOUR_MS + SLOT_MS), sum(world.now - 5 * HOUR_MS) / 6 - 1);
        const most = Math.max(sum(world.now - HOUR_MS - SLOT_MS), sum(world.now - 7 * HOUR_MS) / 6 + 1);
        const present = Number(burn(world).present);
        expect(present).toBeGreaterThanOrEqual(Math.floor(least));
        expect(present).toBeLessThanOrEqual(Math.ceil(most));
        const kept = [...recentSpend(world.wallet()).hours.keys()];
        expect(Math.min(...kept)).toBeGreaterThan(hourOf(world.now) - KEPT_HOURS);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the runway", () => {
  const typicalOf = (typical: bigint | null) => ({ typical, days: 7, confidence: "established" as const });

  test.each([
    [10_000n, 100n, 10_000n, "typical"],
    [10_000n, 1_000n, 24_000n, "present"],
    [null, 1_000n, 24_000n, "present"],
    [null, 0n, null, null],
    [0n, 0n, 0n, "typical"],
  ] as const)("of a typical day of %s at %s an hour is by %s a day: %s", (typical, present, pace, basis) => {
    expect(forecastOf(typicalOf(typical), { present, steady: 0n })).toEqual({ pace, basis });
  });

  test("halves when the pace doubles", () => {
    const before = forecastOf(typicalOf(24_000n), { present: 1_000n, steady: 0n });
    const after = forecastOf(typicalOf(24_000n), { present: 2_000n, steady: 0n });
    expect([runwayHours(40_000n, before.pace), runwayHours(40_000n, after.pace)]).toEqual([40, 20]);
  });

  test("never rises while the balance falls and the pace does not, and never ends later", () => {
    const amount = fc.bigInt({ min: -(10n ** 6n), max: 10n ** 18n });
    const pace = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(amount, amount, pace, pace, pace, pace, (a, b, present, typical, faster, busier) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const slow = forecastOf(typicalOf(typical), { present, steady: 0n });
        const fast = forecastOf(typicalOf(typical + busier), { present: present + faster, steady: 0n });
        const longer = runwayHours(more, slow.pace) ?? Number.POSITIVE_INFINITY;
        const shorter = runwayHours(less, fast.pace) ?? Number.POSITIVE_INFINITY;
        expect(shorter).toBeLessThanOrEqual(longer);
        const end = emptiesAt(NOON, Number.isFinite(longer) ? longer : null);
        if (end !== null) expect(emptiesAt(NOON, shorter)).toBeLessThanOrEqual(end);
      }),
    );
  });
});
