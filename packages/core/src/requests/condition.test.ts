import { describe, expect, test } from "vitest";
import { audit } from "../../../../test/support/audit.ts";
import { ACCOUNT, credit, debit, newWallet, SEED_001 } from "../../../../test/support/commands.ts";
import { PROVIDER_ROW } from "../../../../test/support/provider-row.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import type { ProviderStatus } from "../model/provider.ts";
import { editableText, type Condition } from "./condition.ts";

function rename(name: string, row: Condition["row"], walletId = 1): Command {
  const condition: Condition = { table: "wallets", key: [ACCOUNT, walletId], row };
  return { type: "update_wallet", accountId: ACCOUNT, walletId, patch: { name }, condition };
}

function withWallet(): { world: World; read: () => Condition["row"] } {
  const world = new World();
  world.must(newWallet({ alertSettings: SEED_001 }));
  return { world, read: () => ({ text: editableText("wallets", world.wallet()) }) };
}

const CHANGED = { ok: false, rejection: { reason: "changed_meanwhile", details: [] } };

describe("a command with a condition", () => {
  test("is carried out while the row is as it was read, and refused without a trace once it is not", () => {
    const { world, read } = withWallet();
    const seen = read();
    expect(world.run(rename("First", seen))).toMatchObject({ ok: true });
    const { updatedAt } = world.wallet();
    world.now += 1_000;
    expect(world.run(rename("Second", seen))).toEqual(CHANGED);
    expect(world.wallet()).toMatchObject({ name: "First", updatedAt });
    expect(world.run(rename("Second", read()))).toMatchObject({ ok: true });
    audit(world);
  });

  test("of several in one batch, the first is carried out", () => {
    const { world, read } = withWallet();
    const seen = read();
    const outcomes = world.batch(["First", "Second", "Third"].map((name) => rename(name, seen)));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(world.wallet().name).toBe("First");
  });

  test("moves of the balance, of alert states and of holds leave it as it is", () => {
    const { world, read } = withWallet();
    const seen = read();
    world.now += 1_000;
    world.must(credit(1, "50.00"));
    world.must(debit(1, "45.00"));
    expect(world.wallet().alertState).toBe("warning");
    expect(world.run(rename("Renamed", seen))).toMatchObject({ ok: true });
  });

  test("present and absent are about the row alone", () => {
    const { world } = withWallet();
    expect(world.run(rename("Any", "present"))).toMatchObject({ ok: true });
    expect(world.run(rename("None", "absent"))).toEqual(CHANGED);
    expect(world.run(rename("Missing", "present", 99))).toEqual(CHANGED);
    expect(world.run(rename("Missing", "absent", 99))).toMatchObject({ rejection: { reason: "wallet_not_found" } });
  });

  test("writes no entry to the audit log when it does not hold", () => {
    const { world, read } = withWallet();
    const actor = { keyId: "key_1", name: "ops", requestId: "r", address: null };
    const seen = read();
    world.must({ ...rename("First", seen), actor });
    expect(world.run({ ...rename("Second", seen), actor })).toEqual(CHANGED);
    expect(world.rows("auditLog").map(({ after }) => after)).toEqual([JSON.stringify({ name: "First" })]);
  });
});

describe("what a person can change", () => {
  test("is not what a poll makes of a provider's status", () => {
    const text = (status: ProviderStatus) => editableText("providers", { ...PROVIDER_ROW, status });
    expect(text("failing")).toBe(text("active"));
    expect(text("paused")).not.toBe(text("active"));
  });

  test("is not what the time makes of a top-up's status", () => {
    const world = new World();
    world.must(newWallet());
    const made = world.must({
      type: "create_topup",
      accountId: ACCOUNT,
      walletId: 1,
      amount: "5.00",
      method: "wire",
      reference: null,
      expectedAt: world.now + 1_000,
      by: null,
      idempotency: null,
    });
    const { id } = JSON.parse(made.body) as { id: string };
    const topup = () => {
      const found = world.rows("topups").find((each) => each.id === id);
      if (!found) throw new Error("no top-up");
      return found;
    };
    const text = () => editableText("topups", topup());
    const before = text();
    world.now += 2_000;
    world.must({ type: "mark_overdue", accountId: ACCOUNT, topupIds: [id] });
    expect(topup().status).toBe("overdue");
    expect(text()).toBe(before);
    world.must({ type: "update_topup", accountId: ACCOUNT, topupId: id, by: null, patch: { status: "sent" } });
    expect(text()).not.toBe(before);
  });
});
