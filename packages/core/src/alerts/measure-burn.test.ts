import { describe, expect, test } from "vitest";
import { below, credit, debit, measureBurn, newWallet, patchWallet } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const runway = (critical: string, warning: string) => ({
  alert_enabled: true,
  critical: { runway_hours: critical, condition: "below" },
  warning: { runway_hours: warning, condition: "below" },
});

/** A wallet with 1,000.00 and levels at 24 and 48 hours. */
function watched(settings: object = runway("24", "48")): World {
  const world = new World();
  world.must(newWallet({ alertSettings: settings }));
  world.must(credit(1, "1000.00"));
  world.must(measureBurn(1));
  return world;
}

/** Spends 1.00 a minute, and measures when it is due. */
function spend(world: World, minutes: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.must(debit(1, "1.00"));
    world.now += MINUTE;
    world.must(measureBurn(1));
  }
}

const causes = (world: World) => world.rows("alertLog").map(({ state, cause }) => [state, JSON.parse(cause).type]);

describe("levels in runway_hours follow the present burn", () => {
  test("within a minute of a campaign's beginning, on the first day", () => {
    const world = watched();
    // 20 an hour would last for two days: 21 orders within 21 minutes.
    spend(world, 20);
    expect(world.wallet().alertState).toBe("ok");
    spend(world, 2);
    expect(world.wallet().alertState).toBe("warning");
    spend(world, 30);
    expect(world.wallet().alertState).toBe("in_alarm");
    expect(causes(world)).toEqual([
      ["warning", "burn"],
      ["in_alarm", "burn"],
    ]);
  });

  test("a bulk order alone fires nothing, however large; the burn of many of its size does", () => {
    const world = watched();
    world.must(debit(1, "500.00"));
    for (let minute = 0; minute < 7 * 60; minute += 1) {
      world.now += MINUTE;
      world.must(measureBurn(1));
    }
    expect(world.rows("alertLog")).toEqual([]);
    world.must(debit(1, "50.00"));
    world.must(debit(1, "50.00"));
    world.now += MINUTE;
    world.must(measureBurn(1));
    expect(causes(world)).toEqual([["in_alarm", "burn"]]);
  });

  test("clear by themselves when the pace has fallen, and the measuring ends", () => {
    const world = watched();
    spend(world, 60);
    expect(world.wallet().alertState).toBe("in_alarm");
    for (let hour = 0; hour < 8; hour += 1) {
      world.now += HOUR;
      world.must(measureBurn(1));
    }
    expect(world.wallet()).toMatchObject({ alertState: "ok", burnDue: null, steadyBurn: 0n, watchesBurn: true });
    world.must(debit(1, "1.00"));
    expect(world.wallet().burnDue).toBe(world.now + 10_000);
  });

  test("do not flicker with every order: a fall of less than a tenth moves nothing", () => {
    const world = watched();
    spend(world, 60);
    const { steadyBurn } = world.wallet();
    world.now += 2 * MINUTE;
    world.must(measureBurn(1));
    expect(world.wallet().steadyBurn).toBe(steadyBurn);
    world.now += 14 * MINUTE;
    world.must(measureBurn(1));
    expect(world.wallet().steadyBurn).toBeLessThan(steadyBurn);
  });

  test("wallets without such a level are not measured", () => {
    const world = watched({ alert_enabled: true, critical: below("1.00") });
    spend(world, 5);
    expect(world.wallet()).toMatchObject({ watchesBurn: false, burnDue: null, steadyBurn: 0n });
    expect(world.must(measureBurn(1, 2))).toEqual({ measured: 0, left: [] });
  });

  test("settings that no longer have one end the measuring", () => {
    const world = watched();
    spend(world, 60);
    world.must(patchWallet(1, { alertSettings: null }));
    expect(world.wallet()).toMatchObject({ watchesBurn: false, burnDue: null, steadyBurn: 0n, alertState: "ok" });
  });
});
