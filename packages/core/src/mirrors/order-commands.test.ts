import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  below,
  mirrorOf,
  mirrorOrder,
  newProvider,
  newWallet,
  patchWallet,
  providerEvent,
  report,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World, reasonOf } from "../../../../test/support/world.ts";
import { SCALE } from "../../../../test/support/scale.ts";
import type { Command } from "../decide.ts";
import type { OrderStatus } from "../model/order.ts";
import type { OrderReport } from "./order-commands.ts";

/** A mirror with a balance, and its provider. */
function shop(balance = "100.00") {
  const world = new World();
  const { id } = world.must(newProvider()).provider;
  world.must(mirrorOf(id, "1", { mirror: { providerId: id, externalId: "1", balance } }));
  return { world, provider: id };
}

function reported(
  status: OrderStatus,
  delivered = status === "DELIVERED" ? 2 : 0,
): Extract<OrderReport, { type: "reported" }> {
  const order = { externalId: "7", status, delivered, deliveredAt: null, productName: "Steam" };
  return { type: "reported", order, vouchers: null, detailAt: null, asOf: null };
}

const REFUSED: OrderReport = { type: "refused", failure: { kind: "rejected", message: "no" } };
const LOST: OrderReport = { type: "refused", failure: { kind: "lost", message: "not found" } };

function later(retryAt: number | null): OrderReport {
  return { type: "later", sent: true, retryAt };
}

function debit(provider: string, reference: string, eventId = `debit ${reference}`): Command {
  return providerEvent(provider, eventId, { amount: "10.00", referenceNumber: reference }, Date.UTC(2027, 0));
}

function hook(provider: string, reference: string, status: OrderStatus, delivered: number, eventId: string): Command {
  return {
    type: "provider_order_event",
    accountId: ACCOUNT,
    providerId: provider,
    eventId,
    key: `${provider}/${eventId}`,
    eventType: `order.${status.toLowerCase()}`,
    reference,
    order: reported(status, delivered).order,
    body: "{}",
  };
}

