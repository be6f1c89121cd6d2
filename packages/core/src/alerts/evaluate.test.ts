import { describe, expect, test } from "vitest";
import {
  above,
  below,
  credit,
  debit,
  dropDefault,
  dropFeature,
  evaluate,
  hold,
  newFeature,
  newWallet,
  patchFeature,
  patchWallet,
  putDefault,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { START, World, type Payload } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import { MAX_AMOUNT, MIN_AMOUNT, parseAmount } from "../money/amount.ts";

const UNLIMITED = { overdraftLimit: null };

/** A world with one feature and one wallet linked to it, at this balance before the settings are saved. */
function watched(settings: unknown, balance: string): { world: World; featureId: string } {
  const world = new World();
  const { feature } = world.must(newFeature());
  world.must(newWallet({ ...UNLIMITED, featureIds: [feature.id] }));
  moveTo(world, balance);
  world.must(patchFeature(feature.id, settings));
  return { world, featureId: feature.id };
}

/** One credit or debit that brings the wallet to a balance. */
function moveTo(world: World, balance: string, walletId = 1): void {
  const target = parseAmount(balance, 2);
  if (!target.ok) throw new Error(balance);
  const by = target.value - world.wallet(walletId).balance;
  const amount = `${(by < 0n ? -by : by) / 100n}.${String((by < 0n ? -by : by) % 100n).padStart(2, "0")}`;
  if (by > 0n) world.must(credit(walletId, amount));
  if (by < 0n) world.must(debit(walletId, amount));
}

function steps(world: World): string[] {
  return world.alerts().map((event) => `${event.previous_status} → ${event.alert_status} at ${event.ongoing_balance}`);
}

function episodes(world: World): string[] {
  return world.alerts().map(({ episode_id }) => episode_id);
}

describe("transitions of seed 001", () => {
  test.each([
    [
      ["50", "20", "10", "0", "50"],
      ["ok → info at 20.00", "info → warning at 10.00", "warning → in_alarm at 0.00", "in_alarm → ok at 50.00"],
    ],
    [
      ["50", "5", "-2"],
      ["ok → warning at 5.00", "warning → in_alarm at -2.00"],
    ],
    [
      ["50", "-1", "7", "15", "20.01"],
      ["ok → in_alarm at -1.00", "in_alarm → warning at 7.00", "warning → info at 15.00", "info → ok at 20.01"],
    ],
    [["50", "20.01", "49"], []],
    [["50", "20.00"], ["ok → info at 20.00"]],
  ])("below, through %j", ([first = "", ...rest], expected) => {
    const { world } = watched(SEED_001, first);
    for (const balance of rest) moveTo(world, balance);
    expect(steps(world)).toEqual(expected);
    audit(world);
  });

  test("above: 100, 500, 1000 and the reset", () => {
    const settings = { alert_enabled: true, critical: above("1000"), warning: above("500"), info: above("100") };
    const { world } = watched(settings, "0");
    for (const balance of ["99.99", "100", "500", "1000", "0"]) moveTo(world, balance);
    expect(steps(world)).toEqual([
      "ok → info at 100.00",
      "info → warning at 500.00",
      "warning → in_alarm at 1000.00",
      "in_alarm → ok at 0.00",
    ]);
  });
});

describe("alert events", () => {
  test("the feature's event is seed 001's payload, with the additions", () => {
    const { world, featureId } = watched(SEED_001, "5.00");
    world.now += 1_000;
    world.must(patchWallet(1, { conversionRate: "2" }));
    moveTo(world, "-2.00");
    const alertSettings = {
      alert_enabled: true,
      critical: below("0.00"),
      warning: below("10.00"),
      info: below("20.00"),
      block: null,
    };
    const fired = world.alerts().at(-1);
    expect(fired).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-z]{26}$/) as string,
      type: "feature.wallet_balance.alert",
      created_at: "2026-05-15T14:30:01.000Z",
      event_type: "feature.wallet_balance.alert",
      alert_type: "feature_wallet_balance",
      alert_status: "in_alarm",
      previous_status: "warning",
      reason: "escalated",
      threshold: { level: "critical", threshold: "0.00", condition: "below" },
      ongoing_balance: "-2.00",
      sequence: 2,
      episode_id: expect.stringMatching(/^ep/) as string,
      feature: {
        id: featureId,
        name: "API calls",
        type: "metered",
        status: "published",
        alert_settings: alertSettings,
        meter_id: null,
        created_at: "2026-05-15T14:30:00.000Z",
        updated_at: "2026-05-15T14:30:00.000Z",
      },
      wallet: {
        id: 1,
        name: "Prepaid Wallet",
        wallet_type: "PRE_PAID",
        balance: "-2.00",
        credit_balance: "-1.00",
        currency: "usd",
        alert_enabled: true,
        alert_state: "in_alarm",
        wallet_status: "active",
        customer_id: null,
        created_at: "2026-05-15T14:30:00.000Z",
        updated_at: "2026-05-15T14:30:01.000Z",
      },
    });
  });

  test.each(["wallet", "default"])("settings of the %s report the same without the feature", (owner) => {
    const world = new World();
    if (owner === "default") world.must(putDefault("USD", SEED_001));
    world.must(newWallet({ walletType: "POSTPAID", alertSettings: owner === "wallet" ? SEED_001 : null }));
    const [event] = world.alerts();
    expect(event).toMatchObject({
      type: "wallet.balance.alert",
      event_type: "wallet.balance.alert",
      alert_type: "wallet_balance",
      alert_status: "in_alarm",
      previous_status: "ok",
      ongoing_balance: "0.00",
      sequence: 0,
      wallet: { id: 1, wallet_type: "POST_PAID", alert_state: "in_alarm" },
    });
    expect(event).not.toHaveProperty("feature");
  });

  test("the log's entry and the event belong together and name the cause", () => {
    const { world, featureId } = watched(SEED_001, "15.00");
    moveTo(world, "9.00");
    world.tamper(1, { balance: 3_000n });
    world.must(evaluate(1));
    const log = world.rows("alertLog");
    expect(log.map(({ cause }) => JSON.parse(cause) as unknown)).toEqual([
      { type: "settings" },
      { type: "transaction", transaction_id: 2 },
      { type: "sweep" },
    ]);
    expect(log.map(({ eventId }) => eventId)).toEqual(world.alerts().map(({ id }) => id));
    expect(log[1]).toMatchObject({
      walletId: 1,
      ownerKind: "feature",
      ownerId: featureId,
      previousState: "info",
      state: "warning",
      balance: 900n,
      threshold: '{"level":"warning","threshold":"10.00","condition":"below"}',
      walletSequence: 2,
      episodeId: log[0]?.episodeId,
    });
    // A recovery is decided by the level that was left.
    expect(world.alerts()[2]?.threshold).toEqual({ level: "warning", threshold: "10.00", condition: "below" });
  });

  test("alerts evaluate the available balance: a held amount counts", () => {
    const { world } = watched(SEED_001, "50.00");
    world.must(hold(1, "25.00"));
    world.must(debit(1, "5.00"));
    expect(steps(world)).toEqual(["ok → info at 20.00"]);
    expect(world.alerts()[0]?.wallet["balance"]).toBe("45.00");
  });

  test("the deciding threshold is reported in the unit and words of the settings", () => {
    const { world } = watched({ alert_enabled: true, info: below("19.999") }, "19.99");
    expect(world.alerts()[0]?.threshold).toEqual({ level: "info", threshold: "19.999", condition: "below" });
  });

  test("a wallet's state is the most severe of its streams, in each event of the same movement", () => {
    const world = new World();
    const strict = world.must(newFeature({ alert_enabled: true, info: below("50") })).feature.id;
    const lax = world.must(newFeature({ alert_enabled: true, critical: below("5") })).feature.id;
    world.must(newWallet({ featureIds: [strict, lax], alertSettings: { alert_enabled: false, info: below("1") } }));
    world.must(credit(1, "100.00"));
    const atCreation = world.alerts().length;
    world.must(debit(1, "60.00"));
    expect(world.wallet().alertState).toBe("info");
    world.must(debit(1, "35.00"));
    expect(world.wallet().alertState).toBe("in_alarm");
    world.must(credit(1, "95.00"));
    expect(world.wallet().alertState).toBe("ok");
    const fired = world.alerts().slice(atCreation);
    expect(fired.map((event) => [event.feature?.["id"], event.alert_status, event.wallet["alert_state"]])).toEqual([
      [strict, "info", "info"],
      [lax, "in_alarm", "in_alarm"],
      [strict, "ok", "ok"],
      [lax, "ok", "ok"],
    ]);
    expect(new Set(fired.map(({ episode_id }) => episode_id)).size).toBe(2);
    audit(world);
  });
});

