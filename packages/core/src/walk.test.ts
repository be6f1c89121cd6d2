import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  below,
  credit,
  debit,
  dropFeature,
  evaluate,
  expire,
  goOn,
  hold,
  measureBurn,
  measureSpend,
  newChannel,
  newEndpoint,
  newFeature,
  newProvider,
  newRoute,
  newSilence,
  newTopup,
  newWallet,
  patchFeature,
  patchWallet,
  providerEvent,
} from "../../../test/support/commands.ts";
import { World } from "../../../test/support/world.ts";
import type { Answer, Command } from "./decide.ts";
import { FAN_OUT_AT_ONCE } from "./events/fan-out.ts";
import { WALK_DELIVERIES } from "./walk.ts";

const DAY = 24 * 60 * 60 * 1_000;
const ENDPOINTS = FAN_OUT_AT_ONCE;
/** So many that their deliveries need several commands. */
const THINGS = 150;
/** The most events that one of these things makes. */
const EVENTS_OF_ONE = 3;
const FIRING = { alert_enabled: true, critical: below("1000000.00") };

function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** Many ledger wallets with a common feature without settings. */
function crowd(world: World): string {
  const { feature } = world.must(newFeature());
  for (const _ of range(THINGS)) world.must(newWallet({ featureIds: [feature.id], overdraftLimit: null }));
  return feature.id;
}

/** Many wallets in alarm, silenced for an hour, with a route to as many channels that also escalates to them. */
function silencedAlarms(world: World, numbers: readonly number[]): void {
  crowd(world);
  const channelIds = numbers.map(() => world.must(newChannel()).channel.id);
  world.must(newRoute({ channelIds, groupWaitSeconds: 0, escalate: { after_minutes: 5, channel_ids: channelIds } }));
  world.must(newSilence(world.now + 3_600_000));
  for (const id of range(THINGS)) world.must(patchWallet(id, { alertSettings: FIRING }));
}

class Mirrors {
  readonly world: World;
  readonly providerId: string;

  constructor(world: World) {
    this.world = world;
    this.providerId = world.must(newProvider()).provider.id;
  }

  snapshots(available: string): Command {
    const { world, providerId } = this;
    const reading = world.must({ type: "begin_reading", accountId: ACCOUNT, providerId });
    const window = { from: world.now - 100, to: world.now, ahead: 0 };
    return {
      type: "apply_snapshots",
      accountId: ACCOUNT,
      providerId,
      reading,
      clock: { low: 0, high: 0 },
      listsTransactions: true,
      balanceOnly: false,
      waiting: [],
      readings: range(THINGS).map((id) => ({
        externalId: String(id),
        currency: "USD",
        available,
        assetScale: 2,
        walletType: "PREPAID",
        name: `Octopus ${id}`,
        window,
      })),
    };
  }

  show(available: string): void {
    const answer = this.world.must(this.snapshots(available)) as { readonly left: readonly string[] };
    expect(answer.left).toEqual([]);
  }
}

interface Walk {
  readonly first: Command;
  /** The command for what an accepted one has left; null at the end. */
  readonly next: (value: never, before: Command) => Command | null;
  /** The number of things that are done. */
  readonly done: () => number;
}

function leaving<K extends string>(member: K) {
  return ({ left }: { readonly left: readonly unknown[] }, before: Command): Command | null =>
    left.length === 0 ? null : { ...before, [member]: left };
}

const states = (world: World) => world.rows("wallets").filter(({ alertState }) => alertState !== "ok").length;

type ValueOf<C extends Command> = Extract<Answer<C>, { readonly ok: true }>["value"];
/** Commands whose outcome names what they have left. */
type Walking = {
  [T in Command["type"]]: ValueOf<Extract<Command, { readonly type: T }>> extends { readonly left: readonly unknown[] }
    ? T
    : never;
}[Command["type"]];

/** For each walking command: the world before the endpoints exist, and the command after. The type makes a new one choose. */
const WALKS: Readonly<
  Record<
    Walking | "apply_waiting" | "continue_reevaluation" | "delete_feature" | "end_silence",
    (world: World) => () => Walk
  >
