import { describe, expect, test } from "vitest";
import type { Transaction } from "../model/transaction.ts";
import { MAX_AMOUNT, MIN_AMOUNT } from "../money/amount.ts";
import type { Outcome } from "../outcome.ts";
import {
  LARGEST,
  credit,
  debit,
  hold,
  key,
  mirrorOf,
  newProvider,
  newWallet,
  patchWallet,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World, reasonOf, walletWith } from "../../../../test/support/world.ts";

describe("guards, in order", () => {
  /** Each situation violates every guard from its own on; the result names the first. */
  function situation(): World {
    const world = new World();
    const { provider } = world.must(newProvider());
    world.must(newWallet({ name: "1: active" }));
    world.must(mirrorOf(provider.id, "2", { name: "2: mirror, closed" }));
    world.must(newWallet({ name: "3: closed" }));
    world.must(newWallet({ name: "4: frozen" }));
    world.must(newWallet({ name: "5: unlimited, at the lowest balance", overdraftLimit: null }));
    world.must(credit(1, "1.00", { idempotency: key("used") }));
    world.must(debit(5, LARGEST));
    world.must(debit(5, "0.01"));
    world.runAll(patchWallet(2, { status: "closed" }), patchWallet(3, { status: "closed" }));
    world.must(patchWallet(4, { status: "frozen" }));
    return world;
  }

  test.each([
    ["wallet_not_found", debit(9, "x", { idempotency: key("used", "other") })],
    ["idempotency_key_reused", debit(2, "x", { idempotency: key("used", "other") })],
    ["mirror_is_read_only", debit(2, "x")],
    ["wallet_closed", debit(3, "x")],
    ["wallet_closed", credit(3, "x")],
    ["wallet_frozen", debit(4, "x")],
    ["invalid", credit(4, "x")],
    ["invalid", debit(1, "1.001")],
    ["invalid", debit(1, "0.00")],
    ["invalid", debit(1, "-1.00")],
    ["insufficient_funds", debit(1, LARGEST)],
    ["balance_out_of_range", debit(5, "0.01")],
    ["balance_out_of_range", credit(1, LARGEST)],
    ["accepted", credit(4, "1.00")],
    ["accepted", debit(1, "1.00")],
  ])("%s", (reason, command) => {
    const world = situation();
    const before = world.store.dump();
    const outcome = world.run(command);
    expect(reasonOf(outcome)).toBe(reason);
    if (!outcome.ok) expect(world.store.dump()).toEqual(before);
  });

  test("describes the amounts that it accepts", () => {
    const world = walletWith("20.00");
    for (const amount of ["1e2", "1.001", "", " 1", "+1", null, undefined, {}, Number.NaN, 1e21]) {
      expect(world.run(debit(1, amount))).toMatchObject({
        ok: false,
        rejection: { reason: "invalid", details: [{ field: "amount" }] },
      });
    }
    for (const amount of ["1", "0.01", 1, 0.5, "007.50"])
      expect(reasonOf(world.run(debit(1, amount)))).toBe("accepted");
  });
});

describe("the limit of a debit", () => {
  test("not past zero without an overdraft", () => {
    const world = walletWith("10.00");
    expect(reasonOf(world.run(debit(1, "10.01")))).toBe("insufficient_funds");
    expect(reasonOf(world.run(debit(1, "10.00")))).toBe("accepted");
    expect(reasonOf(world.run(debit(1, "0.01")))).toBe("insufficient_funds");
  });

  test("as far below zero as the overdraft limit", () => {
    const world = walletWith("10.00", "5.00");
    expect(reasonOf(world.run(debit(1, "15.01")))).toBe("insufficient_funds");
    expect(reasonOf(world.run(debit(1, "15.00")))).toBe("accepted");
    expect(world.wallet().balance).toBe(-500n);
  });

  test("unlimited when the limit is null", () => {
    const world = walletWith("0.01", null);
    world.must(debit(1, LARGEST));
    world.must(debit(1, "0.02"));
    expect(world.wallet().balance).toBe(MIN_AMOUNT + 0n);
    expect(reasonOf(world.run(debit(1, "0.01")))).toBe("balance_out_of_range");
  });

  test("held amounts cannot be spent", () => {
    const world = walletWith("10.00");
    world.must(hold(1, "4.00"));
    expect(reasonOf(world.run(debit(1, "6.01")))).toBe("insufficient_funds");
    expect(reasonOf(world.run(debit(1, "6.00")))).toBe("accepted");
    expect(world.wallet()).toMatchObject({ balance: 400n, held: 400n });
  });

  test("a frozen wallet accepts credits, a closed one nothing, an active one again both", () => {
    const world = walletWith("10.00");
    world.must(patchWallet(1, { status: "frozen" }));
    expect(reasonOf(world.run(debit(1, "1.00")))).toBe("wallet_frozen");
    world.must(credit(1, "1.00"));
    expect(reasonOf(world.run(patchWallet(1, { status: "closed" })))).toBe("wallet_not_empty");
    world.must(patchWallet(1, { status: "active" }));
    world.must(debit(1, "11.00"));
    world.must(patchWallet(1, { status: "closed" }));
    expect(reasonOf(world.run(credit(1, "1.00")))).toBe("wallet_closed");
    expect(reasonOf(world.run(patchWallet(1, { name: "x" })))).toBe("wallet_closed");
    world.must(patchWallet(1, { status: "active" }));
    world.must(credit(1, "1.00"));
  });

  test("up to the largest possible amount", () => {
    const world = walletWith(LARGEST);
    expect(world.wallet().balance).toBe(MAX_AMOUNT);
    expect(reasonOf(world.run(credit(1, "0.01")))).toBe("balance_out_of_range");
    expect(reasonOf(world.run(credit(1, "92233720368547758.08")))).toBe("invalid");
    world.must(debit(1, LARGEST));
    audit(world);
  });
});