describe("faults of other systems", () => {
  test.each([1, 100, 1_000])("1: a thousand debits under a threshold, %i a batch, are one event", (size) => {
    const { world } = watched({ alert_enabled: true, info: below("20.00") }, "20.00");
    for (let done = 0; done < 1_000; done += size) world.batch(Array.from({ length: size }, () => debit(1, "1.00")));
    expect(world.wallet()).toMatchObject({ balance: -98_000n, sequence: 1_001 });
    expect(steps(world)).toEqual(["ok → info at 20.00"]);
    expect(world.rows("alertLog")).toHaveLength(1);
    audit(world);
  });

  test("2: an event has the balance that fired, whatever happens in the same batch and after", () => {
    const { world } = watched(SEED_001, "50.00");
    world.batch([debit(1, "31.00"), debit(1, "12.00"), credit(1, "100.00")]);
    const frozen = world.events().map(({ payload }) => payload);
    expect(world.alerts().map((event) => [event.ongoing_balance, event.wallet["balance"], event.sequence])).toEqual([
      ["19.00", "19.00", 2],
      ["7.00", "7.00", 3],
      ["107.00", "107.00", 4],
    ]);
    world.must(patchWallet(1, { name: "renamed" }));
    expect(
      world
        .events()
        .slice(0, frozen.length)
        .map(({ payload }) => payload),
    ).toEqual(frozen);
  });

  test("3: transitions of one batch are reported once each and in order", () => {
    const { world } = watched(SEED_001, "50.00");
    world.batch([debit(1, "30.00"), debit(1, "10.00"), debit(1, "10.00"), credit(1, "7.00"), credit(1, "50.00")]);
    expect(steps(world)).toEqual([
      "ok → info at 20.00",
      "info → warning at 10.00",
      "warning → in_alarm at 0.00",
      "in_alarm → warning at 7.00",
      "warning → ok at 57.00",
    ]);
    const log = world.rows("alertLog");
    expect(log.map(({ walletSequence }) => walletSequence)).toEqual([2, 3, 4, 5, 6]);
    expect(log.map(({ streamPosition }) => streamPosition)).toEqual([1, 2, 3, 4, 5]);
  });

  test("4: no window hides a crossing: two within a millisecond are two", () => {
    const { world } = watched(SEED_001, "50.00");
    moveTo(world, "15.00");
    moveTo(world, "50.00");
    moveTo(world, "15.00");
    expect(steps(world)).toEqual(["ok → info at 15.00", "info → ok at 50.00", "ok → info at 15.00"]);
  });

  test("5: event and balance are changes of one decision", () => {
    const { world } = watched(SEED_001, "50.00");
    const { changes } = world.decided([debit(1, "35.00")]);
    const tables = changes.map(({ table }) => table);
    for (const table of ["wallets", "transactions", "alertStreams", "alertLog", "events"]) {
      expect(tables).toContain(table);
    }
  });

  test("6: a wallet already below when settings are saved fires", () => {
    const { world } = watched(SEED_001, "-2.00");
    expect(steps(world)).toEqual(["ok → in_alarm at -2.00"]);
  });

  test("7: crossing again after a top-up is a new episode", () => {
    const { world } = watched(SEED_001, "15.00");
    moveTo(world, "5.00");
    moveTo(world, "50.00");
    moveTo(world, "15.00");
    moveTo(world, "50.00");
    const [first, second, third, fourth, fifth] = episodes(world);
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
    expect(fifth).toBe(fourth);
    const [stream] = world.rows("alertStreams");
    expect(stream).toMatchObject({ state: "ok", episodeId: null, threshold: null });
  });

  test("8: equality fires; zero and negative thresholds are thresholds; no float is near", () => {
    const { world } = watched({ alert_enabled: true, critical: below("-0.30"), info: below("0.00") }, "0.10");
    moveTo(world, "0.00");
    moveTo(world, "-0.29");
    // 0.1 + 0.2 in floats is not 0.3.
    world.must(credit(1, 0.29));
    world.must(debit(1, 0.1));
    world.must(debit(1, 0.2));
    expect(steps(world)).toEqual(["ok → info at 0.00", "info → in_alarm at -0.30"]);
  });

  test("9: null removes a level", () => {
    const { world, featureId } = watched(SEED_001, "15.00");
    const { feature } = world.must(patchFeature(featureId, { info: null }));
    expect(JSON.parse(feature.alertSettings ?? "")).toMatchObject({ info: null, warning: below("10.00") });
    expect(steps(world)).toEqual(["ok → info at 15.00", "info → ok at 15.00"]);
    moveTo(world, "12.00");
    expect(steps(world)).toHaveLength(2);
  });

  test("10: a threshold is an amount in the wallet's own currency and scale", () => {
    const world = new World();
    const { feature } = world.must(newFeature({ alert_enabled: true, info: below("20") }));
    for (const [currency, assetScale] of [
      ["USD", 2],
      ["JPY", 0],
      ["KWD", 3],
    ] as const) {
      world.must(newWallet({ currency, assetScale }));
    }
    for (const id of [1, 2, 3]) {
      world.must(credit(id, "21"));
      world.must(patchWallet(id, { featureIds: [feature.id] }));
      world.must(debit(id, "1"));
    }
    expect(world.alerts().map((event) => [event.wallet["currency"], event.ongoing_balance])).toEqual([
      ["usd", "20.00"],
      ["jpy", "20"],
      ["kwd", "20.000"],
    ]);
  });

  test("10: the default of one currency does not apply to wallets of another", () => {
    const world = new World();
    world.must(newWallet({ currency: "EUR" }));
    world.must(newWallet({ currency: "USD" }));
    world.must(putDefault("EUR", { alert_enabled: true, info: below("5") }));
    expect(world.alerts().map((event) => event.wallet["id"])).toEqual([1]);
    expect(world.wallet(2).alertState).toBe("ok");
  });

  test("11: edited settings take effect at once, in both directions", () => {
    const { world, featureId } = watched(SEED_001, "50.00");
    world.must(patchFeature(featureId, { info: below("60.00") }));
    world.must(patchFeature(featureId, { info: below("40.00") }));
    expect(steps(world)).toEqual(["ok → info at 50.00", "info → ok at 50.00"]);
    moveTo(world, "40.00");
    expect(steps(world)).toHaveLength(3);
  });
});

