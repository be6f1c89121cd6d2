import { describe, expect, test } from "vitest";
import type { Command } from "../decide.ts";
import {
  ACCOUNT,
  below,
  mirrorOf,
  newProvider,
  newWallet,
  patchWallet,
  providerEvent,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World } from "../../../../test/support/world.ts";

function connected(): { world: World; provider: string } {
  const world = new World();
  return { world, provider: world.must(newProvider()).provider.id };
}

function keepHook(provider: string, key: string, reason: "unhandled" | "malformed"): Command {
  return {
    type: "keep_hook",
    accountId: ACCOUNT,
    providerId: provider,
    key,
    eventId: reason === "unhandled" ? key : null,
    eventType: "order.delivered",
    reason,
    detail: null,
    body: "{}",
  };
}

describe("a provider's movement", () => {
  test("moves the mirror, is reported in seed 000's form and evaluated at once", () => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1", { mirror: { providerId: provider, externalId: "1", balance: "100.00" } }));
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("60") } }));
    expect(
      world.run(
        providerEvent(provider, "e1", {
          amount: "41.25",
          ledgerId: "790",
          referenceNumber: "MY_ORDER_001",
          remarks: "deducted",
        }),
      ),
    ).toEqual({ ok: true, value: "applied" });
    expect(world.rows("transactions").at(-1)).toMatchObject({
      amount: -4125n,
      balanceAfter: 5875n,
      kind: "order",
      source: "provider",
      referenceNumber: "MY_ORDER_001",
      remarks: "deducted",
      occurredAt: 1_000,
      externalId: "790",
    });
    expect(world.payloads("wallet.debited")[0]?.data).toMatchObject({
      wallet_id: 1,
      ledger_id: 2,
      amount: "41.25",
      currency: "USD",
      reference_number: "MY_ORDER_001",
      balance_after: "58.75",
    });
    expect(world.alerts()).toMatchObject([{ alert_status: "in_alarm", ongoing_balance: "58.75" }]);
    audit(world);
  });

  test("is a fact: status and overdraft are not checked, credits are top-ups", () => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1"));
    world.must(patchWallet(1, { status: "frozen" }));
    world.must(providerEvent(provider, "e1", { amount: "5.00" }));
    world.must(providerEvent(provider, "e2", { direction: "CREDIT", amount: "1.00" }));
    expect(world.wallet().balance).toBe(-400n);
    expect(world.rows("transactions").map(({ kind }) => kind)).toEqual(["order", "topup"]);
  });

  test.each([
    ["another currency", { currency: "EUR" }, "invalid", "data.currency"],
    ["finer than the wallet", { amount: "1.001" }, "invalid", "data.amount"],
    ["not an amount", { amount: "1e3" }, "invalid", "data.amount"],
    ["zero", { amount: "0.00" }, "invalid", "data.amount"],
    ["negative", { amount: "-1.00" }, "invalid", "data.amount"],
    ["beyond 64 bits", { amount: "92233720368547758.08" }, "invalid", "data.amount"],
  ])("%s is refused and leaves no trace, so that it can be sent again", (_, movement, reason, field) => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1"));
    const before = world.store.dump();
    expect(world.run(providerEvent(provider, "e1", movement))).toMatchObject({
      ok: false,
      rejection: { reason, details: [{ field }] },
    });
    expect(world.store.dump()).toEqual(before);
    expect(world.must(providerEvent(provider, "e1"))).toBe("applied");
  });

  test("a duplicate is known by its id, in the same batch as in a later one", () => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1"));
    const event = providerEvent(provider, "e1");
    const [first, second] = world.batch([event, event]);
    expect(first).toEqual({ ok: true, value: "applied" });
    expect(second).toEqual({ ok: true, value: "duplicate", replayed: true });
    const before = world.store.dump();
    expect(world.run(providerEvent(provider, "e1", { amount: "9.00" }))).toEqual(second);
    expect(world.store.dump()).toEqual(before);
  });

  test("the same event id of two providers is two events", () => {
    const { world, provider } = connected();
    const other = world.must(newProvider()).provider.id;
    world.must(mirrorOf(provider, "1"));
    world.must(mirrorOf(other, "1"));
    world.batch([providerEvent(provider, "e1"), providerEvent(other, "e1", { amount: "2.00" })]);
    expect(world.rows("wallets").map(({ balance }) => balance)).toEqual([-100n, -200n]);
  });
});

