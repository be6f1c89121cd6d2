import { EVENTS } from "@plimsoll/contract";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LARGEST,
  below,
  capture,
  credit,
  debit,
  expire,
  hold,
  key,
  mirrorOf,
  newProvider,
  newWallet,
  patchWallet,
  release,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World, reasonOf, walletWith } from "../../../../test/support/world.ts";
import { MAX_AMOUNT } from "../money/amount.ts";
import type { Outcome } from "../outcome.ts";

/** A new hold's id. */
function placed(world: World, amount: string, fields: Parameters<typeof hold>[2] = {}): string {
  return (JSON.parse(world.must(hold(1, amount, fields)).body) as { id: string }).id;
}

describe("guards, in order", () => {
  /** Each situation violates every guard from its own on; the result names the first. */
  function situation() {
    const world = new World();
    const { provider } = world.must(newProvider());
    world.must(newWallet({ name: "1: active" }));
    world.must(mirrorOf(provider.id, "2", { name: "2: mirror, closed" }));
    world.must(newWallet({ name: "3: closed" }));
    world.must(newWallet({ name: "4: frozen" }));
    world.must(newWallet({ name: "5: unlimited, at the lowest balance", overdraftLimit: null }));
    world.must(newWallet({ name: "6: unlimited, at the highest balance", overdraftLimit: null }));
    world.must(credit(1, "1.00", { idempotency: key("used") }));
    world.must(debit(5, LARGEST));
    world.must(debit(5, "0.01"));
    world.must(credit(6, LARGEST));
    world.must(hold(6, LARGEST));
    world.runAll(patchWallet(2, { status: "closed" }), patchWallet(3, { status: "closed" }));
    world.must(patchWallet(4, { status: "frozen" }));
    return world;
  }

  test.each([
    ["wallet_not_found", hold(9, "x", { idempotency: key("used", "other") })],
    ["idempotency_key_reused", hold(2, "x", { idempotency: key("used", "other") })],
    ["mirror_is_read_only", hold(2, "x")],
    ["wallet_closed", hold(3, "x")],
    ["wallet_frozen", hold(4, "x")],
    ["invalid", hold(1, "1.001")],
    ["invalid", hold(1, "0.00")],
    ["invalid", hold(1, "-1.00")],
    ["insufficient_funds", hold(1, "1.01")],
    ["insufficient_funds", hold(1, LARGEST)],
    ["balance_out_of_range", hold(5, "0.01")],
    ["balance_out_of_range", hold(6, "0.01")],
    ["accepted", hold(1, "1.00")],
  ])("of placing: %s", (reason, command) => {
    const world = situation();
    const before = world.store.dump();
    const outcome = world.run(command);
    expect(reasonOf(outcome)).toBe(reason);
    if (!outcome.ok) expect(world.store.dump()).toEqual(before);
  });

  test("of debiting: with the held amounts, the available balance stays within 64 bits too", () => {
    const world = new World();
    world.must(newWallet({ overdraftLimit: null }));
    world.must(debit(1, "92233720368547758.06"));
    world.must(hold(1, "0.01"));
    expect(reasonOf(world.run(debit(1, "0.02")))).toBe("balance_out_of_range");
    world.must(debit(1, "0.01"));
    expect(world.wallet()).toMatchObject({ balance: -MAX_AMOUNT, held: 1n });
    audit(world);
  });

  test("of capturing and releasing", () => {
    const world = walletWith("100.00");
    world.must(credit(1, "1.00", { idempotency: key("used") }));
    const [open, taken, freed, late, swept] = ["1.00", "2.00", "3.00", "4.00", "5.00"].map((amount, i) =>
      placed(world, amount, { expiresIn: i > 2 ? 10 : 900 }),
    ) as [string, string, string, string, string];
    world.must(capture(taken));
    world.must(release(freed));
    world.now += 10_000;
    world.must(expire(swept));
    const reused = { idempotency: key("used", "other") };
    const asked: [string, Parameters<World["run"]>[0]][] = [
      ["hold_not_found", capture("hold_x", reused)],
      ["hold_not_found", release("hold_x", reused)],
      ["idempotency_key_reused", capture(taken, reused)],
      ["idempotency_key_reused", release(taken, reused)],
      ["hold_not_open", capture(taken, { amount: "x" })],
      ["hold_not_open", capture(freed)],
      ["hold_not_open", release(taken)],
      ["hold_not_open", release(freed)],
      ["hold_expired", capture(late, { amount: "x" })],
      ["hold_expired", release(late)],
      ["hold_expired", capture(swept)],
      ["hold_expired", release(swept)],
      ["invalid", capture(open, { amount: "x" })],
      ["invalid", capture(open, { amount: "0" })],
      ["invalid", capture(open, { amount: "0.001" })],
      ["invalid", capture(open, { amount: "1.01" })],
    ];
    const before = world.store.dump();
    expect(asked.map(([, command]) => reasonOf(world.run(command)))).toEqual(asked.map(([reason]) => reason));
    expect(world.store.dump()).toEqual(before);
    world.must(capture(open, { amount: "1.00" }));
  });
});

