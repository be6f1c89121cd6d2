import { expect, test } from "vitest";
import { FAN_OUT_AT_ONCE } from "../events/fan-out.ts";
import { WALK_DELIVERIES } from "../walk.ts";
import {
  below,
  credit,
  debit,
  deliver,
  hold,
  newEndpoint,
  newProduct,
  newProvider,
  newWallet,
  order,
  patchWallet,
  release,
} from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import type { Sealed } from "../model/sealed.ts";

const ACCOUNT = 1;
const close = (walletId = 1) => ({ type: "close_wallet", accountId: ACCOUNT, walletId }) as const;
const drop = (providerId: string, step: "check" | "close" = "close") =>
  ({ type: "delete_provider", accountId: ACCOUNT, providerId, step, after: null }) as const;

function wallet(): World {
  const world = new World();
  world.must(newWallet({ alertSettings: { alert_enabled: true, critical: below("5.00"), block: below("2.00") } }));
  world.must(credit(1, "10.00"));
  return world;
}

test("open holds and orders that are not over stand against it, and nothing changes", () => {
  const world = wallet();
  const held = JSON.parse(world.must(hold(1, "1.00")).body) as { readonly id: string };
  expect(world.run(close())).toMatchObject({ ok: false, rejection: { reason: "wallet_holds_open" } });
  world.must(release(held.id));
  const { product } = world.must(newProduct({ denominations: ["1.00"] }));
  const placed = JSON.parse(world.must(order(product.id, "R", { denomination: "1.00", quantity: 2 })).body) as {
    readonly id: number;
  };
  for (let left = 2; left > 0; left -= 1) {
    expect(world.run(close())).toMatchObject({ ok: false, rejection: { reason: "wallet_orders_open" } });
    world.must(deliver(placed.id, 1));
  }
  expect(world.wallet().status).toBe("active");
  world.must(close());
  expect(world.wallet()).toMatchObject({ status: "closed", balance: 800n });
  expect(world.run(credit(1, "1.00"))).toMatchObject({ ok: false, rejection: { reason: "wallet_closed" } });
  expect(world.run(close(9))).toMatchObject({ ok: false, rejection: { reason: "wallet_not_found" } });
});

test("its streams close without an event, its proposed top-up with one, and settings do not wake them", () => {
  const world = wallet();
  world.must(debit(1, "9.00"));
  expect(world.wallet()).toMatchObject({ alertState: "blocked" });
  const before = world.events().length;
  world.must(close());
  expect(world.wallet()).toMatchObject({ alertState: "ok", status: "closed" });
  expect(world.rows("alertStreams").map(({ state }) => state)).toEqual(["ok"]);
  expect(
    world
      .events()
      .slice(before)
      .map(({ type }) => type),
  ).toEqual(["wallet.updated", "topup.cancelled"]);
  world.must(close());
  expect(world.events()).toHaveLength(before + 2);
  world.must(patchWallet(1, { status: "active" }));
  expect(world.wallet()).toMatchObject({ alertState: "blocked", status: "active" });
});

test("a provider's mirrors close with it, all or none, and the provider is forgotten", () => {
  const world = new World();
  const { id } = world.must(newProvider({ credentials: "sealed" as Sealed })).provider;
  for (const externalId of ["a", "b"]) {
    world.must(newWallet({ overdraftLimit: undefined, mirror: { providerId: id, externalId, balance: "1.00" } }));
  }
  world.must(drop(id, "check"));
  expect(world.rows("wallets").map(({ status }) => status)).toEqual(["active", "active"]);
  expect(world.must(drop(id))).toEqual({ next: null });
  expect(world.rows("wallets").map(({ status, providerId }) => [status, providerId])).toEqual([
    ["closed", id],
    ["closed", id],
  ]);
  expect(world.rows("providers")).toEqual([]);
  expect(world.run(drop(id))).toMatchObject({ ok: false, rejection: { reason: "provider_not_found" } });
  // Nothing would read the balance of a mirror that is open again.
  const reopened = world.run(patchWallet(1, { status: "active" }));
  expect(reopened).toMatchObject({ ok: false, rejection: { reason: "invalid", details: [{ field: "status" }] } });
  expect(world.wallet().status).toBe("closed");
});

test("a provider's campaigns end with it, and give their keys back; those of others and what is over stay", () => {
  const world = new World();
  const [{ id }, other] = [world.must(newProvider()).provider, world.must(newProvider()).provider];
  const campaign = (key: string, providerId: string | null, endsAt = world.now + 2_000) =>
    ({
      type: "create_campaign",
      accountId: ACCOUNT,
      key,
      providerId,
      name: null,
      startsAt: world.now,
      endsAt,
      expectedMultiplier: "2",
    }) as const;
  world.must(campaign("past", id, world.now + 1));
  world.now += 1;
  for (const [key, providerId] of [
    ["own", id],
    ["others", other.id],
    ["all", null],
  ] as const) {
    world.must(campaign(key, providerId));
  }
  world.must(drop(id));
  expect(world.rows("campaigns").map(({ key }) => key)).toEqual(["past", "others", "all"]);
  world.must(campaign("own", other.id));
});

test("mirrors whose closing makes more deliveries than one command may are closed by several, each once", () => {
  const world = new World();
  const { id } = world.must(newProvider()).provider;
  const mirrors = WALK_DELIVERIES / FAN_OUT_AT_ONCE + 10;
  for (let i = 0; i < mirrors; i += 1) {
    world.must(
      newWallet({ overdraftLimit: undefined, mirror: { providerId: id, externalId: `${i}`, balance: "1.00" } }),
    );
  }
  for (let i = 0; i < FAN_OUT_AT_ONCE; i += 1) world.must(newEndpoint());
  const { next } = world.must(drop(id));
  expect(next).toBe(mirrors - 10);
  expect(world.rows("deliveries")).toHaveLength(WALK_DELIVERIES);
  expect(world.rows("providers")).toHaveLength(1);
  expect(world.must({ ...drop(id), after: next })).toEqual({ next: null });
  expect(world.rows("wallets").every(({ status }) => status === "closed")).toBe(true);
  expect(world.rows("deliveries")).toHaveLength(mirrors * FAN_OUT_AT_ONCE);
  expect(world.rows("providers")).toEqual([]);
});
