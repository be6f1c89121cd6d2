import { EVENTS } from "@plimsoll/contract";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LARGEST,
  below,
  capture,
  credit,
  debit,
  deliver,
  endOrder,
  expire,
  hold,
  key,
  mirrorOf,
  newProduct,
  newProvider,
  newWallet,
  order,
  patchProduct,
  patchWallet,
  putRates,
  release,
  transfer,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { portrait, World, type Payload, reasonOf } from "../../../../test/support/world.ts";
import type { Outcome } from "../outcome.ts";
import { costOfDelivered } from "./order.ts";

function shop(balance = "1000.00", fields: Parameters<typeof newProduct>[0] = {}) {
  const world = new World();
  world.must(newWallet());
  world.must(credit(1, balance));
  return { world, id: world.must(newProduct(fields)).product.id };
}

/** The order as it was returned. */
function placed(world: World, command: ReturnType<typeof order>): Record<string, unknown> {
  return JSON.parse(world.must(command).body) as Record<string, unknown>;
}

describe("guards, in order", () => {
  /** Each situation breaks every guard from its own on; the answer names the first. */
  function situation() {
    const world = new World();
    const { provider } = world.must(newProvider());
    const block = { alert_enabled: true, block: below("-1"), critical: below("5.00") };
    const eur = { currency: "EUR" };
    world.must(newWallet({ name: "1: fine" }));
    world.must(newWallet({ ...eur, name: "2: closed, and so on", alertSettings: block }));
    world.must(newWallet({ ...eur, name: "3: frozen, and so on", overdraftLimit: "9", alertSettings: block }));
    world.must(newWallet({ ...eur, name: "4: blocked, and so on", overdraftLimit: "9", alertSettings: block }));
    world.must(newWallet({ ...eur, name: "5: empty euros" }));
    world.must(mirrorOf(provider.id, "6", { name: "6: stale" }));
    world.must(mirrorOf(provider.id, "7", { name: "7: a mirror" }));
    world.must(newWallet({ name: "8: unlimited, at the lowest balance", overdraftLimit: null }));
    world.must(credit(1, "20.00"));
    world.must(debit(3, "2.00"));
    world.must(debit(4, "2.00"));
    world.must(debit(8, LARGEST));
    world.must(patchWallet(2, { status: "closed" }));
    world.must(patchWallet(3, { status: "frozen" }));
    world.tamper(6, { stale: true, alertState: "blocked" });
    const product = world.must(newProduct()).product.id;
    const old = world.must(newProduct()).product.id;
    world.must(patchProduct(old, { status: "archived" }));
    world.must(order(product, "taken"));
    return { world, product, old };
  }

  test.each<[string, string, "product" | "old" | "none", Parameters<typeof order>[2]]>([
    ["idempotency_key_reused", "taken", "none", { fingerprint: "other", walletId: null, denomination: "x" }],
    ["product_not_found", "new", "none", { walletId: null, denomination: "x" }],
    ["product_not_found", "new", "none", { walletId: 9 }],
    ["wallet_not_chosen", "new", "old", { walletId: null, denomination: "x" }],
    ["wallet_not_found", "new", "old", { walletId: 9, denomination: "x" }],
    ["product_archived", "new", "old", { walletId: 2, denomination: "x" }],
    ["wallet_closed", "new", "product", { walletId: 2, denomination: "x" }],
    ["wallet_frozen", "new", "product", { walletId: 3, denomination: "x" }],
    ["balance_stale", "new", "none", { walletId: 6, denomination: "x" }],
    ["orders_blocked", "new", "product", { walletId: 4, denomination: "x" }],
    ["order_not_placeable", "new", "none", { walletId: 7, denomination: "x" }],
    ["fx_rate_missing", "new", "product", { walletId: 5, denomination: "x" }],
    ["invalid", "new", "product", { denomination: "x" }],
    ["invalid", "new", "product", { denomination: "11.00" }],
    ["invalid", "new", "product", { quantity: 101 }],
    ["insufficient_funds", "new", "product", { quantity: 2 }],
    ["balance_out_of_range", "new", "product", { walletId: 8 }],
    ["accepted", "new", "product", {}],
  ])("%s", (reason, reference, which, fields) => {
    const { world, product, old } = situation();
    const before = world.store.dump();
    const outcome = world.run(order({ product, old, none: "prod_none" }[which], reference, fields));
    expect(reasonOf(outcome)).toBe(reason);
    if (!outcome.ok) expect(world.store.dump()).toEqual(before);
  });

  test("a stale mirror passes that gate where the account says so", () => {
    const { world } = situation();
    world.must({ type: "update_account", accountId: 1, patch: { stale_policy: "open" } });
    expect(reasonOf(world.run(order("7", "new", { walletId: 6 })))).toBe("orders_blocked");
  });

  test("of reports about an order", () => {
    const { world, id } = shop();
    world.must(credit(1, "1.00", { idempotency: key("used") }));
    const reused = { idempotency: key("used", "other") };
    world.must(order(id, "open", { quantity: 3 }));
    world.must(order(id, "over"));
    world.must(endOrder(2, "CANCELLED"));
    const before = world.store.dump();
    const asked: [string, Parameters<World["run"]>[0]][] = [
      ["order_not_found", deliver(9, 1, reused)],
      ["order_not_found", endOrder(9, "FAILED", reused)],
      ["idempotency_key_reused", deliver(2, 1, reused)],
      ["idempotency_key_reused", endOrder(2, "FAILED", reused)],
      ["order_ended", deliver(2, 1)],
      ["order_ended", endOrder(2, "FAILED")],
      ["order_ended", endOrder(2, "CANCELLED")],
      ["invalid", deliver(1, 4)],
    ];
    expect(asked.map(([, command]) => reasonOf(world.run(command)))).toEqual(asked.map(([reason]) => reason));
    expect(world.store.dump()).toEqual(before);
  });
});