describe("an order on a mirror", () => {
  test("passes its guards in order, and writes nothing when one refuses", () => {
    const { world, provider } = shop("10.00");
    world.must(newWallet());
    world.must(mirrorOrder(1, "a"));
    const block = { alert_enabled: true, block: below("50"), critical: below("60.00") };
    for (const external of ["2", "3", "4", "5"]) world.must(mirrorOf(provider, external, { alertSettings: block }));
    for (const id of [3, 4, 5, 6]) world.must({ type: "evaluate_wallets", accountId: ACCOUNT, walletIds: [id] });
    world.must(patchWallet(3, { status: "closed" }));
    world.must(patchWallet(4, { status: "frozen" }));
    world.tamper(3, { stale: true });
    world.tamper(4, { stale: true });
    world.tamper(5, { stale: true });
    const before = world.store.dump();
    const asked: readonly [string, Command][] = [
      ["idempotency_key_reused", mirrorOrder(99, "a", { fingerprint: "other" })],
      ["wallet_not_found", mirrorOrder(99, "b")],
      ["order_not_placeable", mirrorOrder(2, "b")],
      ["order_not_placeable", mirrorOrder(3, "b", { quote: null })],
      ["wallet_closed", mirrorOrder(3, "b")],
      ["wallet_frozen", mirrorOrder(4, "b")],
      ["balance_stale", mirrorOrder(5, "b")],
      ["orders_blocked", mirrorOrder(6, "b")],
      ["insufficient_funds", mirrorOrder(1, "b")],
    ];
    expect(asked.map(([, command]) => reasonOf(world.run(command)))).toEqual(asked.map(([reason]) => reason));
    expect(world.store.dump()).toEqual(before);
  });

  test("sets its price aside, and a repetition does not do so again", () => {
    const { world } = shop();
    const [first, again] = world.batch([mirrorOrder(1, "a"), mirrorOrder(1, "a")]);
    expect([first?.ok, again]).toMatchObject([true, { ok: true, replayed: true }]);
    expect(world.wallet()).toMatchObject({ balance: 10_000n, held: 1_000n });
    expect(world.rows("orders")).toMatchObject([{ placementState: "pending", status: "PENDING", acceptedAt: null }]);
    audit(world);
  });

  test("ends its hold with the provider's debit, which alerts see as one change", () => {
    const { world, provider } = shop("15.00");
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("10.00") } }));
    world.must(mirrorOrder(1, "a"));
    expect(world.alerts()).toHaveLength(1);
    world.must(report(1, reported("DELIVERED")));
    expect(world.rows("orders")[0]).toMatchObject({ placementState: "accepted", productName: "Steam" });
    world.must(debit(provider, "a"));
    expect(world.wallet()).toMatchObject({ balance: 500n, held: 0n });
    const [order] = world.rows("orders");
    expect(order).toMatchObject({ placementState: "settled", transactionId: world.rows("transactions").at(-1)?.id });
    // The same amount was missing before and after.
    expect(world.alerts()).toHaveLength(1);
    audit(world);
  });

  test("whose debit arrives before its response is settled by the response", () => {
    const { world, provider } = shop();
    world.must(mirrorOrder(1, "a"));
    world.must(debit(provider, "a"));
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 0n });
    expect(world.rows("orders")[0]?.placementState).toBe("pending");
    world.must(report(1, reported("PENDING")));
    expect(world.rows("orders")[0]).toMatchObject({ placementState: "settled", status: "PENDING" });
    // Another debit with the reference, such as a fee, only moves the balance.
    world.must(debit(provider, "a", "fee"));
    expect(world.wallet()).toMatchObject({ balance: 8_000n, held: 0n });
  });

  test("that is refused frees its price; a refusal after it was accepted changes nothing", () => {
    const { world } = shop();
    world.must(mirrorOrder(1, "a"));
    world.must(mirrorOrder(1, "b"));
    world.must(report(1, REFUSED));
    world.must(report(2, reported("PENDING")));
    world.must(report(2, REFUSED));
    expect(world.rows("orders").map(({ status, placementState }) => [status, placementState])).toEqual([
      ["FAILED", "refused"],
      ["PENDING", "accepted"],
    ]);
    expect(world.wallet().held).toBe(1_000n);
    expect(world.payloads("order.failed")).toHaveLength(1);
    audit(world);
  });

  test("that was given up as lost is resumed when the provider reports it; one that was refused is not", () => {
    const { world, provider } = shop();
    world.must(mirrorOrder(1, "a"));
    world.must(mirrorOrder(1, "b"));
    world.must(report(1, LOST));
    world.must(report(2, REFUSED));
    expect(world.must(hook(provider, "a", "DELIVERED", 2, "e1"))).toBe("applied");
    expect(world.must(hook(provider, "b", "DELIVERED", 2, "e2"))).toBe("kept");
    expect(world.rows("orders").map(({ status }) => status)).toEqual(["DELIVERED", "FAILED"]);
  });

  test("whose outcome is unknown stays due", () => {
    const { world } = shop();
    world.must(mirrorOrder(1, "a"));
    world.must(report(1, later(world.now + 500)));
    expect(world.rows("orders")[0]).toMatchObject({
      placementState: "unknown",
      placementDueAt: world.now + 500,
      placementAttempts: 1,
    });
    world.must(report(1, later(null)));
    expect(world.rows("orders")[0]?.placementDueAt).toBe(world.now);
    world.must(report(1, { ...reported("PENDING"), asOf: world.now }));
    expect(world.rows("orders")[0]?.placementDueAt).toBeNull();
    world.must(report(1, later(null)));
    expect(world.rows("orders")[0]).toMatchObject({ placementState: "accepted", placementDueAt: null });
  });
});

