import * as fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { asks, commandOf, FEATURES, namedIn, shopCommands } from "../../../../test/support/asks.ts";
import { audit } from "../../../../test/support/audit.ts";
import {
  above,
  ACCOUNT,
  attempt,
  below,
  credit,
  debit,
  key,
  measureBurn,
  measureSpend,
  mirrorOf,
  newEndpoint,
  newFeature,
  newProvider,
  newTopup,
  newWallet,
  patchEndpoint,
  providerEvent,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { SCALE } from "../../../../test/support/scale.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import type { Outcome } from "../outcome.ts";
import { FAN_OUT_AT_ONCE } from "../events/fan-out.ts";
import { DAY_MS } from "../spend/day.ts";
import { HOUR_MS, SLOT_MS } from "../spend/recent.ts";

/** Batches of the property. */
const BATCHES = 160 * SCALE;

const counted = vi.hoisted(() => {
  // Test files share their modules: without this, those that another file has loaded would keep the real one.
  vi.resetModules();
  return { allowed: true, general: 0, lane: 0 };
});
afterAll(() => void vi.resetModules());

// One world carries out plain movements by the lane, as the product does; its twin takes the general way for every movement.
vi.mock("./move.ts", async (original) => {
  const actual = await original<typeof import("./move.ts")>();
  const move: typeof actual.move = (...input) => {
    if (!counted.allowed) return "general";
    const moved = actual.move(...input);
    if (moved === "general") counted.general += 1;
    return moved;
  };
  return { ...actual, move };
});

/** The same commands, in the same batches, at the same times. */
class Twins {
  readonly plain = new World();
  readonly general = new World();

  must(commands: readonly Command[]): void {
    expect(this.batch(commands).filter(({ ok }) => !ok)).toEqual([]);
  }

  batch(commands: readonly Command[]): readonly Outcome[] {
    const outcomes = this.plain.batchWithLane(commands, () => (counted.lane += 1));
    counted.allowed = false;
    try {
      expect(this.general.batchApart(commands)).toEqual(outcomes);
      return outcomes;
    } finally {
      counted.allowed = true;
    }
  }

  pass(milliseconds: number): void {
    this.plain.now += milliseconds;
    this.general.now += milliseconds;
  }

  compare(): void {
    expect(textOf(this.plain)).toBe(textOf(this.general));
  }
}

function textOf(world: World): string {
  return JSON.stringify(
    world.store.dump(),
    (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value),
    1,
  );
}

const wallet = fc.constantFrom(1, 1, 2, 3, 4);
/** Mostly of a few, so that balances meet levels exactly and credits meet announced top-ups. */
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("1.00", "5.00", "10.00", "10.00", "0.01", "10.01") },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 300 }).map((cents) => (cents / 100).toFixed(2)) },
  { weight: 1, arbitrary: fc.constantFrom("5", "40", "0", "1.001", "92233720368547758.07") },
);
const kind = fc.constantFrom(
  "topup",
  "refund",
  "order",
  "usage",
  "payout",
  "card",
  "adjustment",
  "reconciliation",
  "fx",
);
const idempotency = fc.option(fc.constantFrom("a", "b", "c", "d", "e"), { freq: 3 });
/** Before now. */
const age = fc.constantFrom(0, 0, 5, 900, SLOT_MS, HOUR_MS, DAY_MS, 3 * DAY_MS, -500, -DAY_MS);
const reference = fc.constantFrom(null, "R1", "R2", "r1");

/** Movements of every kind, beside what they are judged by. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("debit" as const), wallet, amount, kind, idempotency }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("credit" as const), wallet, amount, kind, idempotency, age }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("reported" as const),
      event: fc.nat(60),
      external: fc.constantFrom("m1", "m1", "m2", "m3"),
      direction: fc.constantFrom("DEBIT" as const, "DEBIT" as const, "CREDIT" as const),
      amount,
      currency: fc.constantFrom("USD", "USD", "USD", "EUR"),
      reference,
      age,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("topup" as const), wallet, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("measure" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("endpoint" as const), enabled: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("attempt" as const), sequence: fc.integer({ min: 1, max: 4 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const batches = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    pause: fc.constantFrom(0, 0, 1_000, 10_000, SLOT_MS, HOUR_MS, DAY_MS),
  }),
  { minLength: 1, maxLength: 8, size: "max" },
);

function command(steps: Step, now: number, provider: string, endpoints: readonly string[]): Command[] {
  switch (steps.do) {
    case "debit":
    case "credit": {
      const fields = {
        kind: steps.kind as never,
        idempotency: steps.idempotency === null ? null : key(steps.idempotency, JSON.stringify(steps)),
        ...("age" in steps && steps.kind === "refund" && { spentAt: now - steps.age }),
      };
      return [(steps.do === "debit" ? debit : credit)(steps.wallet, steps.amount, fields)];
    }
    case "reported":
      return [
        providerEvent(
          provider,
          `event ${steps.event}`,
          {
            externalWalletId: steps.external,
            direction: steps.direction,
            amount: steps.amount,
            currency: steps.currency,
            referenceNumber: steps.reference,
          },
          now - steps.age,
        ),
      ];
    case "topup":
      return [newTopup(steps.wallet, steps.amount)];
    case "measure":
      return [measureSpend(1, 2, 3, 4), measureBurn(1, 2, 3, 4)];
    case "endpoint":
      return endpoints.slice(0, 1).map((id) => patchEndpoint(id, { status: steps.enabled ? "enabled" : "disabled" }));
    case "attempt":
      return endpoints.slice(0, 1).map((id) => attempt(id, steps.sequence, now, 200));
  }
}

/** Wallets with levels of every kind, mirrors, and some endpoints. */
function twins(endpointCount: number): {
  readonly both: Twins;
  readonly provider: string;
  readonly endpoints: string[];
} {
  const both = new Twins();
  const burn = { alert_enabled: true, critical: { condition: "below", runway_hours: "4" } };
  const connect = newProvider();
  const endpoints = Array.from({ length: endpointCount }, () => newEndpoint());
  both.must([
    connect,
    ...endpoints,
    newWallet({ overdraftLimit: null, alertSettings: SEED_001 }),
    newWallet({ overdraftLimit: "5", alertSettings: burn }),
    newWallet({ alertSettings: { alert_enabled: true, critical: above("20"), info: above("10") } }),
    mirrorOf(connect.id, "m1", { mirror: { providerId: connect.id, externalId: "m1", balance: "100.00" } }),
    mirrorOf(connect.id, "m2", { alertSettings: { alert_enabled: true, critical: below("10"), info: below("20") } }),
  ]);
  return { both, provider: connect.id, endpoints: endpoints.map(({ id }) => id) };
}

