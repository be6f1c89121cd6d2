import { describe, expect, test } from "vitest";
import { ACCOUNT, credit, debit, measureSpend, newWallet, patchWallet } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import { dayOf, dayText, parseDay } from "../spend/day.ts";

const DAY = 86_400_000;

const setHistory = (days: readonly { date: string; amount: unknown }[], walletId = 1) =>
  ({ type: "set_spend_history", accountId: ACCOUNT, walletId, days }) as const;

function fresh(): World {
  const world = new World();
  world.must(newWallet({ overdraftLimit: null }));
  return world;
}

const ago = (world: World, days: number) => dayText(dayOf(world.now) - days);

describe("spend history by hand", () => {
  test("makes the typical spend known on day one, moves no balance and posts nothing", () => {
    const world = fresh();
    const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ date: ago(world, day), amount: `${day}00.00` }));
    world.must(setHistory(days));
    expect(world.wallet()).toMatchObject({ typicalSpend: 67_000n, balance: 0n, sequence: 0 });
    expect(world.rows("transactions")).toEqual([]);
  });

  test("again replaces the days it names and no other", () => {
    const world = fresh();
    world.must(
      setHistory([
        { date: ago(world, 1), amount: "1.00" },
        { date: ago(world, 2), amount: "2.00" },
      ]),
    );
    world.must(setHistory([{ date: ago(world, 2), amount: "5.00" }]));
    expect(
      world
        .rows("walletSpend")
        .map(({ spend }) => spend)
        .toSorted((a, b) => Number(a - b)),
    ).toEqual([100n, 500n]);
  });

  test("only before the first transaction: from then on spend is counted", () => {
    const world = fresh();
    world.must(credit(1, "10.00"));
    world.now += 3 * DAY;
    expect(world.run(setHistory([{ date: ago(world, 3), amount: "1.00" }]))).toMatchObject({
      rejection: { reason: "invalid", details: [{ field: "days.0.date" }] },
    });
    world.must(setHistory([{ date: ago(world, 4), amount: "1.00" }]));
  });

  test("every wrong day is named at once, and nothing is stored", () => {
    const world = fresh();
    const wrong = [
      { date: ago(world, 1), amount: "1.00" },
      { date: ago(world, 1), amount: "1.00" },
      { date: "2026-02-30", amount: "1.00" },
      { date: ago(world, 0), amount: "1.00" },
      { date: ago(world, 200), amount: "1.00" },
      { date: ago(world, 2), amount: "-1" },
      { date: ago(world, 3), amount: "1.001" },
      { date: ago(world, 4), amount: null },
    ];
    const answer = world.run(setHistory(wrong));
    expect(answer.ok ? [] : answer.rejection.details.map(({ field }) => field)).toEqual([
      "days.1.date",
      "days.2.date",
      "days.3.date",
      "days.4.date",
      "days.5.amount",
      "days.6.amount",
      "days.7.amount",
    ]);
    expect(world.rows("walletSpend")).toEqual([]);
    expect(world.run(setHistory([{ date: ago(world, 1), amount: "1" }], 9))).toMatchObject({
      rejection: { reason: "wallet_not_found" },
    });
  });

  test.each(["2026-5-1", "2026-13-01", "20260501", "", "2026-05-15T00:00:00Z"])("%j is no day", (text) => {
    expect(parseDay(text)).toBeNull();
  });
});

describe("expected daily spend", () => {
  test("stands in until three complete days are known, and wakes relative levels", () => {
    const world = fresh();
    world.must(credit(1, "1000.00"));
    const critical = { spend_percent: "50", condition: "below" };
    world.must(patchWallet(1, { expectedDailySpend: "3000.00", alertSettings: { alert_enabled: true, critical } }));
    expect(world.wallet()).toMatchObject({ typicalSpend: 300_000n, alertState: "in_alarm" });
    for (let day = 0; day < 3; day += 1) {
      world.must(debit(1, "10.00", { kind: "order" }));
      world.now += DAY;
      world.must(measureSpend(1));
      expect(world.wallet().typicalSpend).toBe(day < 2 ? 300_000n : 1_000n);
    }
    expect(world.wallet().alertState).toBe("ok");
  });

  test.each(["0", "-1", "1.001", true])("%j is refused by name", (expectedDailySpend) => {
    const world = fresh();
    for (const command of [patchWallet(1, { expectedDailySpend }), newWallet({ expectedDailySpend })]) {
      expect(world.run(command)).toMatchObject({ rejection: { details: [{ field: "expected_daily_spend" }] } });
    }
  });

  test("counts from the wallet's creation, and null removes it", () => {
    const world = new World();
    world.must(newWallet({ expectedDailySpend: "5" }));
    expect(world.wallet()).toMatchObject({ typicalSpend: 500n });
    world.must(patchWallet(1, { expectedDailySpend: null }));
    expect(world.wallet()).toMatchObject({ typicalSpend: null, expectedSpend: null });
  });
});

describe("a campaign's multiplier", () => {
  const campaign = (world: World, from: number, to: number, expectedMultiplier: unknown = "3") =>
    world.must({
      type: "create_campaign",
      accountId: ACCOUNT,
      providerId: null,
      name: "Black Friday",
      startsAt: world.now + from,
      endsAt: world.now + to,
      expectedMultiplier,
    }).campaign;
  const turn = (world: World, campaignId: string) => {
    world.must({ type: "turn_campaign", accountId: ACCOUNT, campaignId, cursor: 0 });
    world.must(measureSpend(1, 2));
    return [world.wallet(1).typicalSpend, world.wallet(2).typicalSpend];
  };

  function two(): World {
    const world = fresh();
    world.must(newWallet({ expectedDailySpend: "10.00" }));
    world.must(patchWallet(1, { expectedDailySpend: "100.00" }));
    return world;
  }

  test("is in every usual day from its beginning to its end", () => {
    const world = two();
    const { id } = campaign(world, 1_000, 5_000, "2.5");
    expect(turn(world, id)).toEqual([10_000n, 1_000n]);
    world.now += 1_000;
    expect(turn(world, id)).toEqual([25_000n, 2_500n]);
    world.now += 4_000;
    expect(turn(world, id)).toEqual([10_000n, 1_000n]);
    expect(world.rows("campaigns")).toMatchObject([{ dueAt: null }]);
  });

  test("ends when the campaign is cancelled while it runs, which is then gone", () => {
    const world = two();
    const { id } = campaign(world, 0, 5_000);
    expect(turn(world, id)).toEqual([30_000n, 3_000n]);
    world.must({ type: "delete_campaign", accountId: ACCOUNT, campaignId: id });
    expect(world.run({ type: "delete_campaign", accountId: ACCOUNT, campaignId: id }).ok).toBe(false);
    expect(turn(world, id)).toEqual([10_000n, 1_000n]);
    expect(world.rows("campaigns")).toEqual([]);
  });

  test("of several, the largest counts", () => {
    const world = two();
    campaign(world, 0, 9_000, "2");
    const { id } = campaign(world, 0, 5_000, "4");
    expect(turn(world, id)).toEqual([40_000n, 4_000n]);
  });

  test.each(["0", "-1", "1001", "x", {}])("%j is refused by name", (expectedMultiplier) => {
    const world = fresh();
    expect(
      world.run({
        type: "create_campaign",
        accountId: ACCOUNT,
        providerId: null,
        name: null,
        startsAt: world.now,
        endsAt: world.now + 1,
        expectedMultiplier,
      }),
    ).toMatchObject({ rejection: { details: [{ field: "expected_multiplier" }] } });
  });
});
