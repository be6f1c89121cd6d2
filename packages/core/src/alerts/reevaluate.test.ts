import { describe, expect, test } from "vitest";
import {
  below,
  credit,
  debit,
  dropDefault,
  dropFeature,
  goOn,
  newFeature,
  newWallet,
  patchFeature,
  putDefault,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World } from "../../../../test/support/world.ts";
import type { OwnerKind } from "../model/alert.ts";
import { REEVALUATION_PAGE } from "./reevaluate.ts";

const INFO = { alert_enabled: true, info: below("5") };
const WALLETS = 2 * REEVALUATION_PAGE + 1;

function manyWallets(featureIds: readonly string[] = [], count = WALLETS, world = new World()): World {
  world.batch(Array.from({ length: count }, () => newWallet({ featureIds })));
  return world;
}

function inState(world: World, state: string): number {
  return world.rows("wallets").filter(({ alertState }) => alertState === state).length;
}

function goOnUntilDone(world: World, ownerKind: OwnerKind, ownerId: string): number {
  for (let pages = 1; pages < 10; pages += 1) {
    if (world.must(goOn(ownerKind, ownerId)).done) return pages;
  }
  throw new Error("never done");
}

describe("settings that concern more wallets than one transaction evaluates", () => {
  test.each(["feature", "default"] as const)("of a %s: a page at once, the rest as a job", (ownerKind) => {
    const world = new World();
    const feature = world.must(newFeature()).feature.id;
    manyWallets(ownerKind === "feature" ? [feature] : [], WALLETS, world);
    const ownerId = ownerKind === "feature" ? feature : "USD";
    world.must(ownerKind === "feature" ? patchFeature(feature, INFO) : putDefault("USD", INFO));
    expect(inState(world, "info")).toBe(REEVALUATION_PAGE);
    expect(world.rows("reevaluations")).toMatchObject([{ ownerKind, ownerId, cursor: REEVALUATION_PAGE }]);
    expect(goOnUntilDone(world, ownerKind, ownerId)).toBe(2);
    expect(inState(world, "info")).toBe(WALLETS);
    expect(world.alerts()).toHaveLength(WALLETS);
    expect(world.rows("reevaluations")).toEqual([]);
    // A finished job stays finished: another process may send the command again.
    expect(world.must(goOn(ownerKind, ownerId))).toEqual({ done: true });
    expect(world.alerts()).toHaveLength(WALLETS);
  });

  test("exactly one page is no job, or one that ends with the next command", () => {
    const world = manyWallets([], REEVALUATION_PAGE);
    world.must(putDefault("USD", INFO));
    expect(inState(world, "info")).toBe(REEVALUATION_PAGE);
    goOnUntilDone(world, "default", "USD");
    expect(world.rows("reevaluations")).toEqual([]);
  });

  test("saved again while the job runs: every wallet gets the newest settings, each change reported once", () => {
    const world = new World();
    const feature = world.must(newFeature()).feature.id;
    manyWallets([feature], WALLETS, world);
    world.must(patchFeature(feature, INFO));
    world.must(goOn("feature", feature));
    world.must(patchFeature(feature, { info: null, critical: below("5") }));
    goOnUntilDone(world, "feature", feature);
    expect(inState(world, "in_alarm")).toBe(WALLETS);
    expect(world.alerts()).toHaveLength(WALLETS + 2 * REEVALUATION_PAGE);
    audit(world);
  });

  test("a crash between pages repeats nothing and loses nothing", () => {
    const world = manyWallets();
    world.must(putDefault("USD", INFO));
    // Decided, never written: the process died before the commit.
    world.decided([goOn("default", "USD")]);
    expect(world.rows("reevaluations")).toMatchObject([{ cursor: REEVALUATION_PAGE }]);
    goOnUntilDone(world, "default", "USD");
    expect(inState(world, "info")).toBe(WALLETS);
    expect(world.alerts()).toHaveLength(WALLETS);
  });

  test("a wallet created while the job runs is evaluated like the others", () => {
    const world = manyWallets();
    world.must(putDefault("USD", INFO));
    world.must(newWallet());
    goOnUntilDone(world, "default", "USD");
    expect(inState(world, "info")).toBe(WALLETS + 1);
    expect(world.alerts()).toHaveLength(WALLETS + 1);
  });

  test("a wallet that moves before its page is evaluated by the stored settings, and reported once", () => {
    const world = manyWallets();
    world.must(credit(WALLETS, "10.00"));
    world.must(putDefault("USD", INFO));
    world.must(debit(WALLETS, "8.00"));
    goOnUntilDone(world, "default", "USD");
    expect(world.alerts().filter((event) => event.wallet["id"] === WALLETS)).toMatchObject([
      { alert_status: "info", ongoing_balance: "2.00" },
    ]);
  });
});

describe("deleting", () => {
  test("a feature unlinks its wallets and closes their streams without an event, page by page", () => {
    const world = new World();
    const feature = world.must(newFeature(INFO)).feature.id;
    manyWallets([feature], WALLETS, world);
    const alertsBefore = world.alerts().length;
    world.must(dropFeature(feature));
    expect(world.run(dropFeature(feature))).toMatchObject({ ok: false, rejection: { reason: "feature_not_found" } });
    expect(world.run(patchFeature(feature, INFO))).toMatchObject({ ok: false });
    expect(world.run(newWallet({ featureIds: [feature] }))).toMatchObject({
      ok: false,
      rejection: { reason: "invalid" },
    });
    // Its settings no longer apply, though the last pages are still linked.
    world.must(credit(WALLETS, "10.00"));
    world.must(debit(WALLETS, "9.00"));
    goOnUntilDone(world, "feature", feature);
    expect(world.alerts()).toHaveLength(alertsBefore);
    expect(world.rows("walletFeatures")).toEqual([]);
    expect(
      world.rows("wallets").every(({ featureIds, alertState }) => featureIds === "[]" && alertState === "ok"),
    ).toBe(true);
    expect(world.rows("alertStreams").every(({ state, episodeId }) => state === "ok" && episodeId === null)).toBe(true);
    audit(world);
  });

  test("a default closes its streams without an event, page by page", () => {
    const world = new World();
    world.must(putDefault("USD", INFO));
    manyWallets([], WALLETS, world);
    world.must(dropDefault("USD"));
    expect(inState(world, "info")).toBe(WALLETS - REEVALUATION_PAGE);
    goOnUntilDone(world, "default", "USD");
    expect(inState(world, "info")).toBe(0);
    expect(world.alerts()).toHaveLength(WALLETS);
  });

  test("a default does not affect other currencies", () => {
    const world = new World();
    world.batch([newWallet({ currency: "EUR" }), newWallet({ currency: "USD" })]);
    world.must(putDefault("EUR", INFO));
    expect(world.rows("wallets").map(({ alertState }) => alertState)).toEqual(["info", "ok"]);
  });
});