describe("settings that are switched off and on", () => {
  test("disabling closes without an event, enabling while under fires a new episode", () => {
    const { world, featureId } = watched(SEED_001, "5.00");
    world.must(patchFeature(featureId, { alert_enabled: false }));
    expect(steps(world)).toHaveLength(1);
    expect(world.wallet().alertState).toBe("ok");
    expect(world.rows("alertStreams")).toMatchObject([{ state: "ok", episodeId: null }]);
    expect(world.rows("alertLog")).toHaveLength(1);
    moveTo(world, "-5.00");
    expect(steps(world)).toHaveLength(1);
    world.must(patchFeature(featureId, { alert_enabled: true }));
    expect(steps(world)).toEqual(["ok → warning at 5.00", "ok → in_alarm at -5.00"]);
    expect(new Set(episodes(world)).size).toBe(2);
    audit(world);
  });

  test("removing the settings closes without an event", () => {
    const { world, featureId } = watched(SEED_001, "5.00");
    world.must(patchFeature(featureId, null));
    expect(steps(world)).toHaveLength(1);
    expect(world.wallet()).toMatchObject({ alertState: "ok", alertFloor: MIN_AMOUNT, alertCeiling: MAX_AMOUNT });
  });

  test("unlinking closes without an event, linking again fires", () => {
    const { world, featureId } = watched(SEED_001, "5.00");
    world.must(patchWallet(1, { featureIds: [] }));
    expect(world.wallet().alertState).toBe("ok");
    world.must(patchWallet(1, { featureIds: [featureId] }));
    expect(steps(world)).toEqual(["ok → warning at 5.00", "ok → warning at 5.00"]);
  });

  test("refused settings change nothing", () => {
    const { world, featureId } = watched(SEED_001, "5.00");
    const before = world.store.dump();
    for (const settings of [{ critical: null }, { warning: below("30") }, { alert_enabled: "yes" }, [], "x"]) {
      expect(world.run(patchFeature(featureId, settings))).toMatchObject({ ok: false });
    }
    expect(world.store.dump()).toEqual(before);
  });
});

