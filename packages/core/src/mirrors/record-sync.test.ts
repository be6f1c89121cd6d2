import { describe, expect, test } from "vitest";
import { ACCOUNT, newProvider } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import { cadenceMs } from "./cadence.ts";
import { clockHull, learnClock, type ClockEstimate } from "./clock.ts";
import { exactSubset } from "./subset.ts";
import type { SyncResult } from "./record-sync.ts";

function connected(fields: Parameters<typeof newProvider>[0] = {}) {
  const world = new World();
  const provider = world.must(newProvider(fields)).provider.id;
  const good = { ok: true, wallets: 1, readAt: world.now, moved: 0, hooks: false, problems: [] } as const;
  const sync = (result: Partial<Extract<SyncResult, { ok: true }>> | Extract<SyncResult, { ok: false }> = {}) => {
    world.now += 60_000;
    const whole = result.ok === false ? result : { ...good, readAt: world.now, ...result };
    return world.must({ type: "record_sync", accountId: ACCOUNT, providerId: provider, result: whole });
  };
  return { world, provider, sync };
}

const reasons = (world: World) =>
  world
    .payloads("provider.mode_changed")
    .map(({ data }) => `${String(data["previous_mode"])} → ${String(data["mode"])}`);

describe("the mode of a provider", () => {
  test("is polling after three polls that found movements without hooks, and webhook with the next hook", () => {
    const { world, sync } = connected();
    sync({ moved: 2 });
    sync();
    expect(sync({ moved: 1 }).mode).toBe("webhook");
    expect(sync({ moved: 1 })).toMatchObject({ mode: "polling", cadenceMs: 30_000 });
    expect(sync()).toMatchObject({ mode: "polling", cadenceMs: 60_000 });
    expect(sync({ hooks: true }).mode).toBe("webhook");
    expect(reasons(world)).toEqual(["webhook → polling", "polling → webhook"]);
  });

  test("stays webhook while hooks come, whatever polls find", () => {
    const { world, sync } = connected();
    for (let i = 0; i < 10; i += 1) sync({ moved: 3, hooks: i % 3 === 0 });
    expect(reasons(world)).toEqual([]);
  });

  test("is polling where no hook can be received", () => {
    const { sync } = connected({ webhookSecret: null });
    expect(sync().mode).toBe("polling");
  });

  test("is campaign while a campaign lasts, for its provider or for all", () => {
    const { world, provider, sync } = connected();
    const other = world.must(newProvider()).provider.id;
    const campaign = (providerId: string | null, from: number, to: number): Command => ({
      type: "create_campaign",
      accountId: ACCOUNT,
      providerId,
      name: null,
      expectedMultiplier: null,
      startsAt: world.now + from,
      endsAt: world.now + to,
    });
    world.must(campaign(other, 0, 1_000_000));
    expect(sync().mode).toBe("webhook");
    world.must(campaign(null, 60_000, 180_000));
    world.must(campaign(provider, 400_000, 500_000));
    expect(sync()).toMatchObject({ mode: "campaign", cadenceMs: 30_000 });
    expect(sync().mode).toBe("campaign");
    expect(sync().mode).toBe("webhook");
    for (const wrong of [campaign(null, 5, 5), campaign(null, -10, -5), campaign(null, 0, 91 * 86_400_000)]) {
      expect(world.run(wrong)).toMatchObject({ rejection: { reason: "invalid", details: [{ field: "ends_at" }] } });
    }
    expect(world.run(campaign("prov_none", 0, 1))).toMatchObject({ rejection: { reason: "provider_not_found" } });
    for (const { id } of world.rows("campaigns")) {
      world.must({ type: "delete_campaign", accountId: ACCOUNT, campaignId: id });
    }
    expect(sync().mode).toBe("webhook");
    expect(world.run({ type: "delete_campaign", accountId: ACCOUNT, campaignId: "camp_x" })).toMatchObject({
      rejection: { reason: "campaign_not_found" },
    });
  });
});

test("failures are counted and stored, and a successful poll ends them", () => {
  const { world, sync } = connected();
  const failure = { ok: false, kind: "auth", message: "the key is refused" } as const;
  expect(sync(failure)).toMatchObject({ status: "failing", failures: 1 });
  expect(sync(failure)).toMatchObject({ status: "failing", failures: 2 });
  expect(world.rows("providers")).toMatchObject([{ syncError: '{"kind":"auth","message":"the key is refused"}' }]);
  expect(sync({ problems: [{ externalId: "1", message: "x" }] })).toMatchObject({ status: "active", failures: 0 });
  expect(world.rows("providers")).toMatchObject([{ syncError: null, problems: '[{"external_id":"1","message":"x"}]' }]);
});

test("the cadence: the owner's setting first, close after drifts, wider while nothing moves", () => {
  const provider = { cadence: null, mode: "webhook", lastDriftAt: null, quietSyncs: 0 } as const;
  expect(cadenceMs(provider, 0)).toBe(60_000);
  expect(cadenceMs({ ...provider, quietSyncs: 1 }, 0)).toBe(120_000);
  expect(cadenceMs({ ...provider, quietSyncs: 50 }, 0)).toBe(300_000);
  expect(cadenceMs({ ...provider, quietSyncs: 50, lastDriftAt: 0 }, 60_000)).toBe(60_000);
  expect(cadenceMs({ ...provider, mode: "polling", quietSyncs: 50 }, 0)).toBe(300_000);
  expect(cadenceMs({ ...provider, mode: "polling" }, 0)).toBe(30_000);
  expect(cadenceMs({ ...provider, mode: "campaign", cadence: '{"seconds":7}' }, 0)).toBe(7_000);
});