describe("an event for a wallet not yet known", () => {
  test("waits, counts as received once, and is applied in order of arrival when the wallet is known", () => {
    const { world, provider } = connected();
    const late = providerEvent(provider, "e1", { amount: "2.00" }, 2_000);
    expect(world.must(late)).toBe("waiting");
    expect(world.run(late)).toEqual({ ok: true, value: "duplicate", replayed: true });
    world.must(providerEvent(provider, "e2", { amount: "1.00" }, 1_000));
    world.must(providerEvent(provider, "e3", { externalWalletId: "2" }));
    expect(world.rows("waitingEvents")).toHaveLength(3);
    world.must(mirrorOf(provider, "1"));
    expect(world.rows("transactions").map(({ amount, occurredAt }) => [amount, occurredAt])).toEqual([
      [-200n, 2_000],
      [-100n, 1_000],
    ]);
    expect(world.rows("waitingEvents")).toMatchObject([{ eventId: "e3" }]);
    expect(world.run(late)).toMatchObject({ ok: true, value: "duplicate" });
    expect(world.wallet().balance).toBe(-300n);
    audit(world);
  });

  test("which does not fit the wallet is kept for inspection instead", () => {
    const { world, provider } = connected();
    world.must(providerEvent(provider, "e1", { currency: "EUR" }));
    world.must(providerEvent(provider, "e2", { amount: "0.001" }));
    world.must(providerEvent(provider, "e3"));
    world.must(mirrorOf(provider, "1"));
    expect(world.wallet().balance).toBe(-100n);
    expect(world.rows("waitingEvents")).toEqual([]);
    expect(world.rows("keptHooks").map(({ eventId, reason }) => [eventId, reason])).toEqual([
      ["e1", "malformed"],
      ["e2", "malformed"],
      ["e3", "waited"],
    ]);
  });

  test("is applied by apply_waiting too, which does nothing where nothing waits", () => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1"));
    const row = { accountId: ACCOUNT, providerId: provider, eventId: "e1", occurredAt: 1, receivedAt: 1 };
    const inserts = [{ ...row, arrival: 1, reading: 0, ...providerEvent(provider, "e1").movement }];
    world.store.write({ changes: [{ table: "waitingEvents", inserts, updates: [], deletes: [] }], bulk: [] });
    const command: Command = {
      type: "apply_waiting",
      accountId: ACCOUNT,
      providerId: provider,
      externalId: "1",
      giveUp: false,
    };
    expect(world.must(command)).toEqual({ applied: 1, more: false });
    expect(world.must(command)).toEqual({ applied: 0, more: false });
    expect(world.must({ ...command, externalId: "9" })).toEqual({ applied: 0, more: false });
    expect(world.wallet().balance).toBe(-100n);
  });

  test("without a usable amount is refused", () => {
    const { world, provider } = connected();
    expect(world.run(providerEvent(provider, "e1", { amount: "x" }))).toMatchObject({ ok: false });
    expect(world.rows("idempotencyKeys")).toEqual([]);
  });
});

describe("a mirror", () => {
  test("declared with a balance starts with a reconciliation, and is reported once", () => {
    const { world, provider } = connected();
    const settings = { alert_enabled: true, critical: below("500") };
    world.must(
      newWallet({ alertSettings: settings, mirror: { providerId: provider, externalId: "1", balance: "1000.00" } }),
    );
    expect(world.wallet()).toMatchObject({ source: "mirror", balance: 100_000n, overdraftLimit: null, sequence: 1 });
    expect(world.rows("transactions")).toMatchObject([{ kind: "reconciliation", amount: 100_000n }]);
    // It was never at zero.
    expect(world.alerts()).toEqual([]);
    audit(world);
  });

  test("is one wallet of its provider", () => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1"));
    const before = world.store.dump();
    expect(world.run(mirrorOf(provider, "1"))).toMatchObject({ ok: false, rejection: { reason: "wallet_exists" } });
    expect(world.run(mirrorOf("prov_none", "1"))).toMatchObject({ rejection: { reason: "provider_not_found" } });
    expect(world.store.dump()).toEqual(before);
    const [first, second] = world.batch([mirrorOf(provider, "2"), mirrorOf(provider, "2")]);
    expect([first?.ok, second?.ok]).toEqual([true, false]);
  });
});

test.each(["unhandled", "malformed"] as const)("an %s hook is kept once, however often it is sent", (reason) => {
  const { world, provider } = connected();
  expect(world.run(keepHook(provider, "e1", reason))).toEqual({ ok: true, value: "kept" });
  const before = world.store.dump();
  expect(world.run(keepHook(provider, "e1", reason))).toEqual({ ok: true, value: "duplicate", replayed: true });
  expect(world.store.dump()).toEqual(before);
  world.must(keepHook(provider, "e2", reason));
  expect(world.rows("keptHooks")).toHaveLength(2);
});