describe("the settings that apply", () => {
  const INFO = { alert_enabled: true, info: below("5") };

  test("a wallet's own settings replace the default, even disabled ones", () => {
    const world = new World();
    world.must(putDefault("USD", INFO));
    world.must(newWallet({ alertSettings: { alert_enabled: false } }));
    expect(world.alerts()).toEqual([]);
    world.must(patchWallet(1, { alertSettings: null }));
    expect(steps(world)).toEqual(["ok → info at 0.00"]);
    world.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("0") } }));
    // The default's stream closes silently, the wallet's own opens.
    expect(steps(world)).toEqual(["ok → info at 0.00", "ok → in_alarm at 0.00"]);
    expect(world.rows("alertStreams").map(({ ownerKind, state }) => `${ownerKind} ${state}`)).toEqual([
      "default ok",
      "wallet in_alarm",
    ]);
  });

  test("features do not replace the default", () => {
    const world = new World();
    const { feature } = world.must(newFeature(INFO));
    world.must(putDefault("USD", INFO));
    world.must(newWallet({ featureIds: [feature.id] }));
    expect(world.alerts().map(({ type }) => type)).toEqual(["feature.wallet_balance.alert", "wallet.balance.alert"]);
  });

  test("a currency's default takes precedence over the one for all, which takes relative units only", () => {
    const world = new World();
    world.must(newWallet());
    expect(world.run(putDefault("*", INFO))).toMatchObject({ ok: false, rejection: { reason: "invalid" } });
    world.must(putDefault("USD", INFO));
    // Without history relative levels have no effect, and for this currency they do not apply at all.
    world.must(putDefault("*", { alert_enabled: true, info: { spend_percent: "20", condition: "below" } }));
    expect(steps(world)).toEqual(["ok → info at 0.00"]);
    world.must(dropDefault("USD"));
    expect(steps(world)).toEqual(["ok → info at 0.00"]);
    expect(world.wallet().alertState).toBe("ok");
    expect(world.run(dropDefault("USD"))).toMatchObject({
      ok: false,
      rejection: { reason: "alert_default_not_found" },
    });
  });

  test("the default concerns wallets created before and after it", () => {
    const world = new World();
    world.must(newWallet());
    world.must(putDefault("USD", INFO));
    world.must(newWallet());
    expect(world.alerts().map((event) => event.wallet["id"])).toEqual([1, 2]);
    world.must(putDefault("USD", { alert_enabled: false, info: below("5") }));
    expect(world.rows("wallets").map(({ alertState }) => alertState)).toEqual(["ok", "ok"]);
    expect(world.alerts()).toHaveLength(2);
  });
});