describe("an amount that is held", () => {
  test("is still in the balance, but not available to anything else", () => {
    const world = walletWith("10.00");
    placed(world, "4.00");
    expect(world.wallet()).toMatchObject({ balance: 1_000n, held: 400n });
    expect(reasonOf(world.run(debit(1, "6.01")))).toBe("insufficient_funds");
    expect(reasonOf(world.run(hold(1, "6.01")))).toBe("insufficient_funds");
    world.must(debit(1, "6.00"));
    expect(reasonOf(world.run(patchWallet(1, { status: "closed" })))).toBe("wallet_not_empty");
    audit(world);
  });

  test("may reach into the overdraft limit and no further", () => {
    const world = walletWith("10.00", "5.00");
    expect(reasonOf(world.run(hold(1, "15.01")))).toBe("insufficient_funds");
    const id = placed(world, "15.00");
    world.must(capture(id));
    expect(world.wallet()).toMatchObject({ balance: -500n, held: 0n });
  });

  test("captured in part, the rest is free and the debit names its source", () => {
    const world = walletWith("10.00");
    const id = placed(world, "8.00", { reference: "BOOKING-7" });
    world.must(capture(id, { amount: "5.50", kind: "card", remarks: "late checkout" }));
    expect(world.wallet()).toMatchObject({ balance: 450n, held: 0n });
    const transaction = world.rows("transactions").at(-1);
    expect(transaction).toMatchObject({
      amount: -550n,
      kind: "card",
      orderId: null,
      source: "api",
      referenceNumber: "BOOKING-7",
      remarks: "late checkout",
    });
    expect(world.rows("holds")).toMatchObject([{ status: "captured", captured: 550n, transactionId: transaction?.id }]);
    audit(world);
  });

  test("can be captured although the wallet was frozen or its limit lowered since", () => {
    const world = walletWith("0.01", "20.00");
    const id = placed(world, "20.00");
    world.must(patchWallet(1, { overdraftLimit: "0", status: "frozen" }));
    world.must(capture(id));
    expect(world.wallet().balance).toBe(-1_999n);
  });

  test("is free from the moment it expires on: not captured late, and swept once", () => {
    const world = walletWith("10.00");
    const id = placed(world, "10.00", { expiresIn: 60 });
    world.now += 59_999;
    expect(world.must(expire(id))).toEqual({ expired: 0, left: [] });
    world.now += 1;
    expect(reasonOf(world.run(capture(id)))).toBe("hold_expired");
    expect(world.must(expire(id, id, "hold_gone"))).toEqual({ expired: 1, left: [] });
    expect(world.wallet().held).toBe(0n);
    expect(world.must(expire(id))).toEqual({ expired: 0, left: [] });
    expect(world.payloads("hold.expired")).toHaveLength(1);
    audit(world);
  });

  test("may be as large as anything", () => {
    const world = walletWith(LARGEST);
    const id = placed(world, LARGEST);
    expect(world.wallet().held).toBe(MAX_AMOUNT);
    world.must(capture(id));
    expect(world.wallet()).toMatchObject({ balance: 0n, held: 0n });
  });
});

test("holds move alerts, once, and the log names them", () => {
  const world = new World();
  world.must(newWallet({ alertSettings: { alert_enabled: true, critical: below("10.00") } }));
  world.must(credit(1, "100.00"));
  const alerts = () => world.alerts().map((event) => [event.alert_status, event.ongoing_balance]);
  expect(alerts()).toEqual([
    ["in_alarm", "0.00"],
    ["ok", "100.00"],
  ]);
  const id = placed(world, "95.00");
  const second = placed(world, "1.00");
  expect(alerts().slice(2)).toEqual([["in_alarm", "5.00"]]);
  expect(world.rows("alertLog").at(-1)?.cause).toBe(JSON.stringify({ type: "hold", hold_id: id }));
  // The whole of it is captured: the available balance stays as it was, and so does the alert.
  world.must(capture(second));
  expect(alerts()).toHaveLength(3);
  world.must(release(id));
  expect(alerts().slice(3)).toEqual([["ok", "99.00"]]);
  audit(world);
});

