import { describe, expect, test } from "vitest";
import { ACCOUNT, newProvider, providerEvent } from "../../../../test/support/commands.ts";
import { snapshot } from "../../../../test/support/snapshot.ts";
import { World } from "../../../../test/support/world.ts";
import { bothSides, type BothSides } from "./both-sides.ts";
import { listedLines } from "./drift-listing.ts";
import type { InvestigateDrifts, ListedMovement } from "./investigate-drifts.ts";

const MINUTE = 60_000;

/** Two polls a minute apart; between them hooks reported 36.15 and 14.60, and 5.00 more went. */
function drifted() {
  const world = new World();
  const provider = world.must(newProvider()).provider.id;
  world.must(snapshot(world, provider, { "1": "100.00" }));
  const start = world.now;
  world.now = start + 20_000;
  world.must(providerEvent(provider, "e1", { amount: "36.15", referenceNumber: "REF-1" }, start + 10_000));
  world.must(providerEvent(provider, "e2", { amount: "14.60", referenceNumber: "REF-2" }, start + 19_000));
  world.now = start + MINUTE;
  world.must(snapshot(world, provider, { "1": "44.25" }));
  return { world, provider, start };
}

function search(world: World, transactions: InvestigateDrifts["transactions"], complete = true): void {
  const command = { type: "investigate_drifts", accountId: ACCOUNT, walletId: 1, transactions, complete } as const;
  world.must(command);
}

function line(externalId: string, amount: string, occurredAt: number, referenceNumber: string | null): ListedMovement {
  return {
    externalId,
    direction: "DEBIT",
    amount,
    currency: null,
    referenceNumber,
    remarks: null,
    orderId: null,
    occurredAt,
  };
}

function sidesOf(world: World): BothSides {
  const [drift] = world.rows("drifts");
  const [listing] = world.rows("driftListings");
  if (!drift) throw new Error("no drift");
  return bothSides(drift, listing?.outcome === "read" ? listedLines(listing) : null, world.rows("transactions"));
}

const shown = ({ lines }: BothSides) =>
  lines.map(({ match, theirs, ours }) => [match, theirs?.externalId ?? null, ours?.referenceNumber ?? null]);

describe("both sides of a drift", () => {
  test("are matched line by line: known, found in the list, and what only one side has", () => {
    const { world, start } = drifted();
    search(world, [
      line("T4", "7.00", start + 50_000, "REF-4"),
      line("T3", "3.20", start + 30_000, "REF-3"),
      // The second before, on the list's clock; and the hook of the second movement is missing from the list.
      line("T1", "36.15", start + 9_000, "REF-1"),
      line("T0", "9.00", start - 30 * MINUTE, "REF-0"),
    ]);
    const sides = sidesOf(world);
    expect(shown(sides)).toEqual([
      ["both_sides", "T1", "REF-1"],
      ["here_only", null, "REF-2"],
      ["backfilled", "T3", "REF-3"],
      ["provider_only", "T4", null],
    ]);
    expect(sides.known).toEqual({ count: 2, amount: -5_075n });
    expect(sides.found).toEqual({ count: 1, amount: -320n });
    expect(world.rows("drifts")).toMatchObject([{ expected: 4_925n, difference: -500n, remainder: -180n }]);
  });

  test("are not said to differ before the provider's list was read", () => {
    const { world } = drifted();
    expect(shown(sidesOf(world)).map(([match]) => match)).toEqual(["not_compared", "not_compared"]);
    search(world, "unavailable");
    expect(world.rows("driftListings")).toMatchObject([{ outcome: "unavailable", complete: false }]);
    expect(shown(sidesOf(world)).map(([match]) => match)).toEqual(["not_compared", "not_compared"]);
  });

  test("keep what was read when the list cannot be read again, and take a later list in its place", () => {
    const { world, start } = drifted();
    search(world, [line("T1", "36.15", start + 10_000, "REF-1")], false);
    const [first] = world.rows("driftListings");
    expect(first).toMatchObject({ outcome: "read", complete: false, readAt: world.now });
    world.now += 10_000;
    search(world, "unavailable");
    expect(world.rows("driftListings")).toEqual([first]);
    search(world, [line("T2", "14.60", start + 19_000, "REF-2")]);
    expect(world.rows("driftListings")).toMatchObject([{ outcome: "read", complete: true, readAt: world.now }]);
    expect(shown(sidesOf(world))).toContainEqual(["both_sides", "T2", "REF-2"]);
  });

  test("show a hook that came late with its line", () => {
    const { world, provider, start } = drifted();
    search(world, [line("T9", "1.80", start + 41_000, "REF-9")]);
    expect(shown(sidesOf(world))).toContainEqual(["backfilled", "T9", "REF-9"]);
    world.must(providerEvent(provider, "e3", { amount: "3.20", referenceNumber: "REF-3" }, start + 30_000));
    const late = sidesOf(world).lines.find(({ match }) => match === "late_hook");
    expect(late).toMatchObject({ theirs: null, ours: { referenceNumber: "REF-3", amount: -320n } });
    expect(world.rows("drifts")).toMatchObject([{ status: "explained", remainder: 0n }]);
  });

  test("are distinguished by reference before time, where amounts are alike", () => {
    const { world, start } = drifted();
    search(world, [
      line("other", "14.60", start + 19_000, null),
      line("named", "14.60", start + 22_000, "REF-2"),
      line("T1", "36.15", start + 10_000, "REF-1"),
    ]);
    expect(shown(sidesOf(world))).toContainEqual(["both_sides", "named", "REF-2"]);
    expect(shown(sidesOf(world))).toContainEqual(["provider_only", "other", null]);
  });

  test("keep a bounded number of lines, those of the drift's own time first", () => {
    const { world, start } = drifted();
    const many = Array.from({ length: 260 }, (_, n) => line(`L${n}`, "0.01", start + MINUTE / 2 + 260 - n, null));
    search(world, many);
    const [listing] = world.rows("driftListings");
    expect(listing && listedLines(listing)).toHaveLength(200);
    expect(listing).toMatchObject({ complete: false });
  });
});