describe("an order", () => {
  test("debits its wallet in the same transaction, and reports it in the provider's words", () => {
    const { world, id } = shop("1000.00", { discount: "3.5" });
    const made = placed(world, order(id, "MY_ORDER_001", { denomination: "50.00", quantity: 5 }));
    expect(made).toMatchObject({
      id: 1,
      reference_code: "MY_ORDER_001",
      status: "PENDING",
      product_name: "Steam Wallet Card",
      denomination: 50,
      quantity: 5,
      amount: 250,
      delivered_quantity: 0,
      delivered_on: null,
      total_payable: "241.25",
      refunded_amount: "0.00",
      transaction_id: 2,
      source: "ledger",
    });
    expect(world.rows("transactions").at(-1)).toMatchObject({
      amount: -24_125n,
      kind: "order",
      orderId: 1,
      referenceNumber: "MY_ORDER_001",
      remarks: "USD Wallet deducted by amount 241.25 for order reference code MY_ORDER_001",
    });
    expect(world.payloads("wallet.debited", "order.created").map(({ type }) => type)).toEqual([
      "wallet.debited",
      "order.created",
    ]);
    expect(world.payloads("order.created")[0]?.data).toEqual(made);
    audit(world);
  });

  test("that costs nothing moves nothing", () => {
    const { world, id } = shop("0.01", { discount: "100" });
    expect(placed(world, order(id, "gift"))).toMatchObject({ total_payable: "0.00", transaction_id: null });
    world.must(endOrder(1, "FAILED"));
    expect(world.rows("transactions")).toHaveLength(1);
    audit(world);
  });

  test("in another currency is charged at the account's rate, and keeps it", () => {
    const { world, id } = shop("1000.00", { currency: "EUR", discount: "1" });
    world.must(putRates({ from: "EUR", to: "USD", rate: "1.0857" }));
    // 9.90 × 1.0857 = 10.74843
    expect(placed(world, order(id, "fx"))).toMatchObject({
      currency: "EUR",
      wallet_currency: "USD",
      total_payable: "10.75",
      charges: { net_amount: 10.75, charges_details: { forex_rate: 1.0857 } },
    });
    world.must(putRates({ from: "EUR", to: "USD", rate: "2" }));
    world.must(endOrder(1, "CANCELLED"));
    expect(world.wallet().balance).toBe(100_000n);
  });

  test("uses neither held amounts nor more than the overdraft limit", () => {
    const { world, id } = shop("10.00");
    world.must(hold(1, "0.01"));
    expect(reasonOf(world.run(order(id, "a")))).toBe("insufficient_funds");
    world.must(patchWallet(1, { overdraftLimit: "0.01" }));
    world.must(order(id, "a"));
  });

  test("is delivered piece by piece, with the documented fields and types", () => {
    const { world, id } = shop();
    world.must(order(id, "BULK_ORDER_001", { quantity: 3, denomination: "25.00" }));
    world.must(deliver(1, 2));
    world.now += 60_000;
    world.must(deliver(1, 1));
    expect(reasonOf(world.run(endOrder(1, "FAILED")))).toBe("order_ended");
    const [partially, whole] = world.payloads("order.partially_delivered", "order.delivered") as [Payload, Payload];
    expect(partially.type).toBe("order.partially_delivered");
    expect(partially.data).toEqual({
      id: 1,
      reference_code: "BULK_ORDER_001",
      status: "PARTIALLY_DELIVERED",
      product_name: "Steam Wallet Card",
      denomination: 25,
      quantity: 3,
      amount: 75,
      delivered_quantity: 2,
      delivered_on: "2026-05-15T14:30:00.000Z",
      created_at: "2026-05-15T14:30:00.000Z",
    });
    expect(whole).toMatchObject({
      type: "order.delivered",
      data: { status: "DELIVERED", delivered_quantity: 3, delivered_on: "2026-05-15T14:31:00.000Z" },
    });
    for (const payload of [partially, whole]) {
      const { example } = EVENTS[payload.type as "order.delivered"];
      expect(Object.keys(payload.data)).toEqual(Object.keys(example["data"] as object));
    }
    const text = world.events().find(({ type }) => type === "order.delivered")?.payload;
    expect(text).toContain('"denomination":25.00,"quantity":3,"amount":75.00,');
  });

  test("that fails is refunded for the undelivered part; one that is cancelled too", () => {
    const { world, id } = shop();
    world.must(order(id, "a", { quantity: 4 }));
    world.must(order(id, "b"));
    world.must(deliver(1, 1));
    world.must(endOrder(1, "FAILED"));
    world.must(endOrder(2, "CANCELLED"));
    expect(world.wallet().balance).toBe(99_000n);
    expect(world.rows("transactions").slice(-2)).toMatchObject([
      { kind: "refund", orderId: 1, amount: 3_000n, referenceNumber: "a" },
      { kind: "refund", orderId: 2, amount: 1_000n, referenceNumber: "b" },
    ]);
    expect(world.payloads("order.failed", "order.cancelled").map(({ type, data }) => [type, data["status"]])).toEqual([
      ["order.failed", "FAILED"],
      ["order.cancelled", "CANCELLED"],
    ]);
    for (const payload of world.payloads("order.failed", "order.cancelled")) {
      const { example } = EVENTS[payload.type as "order.failed"];
      expect(Object.keys(payload.data)).toEqual(Object.keys(example["data"] as object));
    }
    audit(world);
  });

  test("that fails on a later day lowers the spend of the day it was placed, not of that day", () => {
    const { world, id } = shop();
    world.must(order(id, "a", { quantity: 4 }));
    world.now += 86_400_000;
    world.must(order(id, "b"));
    world.must(endOrder(1, "FAILED"));
    expect(world.rows("walletSpend").map(({ spend }) => spend)).toEqual([0n]);
    expect(world.wallet().spendToday).toBe(1_000n);
    audit(world);
  });

  test("is not refunded into a closed wallet, but into a frozen one", () => {
    const { world, id } = shop("20.00");
    world.must(order(id, "a"));
    world.must(order(id, "b"));
    world.must(patchWallet(1, { status: "closed" }));
    expect(reasonOf(world.run(endOrder(1, "FAILED")))).toBe("wallet_closed");
    world.must(patchWallet(1, { status: "active" }));
    world.must(patchWallet(1, { status: "frozen" }));
    world.must(endOrder(1, "FAILED"));
    expect(world.wallet().balance).toBe(1_000n);
  });
});