describe("the refund of an order on a mirror", () => {
  function refund(
    provider: string,
    amount: string,
    fields: { reference?: string; event?: string; wallet?: string } = {},
  ) {
    const { reference = "a", event = "refund", wallet = "1" } = fields;
    const movement = { externalWalletId: wallet, direction: "CREDIT", amount, referenceNumber: reference } as const;
    return providerEvent(provider, event, movement, Date.UTC(2027, 0));
  }

  /** Ordered, accepted and debited. */
  function debited() {
    const { world, provider } = shop();
    world.must(mirrorOrder(1, "a"));
    world.must(report(1, reported("PENDING")));
    world.must(debit(provider, "a"));
    return { world, provider };
  }

  const last = (world: World) => world.rows("transactions").at(-1);

  test.each(["before the failure is reported", "after it"])("is the order's, %s, and takes its spend back", (when) => {
    const { world, provider } = debited();
    const spent = world.wallet().spendToday;
    if (when === "after it") world.must(hook(provider, "a", "FAILED", 0, "e1"));
    world.must(refund(provider, "10.00"));
    if (when !== "after it") world.must(hook(provider, "a", "FAILED", 0, "e1"));
    expect(last(world)).toMatchObject({ kind: "refund", amount: 1_000n, orderId: 1, referenceNumber: "a" });
    expect(world.rows("orders")[0]).toMatchObject({
      status: "FAILED",
      refunded: 1_000n,
      refundTransactionId: last(world)?.id,
    });
    expect([spent, world.wallet().spendToday, world.wallet().balance]).toEqual([1_000n, 0n, 10_000n]);
    audit(world);
  });

  test("may come in parts, never as more than was paid", () => {
    const { world, provider } = debited();
    world.must(refund(provider, "4.00", { event: "r1" }));
    world.must(refund(provider, "6.01", { event: "r2" }));
    world.must(refund(provider, "6.00", { event: "r3" }));
    expect(world.rows("transactions").slice(-3)).toMatchObject([
      { kind: "refund", orderId: 1 },
      { kind: "topup", orderId: null },
      { kind: "refund", orderId: 1 },
    ]);
    expect(world.rows("orders")[0]).toMatchObject({ refunded: 1_000n, refundTransactionId: last(world)?.id });
    audit(world);
  });

  test("is none where the reference is of another wallet, of no order, or of one that the provider never had", () => {
    const { world, provider } = debited();
    world.must(mirrorOf(provider, "2"));
    world.must(mirrorOrder(1, "b"));
    world.must(report(2, REFUSED));
    world.must(refund(provider, "10.00", { wallet: "2", event: "r1" }));
    world.must(refund(provider, "10.00", { reference: "unknown", event: "r2" }));
    world.must(refund(provider, "10.00", { reference: "b", event: "r3" }));
    expect(world.rows("transactions").slice(-3)).toMatchObject(
      Array.from({ length: 3 }, () => ({ kind: "topup", orderId: null })),
    );
    expect(world.rows("orders").map(({ refunded }) => refunded)).toEqual([0n, 0n]);
    audit(world);
  });

  test("on another day is taken from the spend of the day of the order", () => {
    const { world, provider } = debited();
    world.now += 24 * 60 * 60 * 1_000;
    world.must(refund(provider, "2.50"));
    expect(world.rows("walletSpend")).toMatchObject([{ spend: 750n }]);
    expect(world.wallet().spendToday).toBe(0n);
    audit(world);
  });
});