test("a hold's events have its state at that moment, as documented", () => {
  const world = walletWith("10.00");
  const first = placed(world, "5.00", { reference: "r" });
  world.must(capture(first, { amount: "2.00" }));
  world.must(release(placed(world, "1.00")));
  const late = placed(world, "1.00", { expiresIn: 1 });
  world.now += 1_000;
  world.must(expire(late));
  const types = ["hold.created", "hold.captured", "hold.released", "hold.expired"] as const;
  const holdEvents = world.payloads(...types);
  expect(holdEvents.map(({ type, data }) => [type, data["status"], data["captured_amount"]])).toEqual([
    ["hold.created", "open", "0.00"],
    ["hold.captured", "captured", "2.00"],
    ["hold.created", "open", "0.00"],
    ["hold.released", "released", "0.00"],
    ["hold.created", "open", "0.00"],
    ["hold.expired", "expired", "0.00"],
  ]);
  for (const payload of holdEvents) {
    const { example } = EVENTS[payload.type as (typeof types)[number]];
    expect(Object.keys(payload.data)).toEqual(Object.keys(example["data"] as object));
  }
});

describe("a repetition", () => {
  test("returns the first result, whatever has happened to the hold", () => {
    const world = walletWith("10.00");
    const order = hold(1, "4.00", { idempotency: key("k") });
    const first = world.run(order);
    const { id } = JSON.parse(first.ok ? first.value.body : "{}") as { id: string };
    const take = capture(id, { idempotency: key("c") });
    const taken = world.run(take);
    const before = world.store.dump();
    expect(world.batch([order, take])).toEqual([
      { ...first, replayed: true },
      { ...taken, replayed: true },
    ]);
    expect(world.store.dump()).toEqual(before);
  });

  test("is known within the batch of the first", () => {
    const world = walletWith("10.00");
    const order = hold(1, "4.00", { idempotency: key("k") });
    const other = hold(1, "4.00", { idempotency: key("k", "other") });
    const [first, second, third] = world.batch([order, order, other]);
    expect(second).toEqual({ ...first, replayed: true });
    expect(third).toMatchObject({ ok: false, rejection: { reason: "idempotency_key_reused" } });
    expect(world.wallet().held).toBe(400n);
  });
});

describe("whatever is requested, in batches of any size", { timeout: 30_000 }, () => {
  const amount = fc.integer({ min: 1, max: 1_200 }).map((units) => (units / 100).toFixed(2));
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("hold" as const), amount, seconds: fc.integer({ min: 1, max: 5 }) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("debit" as const), amount }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("credit" as const), amount }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("capture" as const), which: fc.nat(20), amount: fc.option(amount) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), which: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("sweep" as const) }) },
  );
  const run = fc.array(fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 10 }), later: fc.nat(2_000) }), {
    minLength: 1,
    maxLength: 10,
  });

  test("nothing is ever spent twice: available never falls below the limit, and held is the sum of open holds", () => {
    fc.assert(
      fc.property(run, fc.constantFrom("0", "3.00"), (batches, limit) => {
        const world = walletWith("20.00", limit);
        const ids = () => world.rows("holds").map(({ id }) => id);
        for (const { steps, later } of batches) {
          const known = ids();
          const pick = (which: number) => known[which % Math.max(1, known.length)] ?? "hold_none";
          const outcomes = world.batch(
            steps.map((wish) => {
              switch (wish.do) {
                case "hold":
                  return hold(1, wish.amount, { expiresIn: wish.seconds });
                case "debit":
                  return debit(1, wish.amount);
                case "credit":
                  return credit(1, wish.amount);
                case "capture":
                  return capture(pick(wish.which), { amount: wish.amount });
                case "release":
                  return release(pick(wish.which));
                case "sweep":
                  return expire(...known);
              }
            }),
          );
          for (const [i, outcome] of outcomes.entries()) {
            if (outcome.ok || steps[i]?.do !== "capture") continue;
            expect(["hold_not_found", "hold_expired", "hold_not_open", "invalid"]).toContain(outcome.rejection.reason);
          }
          const { balance, held, overdraftLimit } = world.wallet();
          expect(balance - held).toBeGreaterThanOrEqual(-(overdraftLimit as bigint));
          expect(held).toBeGreaterThanOrEqual(0n);
          audit(world);
          world.now += later;
        }
        const taken = world.rows("holds").reduce((sum, row) => sum + row.captured, 0n);
        const debits = world.rows("transactions").filter(({ source }) => source === "api");
        expect(debits.reduce((sum, row) => sum - row.amount, 0n)).toBe(taken);
      }),
      { numRuns: 60 },
    );
  });
});

test("64 holds for 10: ten are placed, in one batch as in many", () => {
  for (const size of [1, 64]) {
    const world = walletWith("10.00");
    const outcomes: Outcome[] = [];
    for (let start = 0; start < 64; start += size) {
      outcomes.push(...world.batch(Array.from({ length: size }, () => hold(1, "1.00"))));
    }
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(world.wallet()).toMatchObject({ balance: 1_000n, held: 1_000n });
  }
});
