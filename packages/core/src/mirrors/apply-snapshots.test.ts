import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  below,
  mirrorOf,
  mirrorOrder,
  newProvider,
  patchWallet,
  providerEvent,
  putDefault,
  report,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { snapshot, type Snapshots } from "../../../../test/support/snapshot.ts";
import { START, World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import type { ListedMovement } from "./investigate-drifts.ts";

function connected(fields: Parameters<typeof newProvider>[0] = {}): { world: World; provider: string } {
  const world = new World();
  return { world, provider: world.must(newProvider(fields)).provider.id };
}

function listed(externalId: string, amount: string, at: number, fields: Partial<ListedMovement> = {}): ListedMovement {
  return {
    externalId,
    direction: "DEBIT",
    amount,
    currency: null,
    referenceNumber: null,
    remarks: null,
    orderId: null,
    occurredAt: at,
    ...fields,
  };
}

function investigate(transactions: readonly ListedMovement[] | null): Command {
  return { type: "investigate_drifts", accountId: ACCOUNT, walletId: 1, transactions };
}

const kinds = (world: World) => world.rows("transactions").map(({ kind, amount }) => `${kind} ${amount}`);

describe("a snapshot", () => {
  test("finds mirrors, and opens them with the balance read", () => {
    const { world, provider } = connected();
    expect(world.must(snapshot(world, provider, { "1": "100.00", "2": "0.00", "3": "7.50" }))).toEqual({
      wallets: 3,
      changed: 2,
      moved: 0,
      created: 3,
      drifts: 0,
      hooks: false,
      unsure: [],
      open: 0,
      chosen: 0,
      problems: [],
      left: [],
    });
    expect(world.rows("wallets")).toMatchObject([
      { externalId: "1", source: "mirror", balance: 10_000n, name: "Octopus 1", overdraftLimit: null },
      { externalId: "2", balance: 0n, sequence: 0 },
      { externalId: "3", balance: 750n, syncedAt: world.now, snapshotFrom: world.now - 100, snapshotTo: world.now },
    ]);
    expect(kinds(world)).toEqual(["reconciliation 10000", "reconciliation 750"]);
    audit(world);
  });

  test("that agrees only records when it was read", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 60_000;
    world.must(providerEvent(provider, "e1", { amount: "30.00" }, world.now - 30_000));
    const events = world.events().length;
    expect(world.must(snapshot(world, provider, { "1": "70.00" }))).toMatchObject({
      changed: 0,
      drifts: 0,
      hooks: true,
    });
    expect(world.wallet()).toMatchObject({ balance: 7_000n, syncedAt: world.now, sequence: 2 });
    expect(world.events()).toHaveLength(events);
  });

  test("leaves later movements on top, though it is stored later", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 60_000;
    const command = snapshot(world, provider, { "1": "90.00" });
    world.now += 2_000;
    // In one batch as in two.
    const hooks = [
      providerEvent(provider, "e1", { amount: "10.00" }, world.now - 30_000),
      providerEvent(provider, "e2", { amount: "1.00" }, world.now - 1_000),
      providerEvent(provider, "e3", { amount: "2.00" }, world.now - 500),
    ];
    const [, , , answer] = world.batch([...hooks, command]);
    expect(answer).toMatchObject({ ok: true, value: { changed: 0, drifts: 0, unsure: [] } });
    expect(world.wallet().balance).toBe(8_700n);
    audit(world);
  });

  test("of a wallet that moved while it was read waits for the next, at most a dozen times", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 60_000;
    // Posted before the snapshot is stored; whether the snapshot contains it is not known, and 5.00 more is missing.
    const command = snapshot(world, provider, { "1": "85.00" });
    world.must(providerEvent(provider, "e1", { amount: "10.00" }, world.now - 50));
    expect(world.must(command)).toMatchObject({ wallets: 0, unsure: ["1"], drifts: 0 });
    expect(world.wallet()).toMatchObject({ balance: 9_000n, snapshotTo: START });
    for (let more = 1; more < 12; more += 1) expect(world.must(command)).toMatchObject({ unsure: ["1"] });
    expect(world.must(command)).toMatchObject({ wallets: 1, drifts: 1, unsure: [] });
    expect(world.wallet().balance).toBe(8_500n);
  });

  test("older than the last one changes nothing", () => {
    const { world, provider } = connected();
    const old = snapshot(world, provider, { "1": "1.00" });
    world.now += 10_000;
    world.must(snapshot(world, provider, { "1": "100.00" }));
    const before = world.wallet();
    expect(world.must(old)).toMatchObject({ wallets: 0, changed: 0, unsure: [], problems: [] });
    expect(world.wallet()).toEqual(before);
  });

  test.each([
    ["in another currency", { currency: "EUR" }, "the wallet is in USD, and the provider says EUR"],
    ["finer than the wallet", { available: "1.001" }, "1.001 is finer than the wallet's 2 decimal places"],
    ["not an amount", { available: "1e3" }, "1e3 is not an amount"],
    ["beyond 64 bits", { available: "92233720368547758.08" }, "92233720368547758.08 is beyond what a wallet can hold"],
  ])("%s is a problem of that wallet alone", (_, wrong, message) => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00", "2": "100.00" }));
    world.now += 60_000;
    const command = snapshot(world, provider, { "1": "50.00", "2": "50.00" });
    const readings = command.readings.map((reading) =>
      reading.externalId === "1" ? { ...reading, ...wrong } : reading,
    );
    expect(world.must({ ...command, readings })).toMatchObject({
      wallets: 1,
      problems: [{ externalId: "1", message }],
    });
    expect(world.rows("wallets").map(({ balance }) => balance)).toEqual([10_000n, 5_000n]);
  });

  test("older than the last one changes nothing, though more is known of the provider's clock by then", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 60_000;
    const window = { from: world.now - 300, to: world.now - 200 };
    const older = snapshot(world, provider, { "1": "55.00" }, { clock: { low: 900, high: 900 } });
    world.must(snapshot(world, provider, { "1": "100.00" }, { clock: { low: -1_000, high: 1_000 } }));
    const readings = older.readings.map((one) => ({ ...one, window }));
    expect(world.must({ ...older, readings })).toMatchObject({ wallets: 0, drifts: 0 });
    expect(world.wallet().balance).toBe(10_000n);
  });

  test("with zeros beyond the scale is exact; of one wallet twice it decides nothing for that wallet", () => {
    const { world, provider } = connected();
    const { readings, ...command } = snapshot(world, provider, { "1": "100.5000", "2": "7.00" });
    const answer = world.must({ ...command, readings: [...readings, ...readings.slice(1)] });
    expect(answer.problems).toEqual([
      { externalId: "2", message: "the provider lists this wallet twice in one response" },
    ]);
    expect(world.rows("wallets")).toMatchObject([{ externalId: "1", balance: 10_050n }]);
  });

  test("of a busy wallet agrees at the moment of the reading, however many movements came meanwhile", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "1000.00" }));
    world.now += 60_000;
    const from = world.now;
    const asked = world.must({ type: "begin_reading", accountId: ACCOUNT, providerId: provider });
    // Forty movements of ten different amounts: many sums are equal, and only their order decides.
    for (let i = 0; i < 40; i += 1) {
      world.now = from + i * 25;
      world.must(providerEvent(provider, `e${i}`, { amount: `${1 + (i % 10)}.00` }, world.now));
    }
    const spent = (count: number) => Array.from({ length: count }, (_, i) => 1 + (i % 10)).reduce((a, b) => a + b, 0);
    world.now += 100;
    const read = snapshot(world, provider, { "1": `${1_000 - spent(13)}.00` }, { reading: asked });
    const readings = read.readings.map((one) => ({ ...one, window: { from, to: world.now } }));
    // Read when 13 of them had happened.
    expect(world.must({ ...read, readings })).toMatchObject({ wallets: 1, drifts: 0, unsure: [], chosen: 1 });
    expect(world.wallet().balance).toBe(BigInt(1_000 - spent(40)) * 100n);

    // Reported only after that poll, and dated within it: they wait, and the next reading contains them all.
    const after = world.now;
    for (let i = 0; i < 30; i += 1) {
      const at = after - 60 + 2 * i;
      expect(world.must(providerEvent(provider, `f${i}`, { amount: `${1 + (i % 10)}.00` }, at))).toBe("waiting");
    }
    world.now += 500;
    expect(world.must(snapshot(world, provider, { "1": `${1_000 - spent(40) - spent(30)}.00` }))).toMatchObject({
      drifts: 0,
      changed: 0,
    });
    expect(world.wallet()).toMatchObject({ balance: BigInt(1_000 - spent(40) - spent(30)) * 100n, waiting: false });
    audit(world);
  });

  test("of a thousand wallets needs rows in a few rounds, not once a wallet", () => {
    const { world, provider } = connected();
    const all = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [String(i), "10.00"]));
    world.must(putDefault("USD", { alert_enabled: true, critical: below("9.00") }));
    world.must(snapshot(world, provider, all));
    world.now += 60_000;
    const changed = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [String(i), "9.00"]));
    expect(world.roundsOf(snapshot(world, provider, changed))).toBeLessThanOrEqual(6);
    expect(world.rows("drifts")).toHaveLength(1_000);
    expect(world.alerts()).toHaveLength(1_000);
  });
});

