import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACCOUNT, credit, newSilence, patchWallet } from "../../../../test/support/commands.ts";
import { connect, pass, sent, tick, to, watchedWallets } from "../../../../test/support/notified.ts";
import { World } from "../../../../test/support/world.ts";

const MINUTE = 60_000;

function funded(count: number): World {
  const world = new World();
  watchedWallets(world, count);
  world.batch(Array.from({ length: count }, (_, index) => credit(index + 1, "1000.00")));
  world.now += MINUTE;
  return world;
}

const untilRecovered = (...wallets: readonly number[]) => newSilence(null, { filter: { wallet_ids: wallets } });
const recovering = (world: World, index = 0): unknown =>
  JSON.parse(world.rows("silences")[index]?.recovering ?? "null");

describe("a silence until recovery", () => {
  test("ends with the recovery, which is sent, and does not hold what comes later", () => {
    const world = funded(1);
    const pager = connect(world, "pagerduty", ["critical", "warning"]);
    const slack = connect(world, "slack", ["warning"], { groupWaitSeconds: 0 });
    to(world, 10);
    world.must(untilRecovered(1));
    to(world, 30);
    to(world, 15);
    pass(world, 120, 10);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    expect(world.rows("silences")).toMatchObject([{ openKey: 1, recovering: "[1]" }]);
    to(world, 500);
    expect(world.rows("silences")).toMatchObject([{ openKey: null, dueAt: null, endsAt: world.now, recovering: "[]" }]);
    pass(world, 60, 10);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "recovery ok 1"]);
    // This channel was sent no alert, so it is sent no recovery.
    expect(sent(world, slack)).toEqual([]);
    to(world, 10);
    expect(sent(world, pager)).toHaveLength(3);
  });

  test("holds for each of several wallets until that one is ok, and ends with the last", () => {
    const world = funded(3);
    const pager = connect(world, "pagerduty", ["critical"]);
    to(world, 10, 1);
    to(world, 10, 2);
    world.must(untilRecovered(1, 2, 3));
    // The third was ok when it began.
    expect(recovering(world)).toEqual([1, 2]);
    to(world, 10, 3);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert in_alarm 2", "alert in_alarm 3"]);
    to(world, 500, 1);
    expect(recovering(world)).toEqual([2]);
    pass(world, 60, 10);
    to(world, 10, 1);
    expect(sent(world, pager).slice(3)).toEqual(["recovery ok 1", "alert in_alarm 1"]);
    const silenced = () => world.rows("notifications").filter(({ skipReason }) => skipReason === "silenced").length;
    to(world, 30, 2);
    to(world, 10, 2);
    expect(silenced()).toBe(2);
    to(world, 500, 2);
    expect(world.rows("silences")).toMatchObject([{ openKey: null, recovering: "[]" }]);
  });

  test("sends the present state of those that have not recovered, and of no other, when it is deleted", () => {
    const world = funded(2);
    to(world, 10, 1);
    to(world, 10, 2);
    const pager = connect(world, "pagerduty", ["critical"]);
    const { silence } = world.must(untilRecovered(1, 2));
    to(world, 500, 1);
    to(world, 10, 1);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1"]);
    world.must({ type: "delete_silence", accountId: ACCOUNT, silenceId: silence.id });
    tick(world);
    expect(sent(world, pager)).toEqual(["alert in_alarm 1", "alert in_alarm 2"]);
    expect(world.rows("silences")).toMatchObject([{ openKey: null, recovering: "[2]" }]);
  });

  test("ends when the levels or the wallet go, and after a year at the latest", () => {
    const world = funded(3);
    for (const id of [1, 2, 3]) to(world, 10, id);
    for (const id of [1, 2, 3]) world.must(untilRecovered(id));
    world.must(patchWallet(1, { alertSettings: null }));
    to(world, 0, 2);
    world.must(patchWallet(2, { status: "closed" }));
    expect(world.rows("silences").map(({ openKey }) => openKey)).toEqual([null, null, 1]);
    world.now += 366 * 24 * 60 * MINUTE;
    tick(world);
    expect(world.rows("silences")).toMatchObject([{}, {}, { openKey: null, recovering: "[3]" }]);
  });

  test("needs wallets that are not ok, and begins now", () => {
    const world = funded(1);
    const refusal = (fields: Parameters<typeof newSilence>[1]) => {
      const outcome = world.run(newSilence(null, fields));
      return outcome.ok ? null : outcome.rejection.details?.map(({ field }) => field);
    };
    expect(refusal({ filter: {} })).toEqual(["filter.wallet_ids"]);
    expect(refusal({ filter: { wallet_ids: [1, 99] } })).toEqual(["filter.wallet_ids"]);
    expect(refusal({ filter: { wallet_ids: [1] }, startsAt: world.now + MINUTE })).toEqual(["starts_at"]);
    expect(world.rows("silences")).toEqual([]);
  });
});

/** What may happen to three wallets, and what a silence of some of them has to be after it. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      wallet: fc.integer({ min: 1, max: 3 }),
      to: fc.constantFrom(500, 80, 40, 10, 3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("silence" as const),
      wallets: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1 }),
      blocked: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 90 }) }) },
);

test("whatever happens, it waits for exactly the wallets that have not been ok since it began", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const world = funded(3);
      const pager = connect(world, "pagerduty", ["info", "warning", "critical", "block"], { groupWaitSeconds: 0 });
      const expected: { waits: Set<number>; deleted: boolean; includeBlock: boolean }[] = [];
      for (const one of steps) {
        world.now += 1_000;
        const before = sent(world, pager).length;
        const holding = expected.filter(({ deleted, waits }) => !deleted && waits.size > 0);
        if (one.do === "move") {
          to(world, one.to, one.wallet);
          const { alertState } = world.wallet(one.wallet);
          if (alertState === "ok") for (const { waits } of expected) waits.delete(one.wallet);
          const isSilenced = holding.some(
            ({ waits, includeBlock }) => waits.has(one.wallet) && (alertState !== "blocked" || includeBlock),
          );
          if (isSilenced) expect(sent(world, pager)).toHaveLength(before);
        } else if (one.do === "silence") {
          const outcome = world.run(
            newSilence(null, { filter: { wallet_ids: one.wallets }, includeBlock: one.blocked }),
          );
          const waits = new Set(one.wallets.filter((id) => world.wallet(id).alertState !== "ok"));
          expect(outcome.ok).toBe(waits.size > 0);
          if (waits.size > 0) expected.push({ waits, deleted: false, includeBlock: one.blocked });
        } else if (one.do === "delete") {
          const model = expected[one.which];
          const silenceId = world.rows("silences")[one.which]?.id ?? "sil_none";
          const outcome = world.run({ type: "delete_silence", accountId: ACCOUNT, silenceId });
          expect(outcome.ok).toBe(model !== undefined && !model.deleted && model.waits.size > 0);
          if (outcome.ok && model) model.deleted = true;
          tick(world);
        } else {
          pass(world, one.minutes * 60, 60);
        }
        for (const [index, { deleted, waits }] of expected.entries()) {
          const row = world.rows("silences")[index];
          if (!deleted) expect(recovering(world, index)).toEqual([...waits]);
          expect(row?.openKey).toBe(!deleted && waits.size > 0 ? 1 : null);
          expect((row?.endsAt ?? 0) > world.now).toBe(!deleted && waits.size > 0);
        }
      }
    }),
    { numRuns: 60 },
  );
});