describe("an order event", () => {
  test("that arrives during a query makes another query due", () => {
    const { world, provider } = shop();
    world.must(mirrorOrder(1, "a"));
    const asOf = world.rows("orders")[0]?.placementDueAt ?? null;
    world.must(hook(provider, "a", "DELIVERED", 2, "e1"));
    world.must(report(1, { ...reported("PENDING"), asOf }));
    expect(world.rows("orders")[0]).toMatchObject({ placementState: "accepted", placementDueAt: world.now });
    world.must(report(1, { ...reported("DELIVERED"), asOf: world.now }));
    expect(world.rows("orders")[0]).toMatchObject({ status: "DELIVERED", placementDueAt: null });
  });

  test("counts up only, in any order, once each", () => {
    const { world, provider } = shop();
    world.must(mirrorOrder(1, "a", { quantity: 5 }));
    world.must(report(1, reported("PENDING")));
    expect(world.must(hook(provider, "a", "PARTIALLY_DELIVERED", 3, "e2"))).toBe("applied");
    expect(world.must(hook(provider, "a", "PARTIALLY_DELIVERED", 1, "e1"))).toBe("applied");
    expect(world.must(hook(provider, "a", "PARTIALLY_DELIVERED", 3, "e2"))).toBe("duplicate");
    world.must(hook(provider, "a", "DELIVERED", 5, "e3"));
    world.must(hook(provider, "a", "FAILED", 0, "e4"));
    expect(world.rows("orders")[0]).toMatchObject({ status: "DELIVERED", delivered: 5 });
    const types = ["order.partially_delivered", "order.delivered", "order.failed"];
    expect(world.payloads(...types).map(({ data }) => data["delivered_quantity"])).toEqual([3, 5]);
  });

  test("of an order that is not ours is kept; while it is undecided whether the provider has ours, a query decides", () => {
    const { world, provider } = shop();
    const other = world.must(newProvider()).provider.id;
    world.must(mirrorOrder(1, "a"));
    expect(world.must(hook(provider, "unknown", "DELIVERED", 2, "e1"))).toBe("kept");
    expect(world.must(hook(other, "a", "DELIVERED", 2, "e2"))).toBe("kept");
    expect(world.must(hook(provider, "a", "DELIVERED", 2, "e3"))).toBe("applied");
    expect(world.rows("orders")[0]).toMatchObject({
      placementState: "pending",
      status: "PENDING",
      placementDueAt: world.now,
    });
    expect(world.rows("keptHooks").map(({ eventId, reason }) => [eventId, reason])).toEqual([
      ["e1", "unhandled"],
      ["e2", "unhandled"],
      ["e3", "order"],
    ]);
  });
});

test("whatever the order of reports, the price is missing exactly once, and nothing is held when everything is reported", () => {
  const step = fc.record({
    do: fc.constantFrom("report" as const, "debit" as const, "hook" as const, "later" as const, "refuse" as const),
    order: fc.integer({ min: 1, max: 3 }),
    status: fc.constantFrom<OrderStatus>("PENDING", "PARTIALLY_DELIVERED", "DELIVERED", "FAILED"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.boolean(), (steps, batched) => {
      const { world, provider } = shop();
      for (const name of ["1", "2", "3"]) world.must(mirrorOrder(1, name));
      const accepted = new Set<number>();
      const refused = new Set<number>();
      const commands: Command[] = [];
      for (const [index, { do: what, order, status }] of steps.entries()) {
        const reference = String(order);
        // A provider debits orders that it accepted, and does not have those that it refused.
        if (what === "refuse" && !accepted.has(order)) {
          refused.add(order);
          commands.push(report(order, REFUSED));
        } else if (what === "later") commands.push(report(order, later(1)));
        else if (what !== "refuse" && !refused.has(order)) {
          accepted.add(order);
          if (what === "report")
            commands.push(report(order, reported(status, status === "PARTIALLY_DELIVERED" ? 1 : 0)));
          if (what === "hook") commands.push(hook(provider, reference, status, 1, `hook ${index}`));
          if (what === "debit") commands.push(debit(provider, reference));
        }
      }
      if (batched) world.batch(commands);
      else world.runAll(...commands);
      audit(world);
      // The end: the provider reports every order it has, and its debit.
      for (const order of [1, 2, 3]) {
        if (refused.has(order)) continue;
        if (!accepted.has(order)) world.must(report(order, REFUSED));
        else {
          world.must(report(order, reported("DELIVERED")));
          world.run(debit(provider, String(order)));
        }
      }
      audit(world);
      expect(world.wallet()).toMatchObject({ held: 0n, balance: 10_000n - 1_000n * BigInt(accepted.size) });
      const states = world.rows("orders").map(({ placementState }) => placementState);
      expect(states.every((state) => state === "settled" || state === "refused")).toBe(true);
    }),
    { numRuns: 60 * SCALE },
  );
});