describe("a repetition", () => {
  test("returns the first result, whatever has happened to the order, the product and the wallet", () => {
    const { world, id } = shop("10.00");
    const ask = order(id, "MY_ORDER_001");
    const first = world.run(ask);
    world.must(deliver(1, 1));
    world.must(patchProduct(id, { status: "archived" }));
    world.must(patchWallet(1, { status: "closed" }));
    const before = world.store.dump();
    expect(world.batch([ask, ask])).toEqual([
      { ...first, replayed: true },
      { ...first, replayed: true },
    ]);
    expect(world.store.dump()).toEqual(before);
  });

  test("is known within the batch of the first, and a report has its own key", () => {
    const { world, id } = shop();
    const ask = order(id, "a", { quantity: 5 });
    const [first, second, third] = world.batch([ask, ask, order(id, "a", { fingerprint: "other" })]);
    expect(second).toEqual({ ...first, replayed: true });
    expect(third).toMatchObject({ ok: false, rejection: { reason: "idempotency_key_reused" } });
    const report = deliver(1, 2, { idempotency: key("d") });
    const [reported, again] = world.batch([report, report]);
    expect(again).toEqual({ ...reported, replayed: true });
    expect(world.rows("orders")[0]?.delivered).toBe(2);
  });
});

test("64 orders for 10: ten are placed, in one batch as in many", () => {
  for (const size of [1, 64]) {
    const { world, id } = shop("100.00");
    const outcomes: Outcome[] = [];
    for (let start = 0; start < 64; start += size) {
      outcomes.push(...world.batch(Array.from({ length: size }, (_, i) => order(id, `order ${start + i}`))));
    }
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(world.wallet().balance).toBe(0n);
    audit(world);
  }
});