describe("a difference", () => {
  /** 30.00 went without a hook, between two polls a minute apart. */
  function drifted(fields: Parameters<typeof newProvider>[0] = {}, options: Partial<Snapshots> = {}) {
    const { world, provider } = connected(fields);
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("80") } }));
    world.now += 60_000;
    world.must(snapshot(world, provider, { "1": "70.00" }, options));
    return { world, provider };
  }

  test("is posted at once, evaluated as a snapshot, and opens a drift", () => {
    const { world, provider } = drifted();
    expect(kinds(world)).toEqual(["reconciliation 10000", "reconciliation -3000"]);
    expect(world.rows("drifts")).toMatchObject([
      { providerId: provider, position: 1, expected: 10_000n, actual: 7_000n, difference: -3_000n, status: "open" },
    ]);
    expect(world.alerts()).toMatchObject([{ alert_status: "in_alarm", ongoing_balance: "70.00" }]);
    expect(JSON.parse(world.rows("alertLog")[0]?.cause ?? "")).toEqual({ type: "snapshot" });
    expect(world.payloads("wallet.drift.detected")).toEqual([]);
    audit(world);
  });

  test("is explained by hooks that come late: their kinds become right, balance and alerts stay", () => {
    const { world, provider } = drifted();
    const alerts = world.alerts().length;
    const late = (id: string, amount: string) =>
      providerEvent(provider, id, { amount, referenceNumber: id }, world.now - 20_000);
    expect(world.must(late("e1", "10.00"))).toBe("late");
    expect(world.rows("drifts")).toMatchObject([{ remainder: -2_000n, status: "open" }]);
    expect(world.must(late("e2", "20.00"))).toBe("late");
    expect(world.rows("drifts")).toMatchObject([{ remainder: 0n, status: "explained", recentWalletId: null }]);
    expect(kinds(world).slice(2)).toEqual(["reconciliation 1000", "order -1000", "reconciliation 2000", "order -2000"]);
    expect(world.rows("transactions").at(-1)).toMatchObject({ referenceNumber: "e2", source: "provider" });
    expect(world.wallet().balance).toBe(7_000n);
    expect(world.alerts()).toHaveLength(alerts);
    expect(world.run(late("e2", "20.00"))).toMatchObject({ value: "duplicate" });
    audit(world);
  });

  test("is never explained by more than itself; movements that do not fit alone may fit together", () => {
    const { world, provider } = drifted();
    const [first, second] = [world.now - 20_000, world.now - 10_000];
    expect(world.must(providerEvent(provider, "e1", { amount: "50.00" }, first))).toBe("waiting");
    expect(world.rows("drifts")).toMatchObject([{ remainder: -3_000n }]);
    // Nothing had waited for that much: two more readings have to show that it is part of the balance.
    for (let more = 0; more < 4; more += 1) world.must(snapshot(world, provider, { "1": "70.00" }));
    expect(world.rows("keptHooks")).toMatchObject([{ eventId: "e1", reason: "late" }]);
    world.must(providerEvent(provider, "e2", { direction: "CREDIT", amount: "20.00" }, second));
    expect(kinds(world).slice(2)).toEqual(["reconciliation 3000", "topup 2000", "order -5000"]);
    expect(world.rows("drifts")).toMatchObject([{ remainder: 0n, status: "explained" }]);
    audit(world);
  });

  test("is explained by many late hooks at once in few rounds, whatever orders they name", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "1000.00" }));
    // While the first balance was read: no date shows whether it was before or after.
    const during = world.now - 500;
    world.now += 60_000;
    world.must(snapshot(world, provider, { "1": "800.00" }));
    const late = (name: string, amount: string) =>
      providerEvent(provider, name, { amount, referenceNumber: `ORDER-${name}` }, during);
    for (let i = 1; i <= 13; i += 1) world.must(late(`e${i}`, "15.00"));
    expect(world.rows("drifts")).toMatchObject([{ status: "open", remainder: -20_000n }]);
    world.must(late("e14", "5.00"));
    expect(world.roundsOf(snapshot(world, provider, { "1": "800.00" }))).toBeLessThanOrEqual(7);
    expect(world.rows("drifts")).toMatchObject([{ status: "explained", remainder: 0n }]);
    expect(world.wallet()).toMatchObject({ balance: 80_000n });
    audit(world);
  });

  test("is backfilled from the provider's list, and the hook that comes at last is known", () => {
    const { world, provider } = drifted();
    const transaction = listed("456", "30.00", world.now - 20_000, { referenceNumber: "MY_ORDER", orderId: "9" });
    expect(world.must(investigate([transaction]))).toEqual({ found: 1, explained: 1, unexplained: 0 });
    expect(kinds(world).slice(2)).toEqual(["reconciliation 3000", "order -3000"]);
    expect(world.rows("transactions").at(-1)).toMatchObject({
      referenceNumber: "MY_ORDER",
      externalId: "456",
      source: "backfill",
      occurredAt: world.now - 20_000,
    });
    const count = world.rows("transactions").length;
    const hook = providerEvent(provider, "e1", { amount: "30.00", referenceNumber: "MY_ORDER" }, world.now - 20_500);
    expect(world.must(hook)).toBe("late");
    expect(world.rows("transactions")).toHaveLength(count);
    expect(world.rows("idempotencyKeys").find(({ key }) => key === hook.key)?.transactionId).toBe(count);
    expect(world.rows("keptHooks")).toMatchObject([{ eventId: "e1", reason: "explained", transactionId: 4 }]);
    expect(world.rows("drifts")).toMatchObject([{ recentWalletId: null }]);
    audit(world);
  });

  test("is not explained by movements that hooks have reported", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 60_000;
    const at = world.now - 20_000;
    world.must(providerEvent(provider, "e1", { amount: "30.00", referenceNumber: "A" }, at));
    world.must(snapshot(world, provider, { "1": "40.00" }));
    const list = [listed("1", "30.00", at + 400, { referenceNumber: "A" })];
    expect(world.must(investigate(list))).toEqual({ found: 0, explained: 0, unexplained: 0 });
    const both = [...list, listed("2", "30.00", at + 300, { referenceNumber: "B" })];
    expect(world.must(investigate(both))).toEqual({ found: 1, explained: 1, unexplained: 0 });
    expect(world.rows("transactions").at(-1)).toMatchObject({ referenceNumber: "B", externalId: "2" });
    audit(world);
  });

  test("is not mistaken for a similar later movement", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 60_000;
    const lost = world.now - 20_000;
    world.must(snapshot(world, provider, { "1": "70.00" }));
    world.now += 10_000;
    for (const [id, at] of [
      ["e1", world.now - 6_000],
      ["e2", world.now - 5_000],
    ] as const) {
      world.must(providerEvent(provider, id, { amount: "30.00", referenceNumber: id, remarks: `order ${id}` }, at));
    }
    // This provider's list has no references.
    const list = [
      listed("3", "30.00", world.now - 5_000, { remarks: "order e2" }),
      listed("2", "30.00", world.now - 6_000, { remarks: "order e1" }),
      listed("1", "30.00", lost, { remarks: "order e0" }),
    ];
    expect(world.must(investigate(list))).toEqual({ found: 1, explained: 1, unexplained: 0 });
    expect(world.rows("transactions").at(-1)).toMatchObject({ remarks: "order e0", externalId: "1" });
    audit(world);
  });

  test("that stays is reported once, after the second search", () => {
    const { world } = drifted();
    world.must(investigate([listed("1", "12.00", world.now - 10_000)]));
    expect(world.payloads("wallet.drift.detected")).toEqual([]);
    expect(world.must(investigate([]))).toEqual({ found: 0, explained: 0, unexplained: 1 });
    expect(world.payloads("wallet.drift.detected").map(({ data }) => data)).toMatchObject([
      { wallet_id: 1, expected: "100.00", actual: "70.00", difference: "-30.00", unexplained: "-18.00" },
    ]);
    world.must(investigate([]));
    expect(world.payloads("wallet.drift.detected")).toHaveLength(1);
  });

  test("counts as spend until it is explained, and then by its own kind, once", () => {
    const { world, provider } = drifted();
    expect(world.wallet().spendToday).toBe(3_000n);
    const late = (id: string, movement: object) =>
      world.must(providerEvent(provider, id, movement, world.now - 20_000));
    late("e1", { amount: "20.00" });
    expect(world.wallet().spendToday).toBe(3_000n);
    late("e2", { amount: "10.00" });
    expect(world.wallet().spendToday).toBe(3_000n);
    world.now += 60_000;
    // Money came: the opposite of its explanation lowers the balance, and is not spend.
    world.must(snapshot(world, provider, { "1": "1070.00" }));
    late("e3", { direction: "CREDIT", amount: "1000.00" });
    expect(kinds(world).slice(-2)).toEqual(["topup 100000", "reconciliation -100000"]);
    expect(world.wallet().spendToday).toBe(3_000n);
  });

  test("stays open while the list cannot be read, at most a quarter of an hour", () => {
    const { world } = drifted();
    const command: Command = {
      type: "investigate_drifts",
      accountId: ACCOUNT,
      walletId: 1,
      transactions: "unavailable",
    };
    for (let i = 0; i < 5; i += 1) expect(world.must(command)).toEqual({ found: 0, explained: 0, unexplained: 0 });
    world.now += 900_001;
    expect(world.must(command)).toEqual({ found: 0, explained: 0, unexplained: 1 });
  });

  test("is not a drift where nothing could explain it: no hooks, no list", () => {
    const { world } = drifted({ webhookSecret: null }, { listsTransactions: false });
    expect(kinds(world)).toEqual(["reconciliation 10000", "reconciliation -3000"]);
    expect(world.rows("drifts")).toEqual([]);
  });

  test("of a balance declared by hand cannot be explained, and is reported at once", () => {
    const { world, provider } = connected();
    world.must(mirrorOf(provider, "1", { mirror: { providerId: provider, externalId: "1", balance: "100.00" } }));
    world.must(providerEvent(provider, "e1", { amount: "10.00" }, 5));
    world.now += 1_000;
    expect(world.must(snapshot(world, provider, { "1": "85.00" }))).toMatchObject({ created: 0, drifts: 1 });
    expect(world.wallet()).toMatchObject({ balance: 8_500n, name: "Prepaid Wallet" });
    expect(world.payloads("wallet.drift.detected")).toHaveLength(1);
    audit(world);
  });
});