> = {
  apply_snapshots: (world) => {
    const mirrors = new Mirrors(world);
    mirrors.show("10.00");
    world.now += DAY;
    return () => ({
      first: mirrors.snapshots("20.00"),
      next: ({ left }: { left: readonly string[] }, before) =>
        left.length === 0
          ? null
          : ({
              ...before,
              readings: (before as Extract<Command, { type: "apply_snapshots" }>).readings.filter(({ externalId }) =>
                left.includes(externalId),
              ),
            } as Command),
      done: () => world.rows("wallets").filter(({ balance }) => balance === 2_000n).length,
    });
  },
  mark_stale: (world) => {
    new Mirrors(world).show("10.00");
    return () => ({
      first: { type: "mark_stale", accountId: ACCOUNT, walletIds: range(THINGS), before: world.now + DAY },
      next: leaving("walletIds"),
      done: () => world.rows("wallets").filter(({ stale }) => stale).length,
    });
  },
  miss_reading: (world) => {
    new Mirrors(world).show("10.00");
    const missed = range(THINGS).map((walletId) => ({ walletId, message: "missing" }));
    return () => ({
      first: { type: "miss_reading", accountId: ACCOUNT, reading: { number: 9 }, missed },
      next: leaving("missed"),
      done: () => world.rows("wallets").filter(({ stale }) => stale).length,
    });
  },
  apply_waiting: (world) => {
    const mirrors = new Mirrors(world);
    mirrors.show("1000.00");
    for (const i of range(THINGS)) {
      world.must(providerEvent(mirrors.providerId, `e${i}`, { amount: "1.00" }, world.now));
    }
    return () => ({
      first: {
        type: "apply_waiting",
        accountId: ACCOUNT,
        providerId: mirrors.providerId,
        externalId: "1",
        giveUp: true,
      },
      next: ({ more }: { more: boolean }, before) => {
        // What is left is still set aside for gates.
        const { balance, waitingLow } = world.wallet();
        expect(balance + waitingLow).toBe(100_000n - 100n * BigInt(THINGS));
        return more ? before : null;
      },
      done: () => world.wallet().sequence - 1,
    });
  },
  evaluate_wallets: (world) => {
    const feature = crowd(world);
    return () => {
      // Settings that were changed behind the wallets' backs, as if an evaluation had been lost.
      const before = world.rows("features")[0];
      const after = { ...before, alertSettings: JSON.stringify(FIRING) };
      const updates = [{ before: before as object, after }];
      world.store.write({ changes: [{ table: "features", inserts: [], updates, deletes: [] }], bulk: [] });
      expect(before?.id).toBe(feature);
      return { first: evaluate(...range(THINGS)), next: leaving("walletIds"), done: () => states(world) };
    };
  },
  measure_spend: (world) => {
    const relative = { alert_enabled: true, critical: { runway_hours: "720", condition: "below" } };
    for (const id of range(THINGS)) {
      world.must(newWallet({ alertSettings: relative, overdraftLimit: null }));
      world.must(credit(id, "100.00"));
    }
    for (const _ of range(8)) {
      for (const id of range(THINGS)) world.must(debit(id, "4.00"));
      world.now += DAY;
    }
    return () => ({
      first: measureSpend(...range(THINGS)),
      next: leaving("walletIds"),
      done: () => world.rows("wallets").filter(({ typicalSpend }) => typicalSpend !== null).length,
    });
  },
  measure_burn: (world) => {
    const runway = { alert_enabled: true, critical: { condition: "below", runway_hours: "48" } };
    for (const id of range(THINGS)) {
      world.must(newWallet({ alertSettings: runway, overdraftLimit: null }));
      world.runAll(credit(id, "10.00"), debit(id, "1.00"), debit(id, "1.00"));
    }
    world.now += 60_000;
    const due = world.rows("wallets").filter(({ burnDue }) => burnDue !== null && burnDue <= world.now).length;
    expect(due).toBe(THINGS);
    return () => ({
      first: measureBurn(...range(THINGS)),
      next: leaving("walletIds"),
      done: () => world.rows("wallets").filter(({ burnDue }) => (burnDue ?? world.now + 1) > world.now).length,
    });
  },
  expire_holds: (world) => {
    crowd(world);
    const ids = range(THINGS).map((id) => {
      world.must(credit(id, "10.00"));
      return (JSON.parse(world.must(hold(id, "1.00", { expiresIn: 1 })).body) as { readonly id: string }).id;
    });
    world.now += DAY;
    return () => ({
      first: expire(...ids),
      next: leaving("holdIds"),
      done: () => world.rows("holds").filter(({ status }) => status === "expired").length,
    });
  },
  escalate: (world) => {
    silencedAlarms(world, range(ENDPOINTS));
    world.now += DAY;
    return () => ({
      first: { type: "escalate", accountId: ACCOUNT, timers: world.rows("escalationTimers") },
      next: leaving("timers"),
      done: () => world.rows("escalationTimers").filter(({ dueAt }) => dueAt === null).length,
    });
  },
  end_silence: (world) => {
    // More channels than endpoints: a page has fewer episodes than this walk.
    silencedAlarms(world, range(12));
    world.now += DAY;
    return () => {
      const first: Command = {
        type: "end_silence",
        accountId: ACCOUNT,
        silenceId: world.rows("silences")[0]?.id ?? "",
      };
      const sent = () => world.rows("notifications").filter(({ skipReason }) => skipReason === null);
      return {
        first,
        next: ({ done }: { done: boolean }) => (done ? null : first),
        done: () => new Set(sent().map(({ episodeId }) => episodeId)).size,
      };
    };
  },
  mark_overdue: (world) => {
    crowd(world);
    for (const id of range(THINGS)) world.must(newTopup(id, "5.00"));
    world.now += 30 * DAY;
    return () => ({
      first: { type: "mark_overdue", accountId: ACCOUNT, topupIds: world.rows("topups").map(({ id }) => id) },
      next: leaving("topupIds"),
      done: () => world.rows("topups").filter(({ status }) => status === "overdue").length,
    });
  },
  continue_reevaluation: (world) => {
    const feature = crowd(world);
    return () => ({
      first: patchFeature(feature, FIRING),
      next: () => (world.rows("reevaluations").length === 0 ? null : goOn("feature", feature)),
      done: () => states(world),
    });
  },
  delete_feature: (world) => {
    const feature = crowd(world);
    world.must(patchFeature(feature, FIRING));
    return () => ({
      first: dropFeature(feature),
      next: () => (world.rows("reevaluations").length === 0 ? null : goOn("feature", feature)),
      done: () => world.rows("wallets").filter(({ featureIds }) => featureIds === "[]").length,
    });
  },
};

describe("a command that concerns many things makes a bounded number of deliveries and leaves the rest", () => {
  test.each(Object.entries(WALKS))("%s", (type, prepare) => {
    const world = new World();
    const make = prepare(world);
    for (const _ of range(ENDPOINTS)) world.must(newEndpoint());
    const { first, next, done } = make();
    const start = done();
    expect(start).toBeLessThan(THINGS);
    let command: Command | null = first;
    let commands = 0;
    while (command !== null) {
      const before = { deliveries: world.rows("deliveries").length, done: done() };
      const value: unknown = world.must(command);
      commands += 1;
      const made = world.rows("deliveries").length - before.deliveries;
      expect(made).toBeLessThan(WALK_DELIVERIES + ENDPOINTS * EVENTS_OF_ONE);
      expect(done()).toBeGreaterThan(before.done);
      command = next(value as never, command);
    }
    expect(done()).toBe(THINGS);
    // Its deliveries need more than one commit; deleting a feature closes alerts silently.
    if (type !== "delete_feature") expect(commands).toBeGreaterThan(1);
  });
});
