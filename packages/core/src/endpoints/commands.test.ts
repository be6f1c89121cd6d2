import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  credit,
  debit,
  newEndpoint,
  newWallet,
  patchEndpoint,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { START, World } from "../../../../test/support/world.ts";
import { MAX_ENDPOINTS } from "./commands.ts";
import type { Sealed } from "../model/sealed.ts";

function withEndpoint(eventTypes: string[] = ["*"]): { world: World; ep: string } {
  const world = new World();
  return { world, ep: world.must(newEndpoint({ eventTypes })).endpoint.id };
}

/** The event types of an endpoint's deliveries, in order. */
function sentTo(world: World, ep: string): string[] {
  const events = world.events();
  return world
    .rows("deliveries")
    .filter(({ endpointId }) => endpointId === ep)
    .map(({ eventPosition }) => events.find(({ position }) => position === eventPosition)?.type ?? "?");
}

describe("an endpoint gets", () => {
  const everything = [
    "wallet.created",
    "wallet.balance.alert",
    "topup.created",
    "wallet.credited",
    "wallet.balance.alert",
    "topup.cancelled",
    "wallet.debited",
  ];

  test.each([
    [["*"], everything],
    [["wallet.credited", "*"], everything],
    [["wallet.debited"], ["wallet.debited"]],
    [
      ["wallet.credited", "wallet.created"],
      ["wallet.created", "wallet.credited"],
    ],
    [["wallet.balance"], []],
    [["feature.wallet_balance.alert"], []],
    [[], []],
  ])("of %j: the subscribed types, in order", (eventTypes, expected) => {
    const { world, ep } = withEndpoint(eventTypes);
    world.must(newWallet({ alertSettings: SEED_001 }));
    world.must(credit(1, "50.00"));
    world.must(debit(1, "1.00"));
    expect(sentTo(world, ep)).toEqual(expected);
    expect(world.endpoint(ep).deliveryCount).toBe(expected.length);
    audit(world);
  });

  test("each event once, at once, each endpoint numbered by itself", () => {
    const { world, ep } = withEndpoint();
    world.must(newWallet());
    const second = world.must(newEndpoint()).endpoint.id;
    world.batch([credit(1, "1.00"), credit(1, "2.00")]);
    expect(world.endpoint(ep).deliveryCount).toBe(3);
    expect(world.endpoint(second).deliveryCount).toBe(2);
    expect(world.delivery(second, 1)).toMatchObject({
      status: "pending",
      nextAttemptAt: START,
      attemptCount: 0,
      completedAt: null,
    });
    audit(world);
  });

  test("nothing while it is disabled: missed events are kept as skipped", () => {
    const { world, ep } = withEndpoint();
    world.must(newWallet());
    world.must(patchEndpoint(ep, { status: "disabled" }));
    world.must(credit(1, "1.00"));
    world.must(patchEndpoint(ep, { status: "enabled" }));
    world.must(credit(1, "1.00"));
    expect(world.rows("deliveries").map(({ status, nextAttemptAt }) => [status, nextAttemptAt])).toEqual([
      ["skipped", null],
      ["skipped", null],
      ["pending", START],
    ]);
    audit(world);
  });

  test("nothing after it is deleted, and nothing of another account", () => {
    const world = new World([ACCOUNT, 2]);
    const ep = world.must(newEndpoint()).endpoint.id;
    world.must(newWallet({ accountId: 2 }));
    expect(world.rows("deliveries")).toEqual([]);
    world.must(newWallet());
    world.must({ type: "delete_endpoint", accountId: ACCOUNT, endpointId: ep });
    world.must(credit(1, "1.00"));
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["skipped"]);
    expect(world.run(patchEndpoint(ep, { status: "enabled" }))).toMatchObject({
      rejection: { reason: "endpoint_not_found" },
    });
    expect(
      world.run({ type: "delete_endpoint", accountId: 2, endpointId: world.must(newEndpoint()).endpoint.id }),
    ).toMatchObject({ ok: false });
  });
});

test("a patch changes what it names", () => {
  const { world, ep } = withEndpoint();
  const before = world.endpoint(ep);
  world.now += 1_000;
  const { endpoint } = world.must(patchEndpoint(ep, { url: "https://example.org", description: null, timeoutMs: 5 }));
  expect(endpoint).toEqual({
    ...before,
    url: "https://example.org",
    timeoutMs: 5,
    version: before.version + 1,
    updatedAt: START + 1_000,
  });
});

test("a rotated secret is kept beside the new one for 24 hours", () => {
  const { world, ep } = withEndpoint();
  const { endpoint } = world.must({
    type: "rotate_secret",
    accountId: ACCOUNT,
    endpointId: ep,
    secret: "new" as Sealed,
  });
  expect(endpoint).toMatchObject({
    secret: "new",
    previousSecret: "sealed",
    previousSecretExpiresAt: START + 24 * 60 * 60 * 1_000,
  });
});

test("a test send goes to one endpoint, whatever its subscription", () => {
  const { world, ep } = withEndpoint([]);
  world.must(newEndpoint());
  const command = {
    type: "send_test",
    accountId: ACCOUNT,
    endpointId: ep,
    eventType: "wallet.debited",
    sample: { data: { wallet_id: 1 } },
  } as const;
  const { sent } = world.must(command);
  expect(sent?.deliverySequence).toBe(1);
  expect(world.rows("deliveries")).toMatchObject([{ endpointId: ep, sequence: 1, status: "pending" }]);
  expect(world.payloads()).toEqual([
    { id: sent?.eventId, type: "wallet.debited", created_at: "2026-05-15T14:30:00.000Z", data: { wallet_id: 1 } },
  ]);
  world.must(patchEndpoint(ep, { status: "disabled" }));
  expect(world.run(command)).toMatchObject({ ok: false, rejection: { reason: "endpoint_disabled" } });
});

test("an account has a bounded number of endpoints; deleted ones do not count", () => {
  const world = new World();
  world.batch(Array.from({ length: MAX_ENDPOINTS }, () => newEndpoint()));
  expect(world.run(newEndpoint())).toMatchObject({ ok: false, rejection: { reason: "too_many" } });
  const [first] = world.rows("endpoints");
  world.must({ type: "delete_endpoint", accountId: ACCOUNT, endpointId: first?.id ?? "" });
  expect(world.run(newEndpoint())).toMatchObject({ ok: true });
});