describe("an event from the time of the reading", () => {
  function read() {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    const event = providerEvent(provider, "e1", { amount: "10.00" }, world.now - 50);
    expect(world.must(event)).toBe("waiting");
    expect(world.wallet()).toMatchObject({ balance: 10_000n, waiting: true });
    // The sweep's chore does not touch it.
    world.must({ type: "apply_waiting", accountId: ACCOUNT, providerId: provider, externalId: "1", giveUp: false });
    expect(world.wallet()).toMatchObject({ balance: 10_000n, waiting: true });
    world.now += 60_000;
    return { world, provider };
  }

  test("moves the balance when the next snapshot shows that it came after", () => {
    const { world, provider } = read();
    expect(world.must(snapshot(world, provider, { "1": "90.00" }))).toMatchObject({ drifts: 0, changed: 0 });
    expect(kinds(world)).toEqual(["reconciliation 10000", "order -1000"]);
    expect(world.wallet()).toMatchObject({ balance: 9_000n, waiting: false });
  });

  test("is recorded when the next snapshot shows that it was inside", () => {
    const { world, provider } = read();
    // The first snapshot agreed without it, so that a lagging replica is as likely: it has to be shown again.
    for (let again = 0; again < 3; again += 1) {
      expect(world.must(snapshot(world, provider, { "1": "100.00" }))).toMatchObject({ unsure: ["1"] });
    }
    expect(world.must(snapshot(world, provider, { "1": "100.00" }))).toMatchObject({ drifts: 0, unsure: [] });
    expect(kinds(world)).toEqual(["reconciliation 10000"]);
    expect(world.wallet()).toMatchObject({ balance: 10_000n, waiting: false });
    expect(world.rows("keptHooks")).toMatchObject([{ eventId: "e1", reason: "late" }]);
    expect(world.rows("waitingEvents")).toEqual([]);
  });
});