describe("a repetition", () => {
  test("returns the first result and changes nothing", () => {
    const world = walletWith("10.00");
    const order = debit(1, "4.00", { idempotency: key("order-1") });
    const first = world.run(order);
    world.must(debit(1, "6.00"));
    world.must(patchWallet(1, { status: "closed" }));
    const before = world.store.dump();
    expect(world.run(order)).toEqual({ ...first, replayed: true });
    expect(world.store.dump()).toEqual(before);
  });

  test("is known within the batch of the first", () => {
    const world = walletWith("10.00");
    const order = debit(1, "4.00", { idempotency: key("order-1") });
    const other = debit(1, "4.00", { idempotency: key("order-1", "other body") });
    const [first, second, third] = world.batch([order, order, other]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toEqual({ ...first, replayed: true });
    expect(third).toMatchObject({ ok: false, rejection: { reason: "idempotency_key_reused" } });
    expect(world.wallet().balance).toBe(600n);
  });

  test("of a rejected command is decided again", () => {
    const world = walletWith("1.00");
    const order = debit(1, "4.00", { idempotency: key("order-1") });
    expect(reasonOf(world.run(order))).toBe("insufficient_funds");
    world.must(credit(1, "9.00"));
    expect(world.run(order)).toMatchObject({ ok: true });
    expect(world.run(order)).toMatchObject({ ok: true, replayed: true });
    expect(world.wallet().balance).toBe(600n);
  });

  test("two equal movements without a key, or with two keys, are two", () => {
    const world = walletWith("10.00");
    world.batch([debit(1, "1.00"), debit(1, "1.00")]);
    world.batch(["a", "b"].map((name) => debit(1, "1.00", { idempotency: key(name) })));
    expect(world.wallet().balance).toBe(600n);
  });
});

test("a movement's row and event describe it", () => {
  const world = walletWith("300.00");
  const { transaction } = world.must(
    debit(1, "241.25", {
      kind: "order",
      orderId: null,
      source: "shop",
      referenceNumber: "MY_ORDER_001",
      remarks: 'for "order" \\ é',
    }),
  );
  expect(transaction).toEqual({
    accountId: 1,
    id: 2,
    walletId: 1,
    sequence: 2,
    amount: -24125n,
    balanceAfter: 5875n,
    kind: "order",
    orderId: null,
    source: "shop",
    referenceNumber: "MY_ORDER_001",
    remarks: 'for "order" \\ é',
    occurredAt: null,
    externalId: null,
    eventId: null,
    createdAt: world.now,
  } satisfies Transaction);
  const payloads = world.payloads("wallet.credited", "wallet.debited");
  expect(payloads.map(({ type }) => type)).toEqual(["wallet.credited", "wallet.debited"]);
  // Seed 000's members, and after them sequence and balance_after.
  expect(payloads[1]).toEqual({
    id: expect.stringMatching(/^evt_[0-9a-z]{26}$/) as string,
    type: "wallet.debited",
    created_at: "2026-05-15T14:30:00.000Z",
    data: {
      wallet_id: 1,
      ledger_id: 2,
      amount: "241.25",
      currency: "USD",
      reference_number: "MY_ORDER_001",
      remarks: 'for "order" \\ é',
      sequence: 2,
      balance_after: "58.75",
    },
  });
  expect(payloads[0]?.data).toMatchObject({ reference_number: "", remarks: "", amount: "300.00" });
});

test("64 debits for 10: ten are made, the rest is refused, in one batch as in many", () => {
  for (const size of [1, 7, 64]) {
    const world = walletWith("10.00");
    const outcomes: Outcome[] = [];
    for (let start = 0; start < 64; start += size) {
      outcomes.push(...world.batch(Array.from({ length: Math.min(size, 64 - start) }, () => debit(1, "1.00"))));
    }
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(outcomes.slice(10).map(reasonOf)).toEqual(Array(54).fill("insufficient_funds"));
    expect(world.wallet().balance).toBe(0n);
    audit(world);
  }
});