describe("estimates of a provider's clocks", () => {
  const at = 1_000_000;
  const first: ClockEstimate = { low: -5, high: 900, at, reading: 1 };

  test("is narrowed by readings that agree, and forgotten slowly", () => {
    expect(learnClock([], null, 1, at)).toEqual([]);
    expect(clockHull([], at)).toEqual({ low: -5_000, high: 5_000 });
    expect(learnClock([], { low: -5, high: 900 }, 1, at)).toEqual([first]);
    const narrow = learnClock([first], { low: 300, high: 1_200 }, 2, at);
    expect(narrow).toEqual([{ low: 300, high: 900, at, reading: 2 }]);
    expect(learnClock(narrow, null, 3, at)).toBe(narrow);
    expect(clockHull(narrow, at + 60_000)).toEqual({ low: 240, high: 960 });
    // Our own clock was set back.
    expect(clockHull(narrow, at - 3_600_000)).toEqual({ low: 300, high: 900 });
  });

  test("is two clocks after a contradiction, until the old one was not seen for a dozen readings and two minutes", () => {
    const hour = 3_600_000;
    let known = learnClock([first], { low: hour, high: hour + 1_000 }, 2, at);
    expect(clockHull(known, at)).toEqual({ low: -5, high: hour + 1_000 });
    for (let number = 3; number <= 13; number += 1)
      known = learnClock(known, { low: hour, high: hour + 900 }, number, at);
    expect(known).toHaveLength(2);
    // Hooks that are late by two minutes may still be dated by it.
    known = learnClock(known, { low: hour, high: hour + 900 }, 14, at + 120_000);
    expect(known).toHaveLength(2);
    known = learnClock(known, { low: hour, high: hour + 900 }, 15, at + 120_001);
    expect(clockHull(known, at + 120_001)).toEqual({ low: hour, high: hour + 900 });
  });

  test("is of every node that responds now and then", () => {
    let known: readonly ClockEstimate[] = [];
    for (let number = 1; number <= 40; number += 1) {
      const low = number % 2 === 0 ? 0 : 3_000;
      known = learnClock(known, { low, high: low + 500 }, number, at);
    }
    expect(clockHull(known, at)).toEqual({ low: 0, high: 3_500 });
  });
});

test("a sum is found among few amounts, the fewest first, and among many if it is all of them or of the last", () => {
  expect(exactSubset([5n, -3n, 2n], 0n)).toEqual([]);
  expect(exactSubset([5n, -3n, 2n, 4n], 2n)).toEqual([2]);
  expect(exactSubset([5n, -3n], 7n)).toBeNull();
  const many = Array.from({ length: 40 }, (_, i) => BigInt(i + 1));
  expect(exactSubset(many, 820n)).toHaveLength(40);
  expect(exactSubset(many, 40n + 39n)).toEqual([38, 39]);
  expect(exactSubset(many, 1n)).toBeNull();
});

describe("a provider that fails", () => {
  const refused = (message = "GET /api/v1/wallets: answered 503 MAINTENANCE") =>
    ({ ok: false, kind: "transient", message }) as const;
  const reported = (world: World, type: string) => world.payloads(type).map(({ data }) => data);

  test("is announced with the third failed poll in a row, once, and so is its recovery", () => {
    const { world, provider, sync } = connected({ name: "Cards" });
    sync(refused());
    const since = new Date(world.now).toISOString();
    sync(refused());
    expect(reported(world, "provider.failing")).toEqual([]);
    for (let poll = 0; poll < 5; poll += 1) sync(refused(`the poll ${poll}`));
    const of = { provider_id: provider, name: "Cards", source: "polls", since };
    expect(reported(world, "provider.failing")).toEqual([{ ...of, reason: "the poll 0", failures: 3 }]);
    expect(reported(world, "provider.recovered")).toEqual([]);
    sync();
    sync();
    expect(reported(world, "provider.recovered")).toEqual([of]);
    for (let poll = 0; poll < 3; poll += 1) sync(refused());
    expect(reported(world, "provider.failing")).toHaveLength(2);
  });

  test("two failures before a successful poll emit no event", () => {
    const { world, sync } = connected();
    for (let round = 0; round < 4; round += 1) {
      sync(refused());
      sync(refused());
      sync();
    }
    expect([...reported(world, "provider.failing"), ...reported(world, "provider.recovered")]).toEqual([]);
  });

  test("is one whose response has no readable figure", () => {
    const { sync } = connected();
    const problems = [{ externalId: "USD", message: "wallet USD has no decimal at balance" }];
    expect(sync({ wallets: 0, readAt: 0, problems })).toMatchObject({ status: "failing", failures: 1 });
    expect(sync({ wallets: 1, problems })).toMatchObject({ status: "active", failures: 0 });
    // A provider without wallets is in order.
    expect(sync({ wallets: 0 })).toMatchObject({ status: "active", failures: 0 });
  });
});
