import { describe, expect, test } from "vitest";
import {
  below,
  dropDefault,
  dropFeature,
  mirrorOf,
  newEndpoint,
  newFeature,
  newProvider,
  newWallet,
  patchEndpoint,
  patchFeature,
  patchWallet,
  providerEvent,
  putDefault,
  replay,
  credit,
  SEED_001,
} from "../../../test/support/commands.ts";
import { audit } from "../../../test/support/audit.ts";
import { portrait, World } from "../../../test/support/world.ts";
import type { Command } from "./decide.ts";
import { REEVALUATION_PAGE } from "./alerts/reevaluate.ts";

/** Carries out the commands in one batch and one by one, in two equal worlds, and compares everything stored. */
function sameInOneBatch(prepare: (world: World) => readonly Command[]): World {
  const together = new World();
  together.batch(prepare(together));
  const apart = new World();
  apart.runAll(...prepare(apart));
  expect(portrait(together)).toBe(portrait(apart));
  audit(together);
  return together;
}

describe("a batch sees its own changes", () => {
  test("a wallet linked earlier in the batch is evaluated when the feature's settings are saved", () => {
    const world = sameInOneBatch((fresh) => {
      const { feature } = fresh.must(newFeature());
      fresh.must(newWallet());
      return [patchWallet(1, { featureIds: [feature.id] }), patchFeature(feature.id, SEED_001)];
    });
    expect(world.alerts().map(({ alert_status }) => alert_status)).toEqual(["in_alarm"]);
  });

  test("a wallet linked earlier in the batch is unlinked when the feature is deleted", () => {
    sameInOneBatch((fresh) => {
      const { feature } = fresh.must(newFeature(SEED_001));
      fresh.must(newWallet());
      return [patchWallet(1, { featureIds: [feature.id] }), dropFeature(feature.id)];
    });
  });

  test("a wallet unlinked earlier in the batch does not end the re-evaluation of the others", () => {
    const world = new World();
    const { feature } = world.must(newFeature());
    const wallets = Array.from({ length: REEVALUATION_PAGE + 1 }, () => newWallet({ featureIds: [feature.id] }));
    world.batch(wallets);
    world.batch([patchWallet(1, { featureIds: [] }), patchFeature(feature.id, SEED_001)]);
    const unseen = world.rows("wallets").filter(({ id, alertState }) => id > 1 && alertState !== "in_alarm");
    const [job] = world.rows("reevaluations");
    expect(
      unseen.every(({ id }) => job !== undefined && id > job.cursor),
      "every wallet seen or still to be seen",
    ).toBe(true);
  });

  test("an event that waits since earlier in the batch is applied when its wallet is created", () => {
    const world = sameInOneBatch((fresh) => {
      const { provider } = fresh.must(newProvider());
      return [providerEvent(provider.id, "e1"), mirrorOf(provider.id, "1")];
    });
    expect(world.wallet().balance).toBe(-100n);
  });

  test("waiting events are applied in the order of their arrival, in whichever batch they arrived", () => {
    const world = sameInOneBatch((fresh) => {
      const { provider } = fresh.must(newProvider());
      fresh.must(providerEvent(provider.id, "e2", { amount: "2.00" }, 2_000));
      return [
        providerEvent(provider.id, "e3", { amount: "3.00" }, 3_000),
        providerEvent(provider.id, "e1", { amount: "1.00" }, 1_000),
        mirrorOf(provider.id, "1"),
      ];
    });
    expect(world.rows("transactions").map(({ amount }) => amount)).toEqual([-200n, -300n, -100n]);
  });

  test("a row created, removed and created again exists", () => {
    const world = sameInOneBatch(() => [
      putDefault("USD", { alert_enabled: true, info: below("1") }),
      dropDefault("USD"),
      putDefault("USD", { alert_enabled: true, info: below("2") }),
    ]);
    expect(world.rows("alertDefaults")).toHaveLength(1);
  });

  test("a row removed and created again", () => {
    sameInOneBatch((fresh) => {
      const { feature } = fresh.must(newFeature(SEED_001));
      fresh.must(newWallet({ featureIds: [feature.id] }));
      fresh.must(putDefault("USD", { alert_enabled: true, info: below("1") }));
      fresh.now += 1_000;
      return [
        patchWallet(1, { featureIds: [] }),
        patchWallet(1, { featureIds: [feature.id] }),
        dropDefault("USD"),
        putDefault("USD", { alert_enabled: true, info: below("2") }),
      ];
    });
  });

  test("an update writes only columns that an update may write", () => {
    const world = new World();
    const { feature } = world.must(newFeature(SEED_001));
    world.must(newWallet({ featureIds: [feature.id] }));
    const { changes } = world.decided([
      patchWallet(1, { featureIds: [] }),
      patchWallet(1, { featureIds: [feature.id] }),
    ]);
    // A link consists of its key: there is nothing to update.
    expect(changes.find(({ table }) => table === "walletFeatures")?.updates ?? []).toEqual([]);
  });
});

describe("an endpoint disabled within a batch", () => {
  test("events before it are skipped, events after enabling it again are pending", () => {
    const world = sameInOneBatch((fresh) => {
      fresh.must(newWallet());
      const { endpoint } = fresh.must(newEndpoint());
      return [
        credit(1, "1.00"),
        patchEndpoint(endpoint.id, { status: "disabled" }),
        credit(1, "2.00"),
        patchEndpoint(endpoint.id, { status: "enabled" }),
        credit(1, "3.00"),
      ];
    });
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["skipped", "skipped", "pending"]);
  });

  test("deliveries pending before can be replayed after enabling it again", () => {
    const world = sameInOneBatch((fresh) => {
      const { endpoint } = fresh.must(newEndpoint());
      fresh.must(newWallet());
      return [
        patchEndpoint(endpoint.id, { status: "disabled" }),
        patchEndpoint(endpoint.id, { status: "enabled" }),
        replay(endpoint.id, 1),
      ];
    });
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["pending"]);
  });
});

test("a decision never changes a loaded row", () => {
  // The memory store freezes its rows: a change in place throws.
  const world = new World();
  world.must(newWallet({ alertSettings: SEED_001 }));
  world.must(credit(1, "100.00"));
  const before = world.wallet();
  world.decided([credit(1, "1.00")]);
  expect(world.wallet()).toBe(before);
});