test("a clock that is wrong by five seconds does no harm", () => {
  const { world, provider } = connected();
  const clock = { low: 4_600, high: 5_300 };
  world.must(snapshot(world, provider, { "1": "100.00" }, { clock }));
  // By the provider's clock the balance was read five seconds from now.
  expect(world.must(providerEvent(provider, "e1", { amount: "4.00" }, world.now + 5_400))).toBe("applied");
  expect(world.must(providerEvent(provider, "e2", { amount: "2.00" }, world.now + 5_000))).toBe("waiting");
  expect(world.wallet()).toMatchObject({ balance: 9_600n, waitingLow: -200n, waitingHigh: 0n });
  const [known] = world.rows("providers");
  expect(JSON.parse(known?.clocks ?? "")).toEqual([{ low: 4_600, high: 5_300, at: world.now, reading: 1 }]);
});

describe("waiting for a wallet that a snapshot finds", () => {
  test("later events are applied with it, earlier ones are inside", () => {
    const { world, provider } = connected();
    // Before the request of the balance, whatever its date.
    world.must(providerEvent(provider, "e1", { amount: "1.00" }, world.now + 10));
    const command = snapshot(world, provider, { "1": "100.00" }, { waiting: ["1"] });
    world.must(providerEvent(provider, "e2", { amount: "4.00" }, world.now + 10));
    world.must(providerEvent(provider, "e3", { amount: "2.00" }, world.now - 10));
    world.must(providerEvent(provider, "e4", { amount: "8.00" }, world.now + 20));
    expect(world.must(command)).toMatchObject({ open: 1 });
    expect(kinds(world)).toEqual(["reconciliation 10000", "order -400"]);
    expect(world.wallet()).toMatchObject({ balance: 9_600n, waiting: true, waitingLow: -1_000n });
    expect(world.rows("waitingEvents")).toMatchObject([{ eventId: "e3" }, { eventId: "e4" }]);
    expect(world.rows("keptHooks")).toMatchObject([
      { eventId: "e1", reason: "late", transactionId: null },
      { eventId: "e2", reason: "waited", transactionId: 2 },
    ]);
    audit(world);
  });
});