describe("a plain movement stores what the general way stores", { timeout: 3_600_000 }, () => {
  test("movements of all kinds, dates and wallets, with and without endpoints", () => {
    let done = 0;
    counted.lane = 0;
    counted.general = 0;
    fc.assert(
      fc.property(batches, fc.constantFrom(0, 1, 2, FAN_OUT_AT_ONCE, FAN_OUT_AT_ONCE + 1), (some, endpointCount) => {
        const { both, provider, endpoints } = twins(endpointCount);
        for (const { steps, pause } of some) {
          both.batch(steps.flatMap((one) => command(one, both.plain.now, provider, endpoints)));
          both.pass(pause);
          done += 1;
        }
        both.compare();
        audit(both.plain);
      }),
      { numRuns: Math.ceil(BATCHES / 4) },
    );
    expect(counted.lane).toBeGreaterThan(done / 2);
    expect(counted.general).toBeGreaterThan(done / 2);
  });

  test("every request of clients", () => {
    fc.assert(
      fc.property(asks, (some) => {
        const both = new Twins();
        const features = Array.from({ length: FEATURES }, () => newFeature());
        const connect = newProvider();
        both.must([...features, newEndpoint(), connect, ...shopCommands()]);
        const ids = new Map(both.plain.rows("features").map(({ id }, index) => [`feature ${index}`, id]));
        both.must([newWallet({ overdraftLimit: null, featureIds: [...ids.values()].slice(0, 2) }), newWallet()]);
        for (const batch of some) {
          const named = namedIn(both.plain, ids, connect.id);
          both.batch(batch.map((one) => commandOf(named, one)));
          both.pass(60_000);
        }
        both.compare();
      }),
      { numRuns: Math.ceil(BATCHES / 20) },
    );
  });
});

test("what is not plain changes nothing before it goes the general way", async () => {
  const { move } = await vi.importActual<typeof import("./move.ts")>("./move.ts");
  const world = new World();
  world.must(newWallet({ overdraftLimit: null, alertSettings: SEED_001 }));
  world.must(credit(1, "5001.00"));
  world.must(debit(1, "1.00"));
  const owner = world.rows("accounts").find(({ id }) => id === ACCOUNT);
  if (!owner) throw new Error("no account");
  const cases = [
    { amount: -499_999n, kind: "usage" },
    { amount: 100n, kind: "refund" },
    { amount: -100n, kind: "usage", occurredAt: world.now - SLOT_MS },
    { amount: -100n, kind: "reconciliation" },
  ] as const;
  for (const posting of cases) {
    // Frozen rows: a change throws.
    expect([posting, move(owner, world.wallet(), posting, world.now, fail)]).toEqual([posting, "general"]);
  }
  const spent = { amount: -1n, kind: "usage", occurredAt: world.now } as const;
  expect(move(owner, world.wallet(), spent, world.now + SLOT_MS, fail)).toBe("general");
  expect(move({ ...owner }, { ...world.wallet() }, spent, world.now, fail)).toMatchObject({
    amount: -1n,
    balanceAfter: 499_999n,
  });
});

test("the first plain debit of a day stores the spend of the day before", () => {
  const world = new World();
  world.must(newWallet({ overdraftLimit: null }));
  world.must(debit(1, "3.00"));
  world.now += DAY_MS;
  world.batchWithLane([debit(1, "1.00"), debit(1, "2.00")]);
  expect(world.rows("walletSpend")).toMatchObject([{ walletId: 1, spend: 300n }]);
  expect(world.wallet()).toMatchObject({ spendToday: 300n });
});

function fail(): never {
  throw new Error("a day was closed");
}