describe("block", () => {
  const BLOCKING = { alert_enabled: true, critical: below("10"), block: below("2") };

  function blockEvents(world: World): Payload[] {
    return world.payloads("wallet.orders_blocked", "wallet.orders_unblocked");
  }

  test("refuses orders while it lasts, and reports its beginning and end", () => {
    const { world } = watched(BLOCKING, "50.00");
    moveTo(world, "2.00");
    moveTo(world, "1.00");
    expect(world.wallet().alertState).toBe("blocked");
    moveTo(world, "5.00");
    expect(steps(world)).toEqual(["ok → blocked at 2.00", "blocked → in_alarm at 5.00"]);
    expect(blockEvents(world).map(({ type, data }) => [type, data])).toEqual([
      [
        "wallet.orders_blocked",
        {
          wallet_id: 1,
          currency: "USD",
          alert_state: "blocked",
          orders_blocked: true,
          available: "2.00",
          sequence: 2,
        },
      ],
      [
        "wallet.orders_unblocked",
        {
          wallet_id: 1,
          currency: "USD",
          alert_state: "in_alarm",
          orders_blocked: false,
          available: "5.00",
          sequence: 4,
        },
      ],
    ]);
  });

  test("of two features: reported once at the first, unblocked after the last", () => {
    const world = new World();
    const first = world.must(newFeature(BLOCKING)).feature.id;
    const second = world.must(newFeature({ ...BLOCKING, block: below("3") })).feature.id;
    world.must(newWallet());
    world.must(credit(1, "20.00"));
    world.must(patchWallet(1, { featureIds: [first, second] }));
    for (const balance of ["2.50", "1.00", "2.50", "4.00"]) moveTo(world, balance);
    expect(blockEvents(world).map(({ type, data }) => `${type} ${String(data["available"])}`)).toEqual([
      "wallet.orders_blocked 2.50",
      "wallet.orders_unblocked 4.00",
    ]);
  });

  test("orders are accepted again when its settings are removed", () => {
    const { world, featureId } = watched(BLOCKING, "1.00");
    world.must(dropFeature(featureId));
    expect(blockEvents(world).map(({ type }) => type)).toEqual(["wallet.orders_blocked", "wallet.orders_unblocked"]);
    expect(world.wallet().alertState).toBe("ok");
  });
});