describe("a snapshot that holds an order's debit", () => {
  /** 10.00 set aside for an order that the provider has taken; 90.00 may be spent. */
  function ordered() {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("89"), info: below("95") } }));
    world.must(mirrorOrder(1, "A"));
    const order = { externalId: "7", status: "DELIVERED", delivered: 2, deliveredAt: null, productName: null } as const;
    world.must(report(1, { type: "reported", order, vouchers: null, detailAt: null, asOf: null }));
    expect(world.alerts()).toMatchObject([{ alert_status: "info" }]);
    world.now += 60_000;
    return { world, provider };
  }

  test("ends its hold: the available balance stays, and no other event is emitted", () => {
    const { world, provider } = ordered();
    expect(world.must(snapshot(world, provider, { "1": "90.00" }))).toMatchObject({ moved: 1, drifts: 1 });
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 0n });
    expect(world.rows("orders")).toMatchObject([{ placementState: "settled" }]);
    expect(world.alerts()).toHaveLength(1);
    // The hook comes at last: the debit is known, and nothing moves.
    const hook = providerEvent(provider, "e1", { amount: "10.00", referenceNumber: "A" }, world.now - 30_000);
    expect(world.must(hook)).toBe("late");
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 0n });
    expect(world.rows("drifts")).toMatchObject([{ status: "explained" }]);
    expect(world.alerts()).toHaveLength(1);
    expectPaid(world);
    audit(world);
  });

  /** The order's debit has its number, and the order the debit's. */
  function expectPaid(world: World): void {
    const paid = world.rows("transactions").filter(({ kind, orderId }) => kind === "order" && orderId === 1);
    expect(paid).toMatchObject([{ amount: -1_000n, referenceNumber: "A" }]);
    expect(world.rows("orders")).toMatchObject([{ transactionId: paid[0]?.id }]);
  }

  test("is linked with the debit that the provider's list has of it", () => {
    const { world, provider } = ordered();
    world.must(snapshot(world, provider, { "1": "90.00" }));
    const at = world.now - 30_000;
    // The list has no references; it names the order by the provider's number.
    world.must(investigate([listed("5", "10.00", at, { orderId: "7" })]));
    expect(world.rows("drifts")).toMatchObject([{ status: "explained" }]);
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 0n, spendToday: 1_000n });
    expectPaid(world);
    audit(world);
  });

  test("is linked with that debit, and its hold ends, before it is known whether the provider has the order", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.must(mirrorOrder(1, "A"));
    world.must(report(1, { type: "later", sent: true, retryAt: null }));
    world.now += 60_000;
    world.must(snapshot(world, provider, { "1": "90.00" }));
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 1_000n });
    world.must(investigate([listed("5", "10.00", world.now - 30_000, { referenceNumber: "A" })]));
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 0n });
    const order = { externalId: "7", status: "DELIVERED", delivered: 2, deliveredAt: null, productName: null } as const;
    world.must(report(1, { type: "reported", order, vouchers: null, detailAt: null, asOf: null }));
    expect(world.rows("orders")).toMatchObject([{ placementState: "settled", status: "DELIVERED" }]);
    expectPaid(world);
    audit(world);
  });

  test("and one that holds its refund: the list links both with the order", () => {
    const { world, provider } = ordered();
    world.must(snapshot(world, provider, { "1": "90.00" }));
    world.must(investigate([listed("5", "10.00", world.now - 30_000, { orderId: "7" })]));
    world.now += 60_000;
    world.must(snapshot(world, provider, { "1": "97.50" }));
    const refund = { direction: "CREDIT", orderId: "7" } as const;
    world.must(investigate([listed("6", "7.50", world.now - 30_000, refund)]));
    const [back] = world.rows("transactions").filter(({ kind }) => kind === "refund");
    expect(back).toMatchObject({ amount: 750n, orderId: 1 });
    expect(world.rows("orders")).toMatchObject([{ refunded: 750n, refundTransactionId: back?.id }]);
    expect(world.wallet()).toMatchObject({ balance: 9_750n, spendToday: 250n });
    expectPaid(world);
    audit(world);
  });

  test("names the transaction of an event that had waited for it", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.must(mirrorOrder(1, "A"));
    const order = { externalId: "7", status: "DELIVERED", delivered: 2, deliveredAt: null, productName: null } as const;
    world.must(report(1, { type: "reported", order, vouchers: null, detailAt: null, asOf: null }));
    const hook = providerEvent(provider, "e1", { amount: "10.00", referenceNumber: "A" }, world.now - 50);
    expect(world.must(hook)).toBe("waiting");
    world.now += 60_000;
    expect(world.must(snapshot(world, provider, { "1": "90.00" }))).toMatchObject({ drifts: 0, changed: 0 });
    const last = world.rows("transactions").at(-1);
    expect(last).toMatchObject({ kind: "order", amount: -1_000n, referenceNumber: "A", orderId: 1 });
    expect(world.rows("orders")).toMatchObject([{ transactionId: last?.id, placementState: "settled" }]);
    expect(world.wallet()).toMatchObject({ balance: 9_000n, held: 0n });
    audit(world);
  });
});