describe("parts and wholes", () => {
  const units = fc.bigInt({ min: 0n, max: 10n ** 15n });

  test("the kept and the refunded part sum to the payment, and no piece costs less than nothing", () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 1_000 }), fc.nat(1_000), (payable, quantity, some) => {
        const delivered = some % (quantity + 1);
        const kept = costOfDelivered(payable, quantity, delivered);
        expect(kept >= 0n && kept <= payable).toBe(true);
        // To the nearest unit of the exact share.
        const twice = 2n * (kept * BigInt(quantity) - payable * BigInt(delivered));
        expect(twice <= BigInt(quantity) && twice > -BigInt(quantity)).toBe(true);
        if (delivered === 0) expect(kept).toBe(0n);
        if (delivered === quantity) expect(kept).toBe(payable);
        if (delivered > 0) expect(kept >= costOfDelivered(payable, quantity, delivered - 1)).toBe(true);
      }),
    );
  });

  test("whatever is ordered, delivered and ended, the wallet has paid for exactly the kept pieces", () => {
    const step = fc.record({
      do: fc.constantFrom("order" as const, "deliver" as const, "fail" as const, "cancel" as const),
      which: fc.nat(6),
      quantity: fc.integer({ min: 1, max: 7 }),
      denomination: fc.constantFrom("10.00", "25.00", "50.00"),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom("0", "3.5", "33.333"),
        fc.constantFrom(null, "0.37", { percent: "1.7" }),
        (batches, discount, fee) => {
          const { world, id } = shop("400.00", { discount, fee });
          let names = 0;
          for (const steps of batches) {
            world.batch(
              steps.map((wish) => {
                if (wish.do === "order") return order(id, `${(names += 1)}`, wish);
                if (wish.do === "deliver") return deliver(wish.which, wish.quantity);
                return endOrder(wish.which, wish.do === "fail" ? "FAILED" : "CANCELLED");
              }),
            );
            audit(world);
            expect(world.wallet().balance >= 0n).toBe(true);
          }
          const kept = world.rows("orders").reduce((sum, row) => sum + row.payable - row.refunded, 0n);
          expect(world.wallet().balance).toBe(40_000n - kept);
        },
      ),
      { numRuns: 40 },
    );
  }, 30_000);
});

test("one batch or one by one: the same is stored", () => {
  const units = fc
    .integer({ min: 1, max: 1_500 })
    .map((n) => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, "0")}`);
  const wish = fc.record({
    do: fc.constantFrom("hold", "capture", "release", "expire", "order", "deliver", "fail", "transfer", "debit"),
    which: fc.nat(3),
    amount: units,
    key: fc.option(fc.constantFrom("k1", "k2")),
  });
  const build = () => {
    const { world, id } = shop("30.00");
    world.runAll(newWallet({ overdraftLimit: "2.00" }), credit(2, "5.00"));
    for (let i = 0; i < 3; i += 1) world.must(hold(1, "1.00", { expiresIn: 1 + i }));
    world.must(order(id, "first", { quantity: 1 }));
    world.now += 1_500;
    return { world, id, holds: world.rows("holds").map((row) => row.id) };
  };
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 10 }), (wishes) => {
      const [together, apart] = [build(), build()];
      const commands = ({ id, holds }: ReturnType<typeof build>) =>
        wishes.map(({ do: what, which, amount, key: name }) => {
          const idempotency = name === null ? null : key(name, `${what} ${which} ${amount}`);
          const held = holds[which] ?? "hold_none";
          switch (what) {
            case "hold":
              return hold(1, amount, { idempotency });
            case "capture":
              return capture(held, { amount: which === 0 ? null : amount, idempotency });
            case "release":
              return release(held, { idempotency });
            case "expire":
              return expire(...holds);
            case "order":
              return order(id, `${which}`, { fingerprint: amount.slice(0, 1) });
            case "deliver":
              return deliver(which, 1, { idempotency });
            case "fail":
              return endOrder(which, "FAILED", { idempotency });
            case "transfer":
              return transfer(1, 2, amount, { idempotency });
            case "debit":
              return debit(1, amount, { idempotency });
          }
        });
      const words = (outcomes: readonly Outcome[]) => outcomes.map((outcome) => reasonOf(outcome));
      expect(words(together.world.batch(commands(together)))).toEqual(words(apart.world.runAll(...commands(apart))));
      expect(portrait(together.world)).toEqual(portrait(apart.world));
      audit(together.world);
    }),
    { numRuns: 60 },
  );
}, 30_000);