describe("hysteresis", () => {
  test("a level is left only when the balance is past it by more than the margin", () => {
    const { world } = watched({ ...SEED_001, clear_margin: "5.00" }, "50.00");
    for (const balance of ["20", "25", "20", "25.01", "20.01", "10", "15", "15.01"]) moveTo(world, balance);
    expect(steps(world)).toEqual([
      "ok → info at 20.00",
      "info → ok at 25.01",
      "ok → warning at 10.00",
      "warning → info at 15.01",
    ]);
  });
});

test("every change and reminder has its reason", () => {
  const { world, featureId } = watched({ ...SEED_001, repeat_interval: 60 }, "50");
  const reasons: string[] = [];
  const carry = (command: Command) => {
    const effects = world.decided([command]);
    world.store.write(effects);
    reasons.push(...effects.transitions);
  };
  carry(debit(1, "45.00"));
  carry(debit(1, "7.00"));
  carry(credit(1, "12.00"));
  world.now += 60_000;
  carry(evaluate(1));
  carry(credit(1, "40.00"));
  carry(debit(1, "45.00"));
  carry(patchFeature(featureId, null));
  const changes = ["entered", "escalated", "eased", "cleared", "entered"];
  expect(reasons).toEqual([...changes.toSpliced(3, 0, "reminder"), "settings_removed"]);
  expect(world.alerts().map(({ reason }) => reason)).toEqual(changes.toSpliced(3, 0, "reminder"));
  expect(world.rows("alertLog").map(({ reason }) => reason)).toEqual(changes);
});

describe("reminders", () => {
  const REMINDING = { ...SEED_001, repeat_interval: 3_600 };
  const HOUR = 3_600_000;

  test("repeat the event of an episode that continues, and are not in the log", () => {
    const { world } = watched(REMINDING, "15.00");
    world.now += HOUR - 1;
    world.must(evaluate(1));
    expect(steps(world)).toHaveLength(1);
    world.now += 1;
    world.must(debit(1, "1.00"));
    world.must(evaluate(1));
    world.must(evaluate(1));
    world.now += HOUR;
    world.must(evaluate(1));
    expect(steps(world)).toEqual(["ok → info at 15.00", "info → info at 14.00", "info → info at 14.00"]);
    expect(new Set(episodes(world)).size).toBe(1);
    expect(world.rows("alertLog")).toHaveLength(1);
    expect(world.rows("alertStreams")[0]?.repeatAt).toBe(START + 3 * HOUR);
    audit(world);
  });

  test("start over with every change and end with the episode", () => {
    const { world } = watched(REMINDING, "15.00");
    world.now += HOUR / 2;
    moveTo(world, "5.00");
    expect(world.rows("alertStreams")[0]?.repeatAt).toBe(world.now + HOUR);
    moveTo(world, "50.00");
    expect(world.rows("alertStreams")[0]?.repeatAt).toBeNull();
  });

  test("begin, quicken and end as the settings change", () => {
    const { world, featureId } = watched(SEED_001, "15.00");
    expect(world.rows("alertStreams")[0]?.repeatAt).toBeNull();
    world.must(patchFeature(featureId, { repeat_interval: 3_600 }));
    expect(world.rows("alertStreams")[0]?.repeatAt).toBe(world.now + HOUR);
    world.must(patchFeature(featureId, { repeat_interval: 60 }));
    expect(world.rows("alertStreams")[0]?.repeatAt).toBe(world.now + 60_000);
    world.must(patchFeature(featureId, { repeat_interval: null }));
    expect(world.rows("alertStreams")[0]?.repeatAt).toBeNull();
    world.must(patchFeature(featureId, { repeat_interval: 60 }));
    world.must(patchFeature(featureId, { alert_enabled: false }));
    expect(world.rows("alertStreams")[0]?.repeatAt).toBeNull();
    expect(steps(world)).toHaveLength(1);
  });
});

describe("the sweep's command", () => {
  test("finds nothing to report where all is right", () => {
    const { world } = watched(SEED_001, "15.00");
    world.must(newWallet());
    const before = world.store.dump();
    expect(world.must(evaluate(1, 2, 99))).toEqual({ transitions: 0, left: [] });
    expect(world.store.dump()).toEqual(before);
  });

  test("corrects wrong states and reports their number", () => {
    const { world } = watched(SEED_001, "15.00");
    world.tamper(1, { balance: 500n });
    expect(world.must(evaluate(1))).toEqual({ transitions: 1, left: [] });
    expect(steps(world).at(-1)).toBe("info → warning at 5.00");
  });
});