describe("figures finer than the wallet's scale", () => {
  test.each([
    ["3.1415", 314n],
    ["0.847255", 84n],
    ["-1.001", -101n],
    ["0.30000000000000000000000000001", 30n],
    ["-0.0000000000000000000000001", -1n],
    ["7.000", 700n],
  ])("%s of a provider that reports balances only is cut toward less", (available, balance) => {
    const { world, provider } = connected();
    expect(world.must(snapshot(world, provider, { "1": available }, { balanceOnly: true })).problems).toEqual([]);
    expect(world.wallet().balance).toBe(balance);
  });

  test.each(["3.1415", "0.30000000000000000000000000001"])("%s of another is a problem", (available) => {
    const { world, provider } = connected();
    expect(world.must(snapshot(world, provider, { "1": available })).problems).toMatchObject([{ externalId: "1" }]);
    expect(world.rows("wallets")).toEqual([]);
  });
});

describe("staleness", () => {
  test("comes at once when a reading misses a mirror, and not when a later one has shown it", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00", "2": "5.00" }));
    const { reading } = snapshot(world, provider, {});
    const missed = [1, 2, 9].map((walletId) => ({ walletId, message: "gone" }));
    const command: Command = { type: "miss_reading", accountId: ACCOUNT, reading, missed };
    world.must(snapshot(world, provider, { "2": "5.00" }));
    expect(world.must(command)).toEqual({ marked: 1, left: [] });
    expect(world.must(command)).toEqual({ marked: 0, left: [] });
    expect(world.rows("wallets").map(({ stale }) => stale)).toEqual([true, false]);
    expect(world.payloads("wallet.stale")).toMatchObject([{ data: { wallet_id: 1, reason: "gone" } }]);
  });

  test("is marked and reported once, and the next good snapshot ends it", () => {
    const { world, provider } = connected();
    world.must(snapshot(world, provider, { "1": "100.00" }));
    world.now += 1_000_000;
    const command: Command = { type: "mark_stale", accountId: ACCOUNT, walletIds: [1, 9], before: world.now - 900_000 };
    expect(world.must(command)).toEqual({ marked: 1, left: [] });
    expect(world.must(command)).toEqual({ marked: 0, left: [] });
    expect(world.wallet().stale).toBe(true);
    expect(world.payloads("wallet.stale")).toMatchObject([{ data: { wallet_id: 1, stale: true } }]);
    world.must(snapshot(world, provider, { "1": "100.00" }));
    expect(world.wallet().stale).toBe(false);
    expect(world.payloads("wallet.fresh")).toMatchObject([{ data: { wallet_id: 1, stale: false } }]);
    expect(world.must(command)).toEqual({ marked: 0, left: [] });
  });
});
