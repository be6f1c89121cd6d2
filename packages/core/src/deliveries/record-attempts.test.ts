import { describe, expect, test } from "vitest";
import {
  attempt,
  attempts,
  credit,
  newEndpoint,
  newWallet,
  patchEndpoint,
  replay,
  reportOf,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { START, World } from "../../../../test/support/world.ts";
import { retryDelay } from "./retry.ts";

const HOUR = 60 * 60 * 1_000;
const DAY = 24 * HOUR;
const FAILURE_PERIOD = 5 * DAY;

/** An endpoint with `count` deliveries pending, numbered from 1. */
function outbox(count: number, maxAttempts = 3): { world: World; ep: string } {
  const world = new World();
  const ep = world.must(newEndpoint({ eventTypes: ["wallet.credited"], maxAttempts })).endpoint.id;
  world.must(newWallet());
  for (let i = 0; i < count; i += 1) world.must(credit(1, "1.00"));
  return { world, ep };
}

/** The result of the command's only attempt. */
function one(world: World, command: ReturnType<typeof attempt>) {
  const [result] = world.must(command).results;
  if (!result) throw new Error("the delivery is not there");
  return result;
}

function warnings(world: World): string[] {
  return world
    .payloads("endpoint.failing", "endpoint.disabled")
    .map(({ type, data }) => `${type} ${String(data["reason"])}`);
}

describe("an attempt", () => {
  test.each([200, 204, 299])("with the response %i delivers", (status) => {
    const { world, ep } = outbox(1);
    expect(one(world, attempt(ep, 1, START + 5, status, { response: "ok", latencyMs: 7 }))).toEqual({
      retryAt: null,
      endpointEnabled: true,
    });
    expect(world.delivery(ep, 1)).toMatchObject({ status: "delivered", attemptCount: 1, nextAttemptAt: null });
    expect(world.rows("attempts")).toMatchObject([
      { deliverySequence: 1, number: 1, at: START + 5, status, latencyMs: 7, error: null, response: "ok" },
    ]);
    audit(world);
  });

  test.each([null, 100, 301, 302, 400, 404, 500, 503])(
    "with the response %s is repeated, three times in all",
    (status) => {
      const { world, ep } = outbox(1);
      const first = one(world, attempt(ep, 1, START, status));
      expect(first.retryAt).toBe(START + 1_000);
      expect(world.delivery(ep, 1)).toMatchObject({ status: "pending", nextAttemptAt: START + 1_000 });
      const second = one(world, attempt(ep, 1, START + 1_000, status));
      expect(second.retryAt).toBe(START + 6_000);
      const third = one(world, attempt(ep, 1, START + 6_000, status));
      expect(third).toEqual({ retryAt: null, endpointEnabled: true });
      expect(world.delivery(ep, 1)).toMatchObject({ status: "failed", attemptCount: 3, nextAttemptAt: null });
      expect(world.rows("attempts").map(({ number }) => number)).toEqual([1, 2, 3]);
      audit(world);
    },
  );

  test("Retry-After is honoured when it is longer than the backoff", () => {
    const { world, ep } = outbox(2);
    expect(one(world, attempt(ep, 1, START, 429, { retryAfterMs: 30_000 })).retryAt).toBe(START + 30_000);
    expect(one(world, attempt(ep, 2, START, 503, { retryAfterMs: 10 })).retryAt).toBe(START + 1_000);
  });

  test("the wait is counted from the response, or from the timeout", () => {
    const { world, ep } = outbox(2);
    const slow = { latencyMs: 9_000 };
    expect(one(world, attempt(ep, 1, START, 503, { ...slow, retryAfterMs: 30_000 })).retryAt).toBe(START + 39_000);
    expect(one(world, attempt(ep, 2, START, null, slow)).retryAt).toBe(START + 10_000);
  });

  test("as many as the endpoint allows, counted at the time", () => {
    const { world, ep } = outbox(2, 1);
    expect(one(world, attempt(ep, 1, START, 500)).retryAt).toBeNull();
    expect(world.delivery(ep, 1).status).toBe("failed");
    world.must(patchEndpoint(ep, { maxAttempts: 2 }));
    expect(one(world, attempt(ep, 2, START, 500)).retryAt).not.toBeNull();
    expect(one(world, attempt(ep, 2, START + 1, 500)).retryAt).toBeNull();
  });

  test.each([200, 500, 410])("reported again (%i) changes nothing and returns the same", (status) => {
    const { world, ep } = outbox(2);
    const report = attempt(ep, 1, START, status);
    const first = world.run(report);
    const before = world.store.dump();
    world.now += 1_000;
    expect(world.run(report)).toEqual(first);
    expect(world.store.dump()).toEqual(before);
  });

  test("reported twice in one batch counts once", () => {
    const { world, ep } = outbox(1);
    world.batch([attempt(ep, 1, START, 500), attempt(ep, 1, START, 500)]);
    expect(world.delivery(ep, 1).attemptCount).toBe(1);
    expect(world.rows("attempts")).toHaveLength(1);
  });

  test("of an unknown delivery changes nothing, and those reported with it are recorded", () => {
    const { world, ep } = outbox(1);
    const reports = [[ep, 2] as const, ["ep_none", 1] as const, [ep, 1] as const];
    const command = attempts(reports.map(([id, sequence]) => reportOf(id, sequence, START, 200)));
    expect(world.must(command).results).toEqual([null, null, { retryAt: null, endpointEnabled: true }]);
    expect(world.rows("attempts").map(({ deliverySequence }) => deliverySequence)).toEqual([1]);
    audit(world);
  });

  test("of one delivery may be reported with the next", () => {
    const { world, ep } = outbox(2, 2);
    const reports = [
      reportOf(ep, 1, START, 500),
      reportOf(ep, 2, START, 200),
      reportOf(ep, 1, START, 500),
      reportOf(ep, 1, START + 1_000, null),
    ];
    const [first, second, repeated, last] = world.must(attempts(reports)).results;
    expect([first?.retryAt, second?.retryAt, repeated?.retryAt, last?.retryAt]).toEqual([
      START + 1_000,
      null,
      START + 1_000,
      null,
    ]);
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["failed", "delivered"]);
    expect(world.rows("attempts").map(({ deliverySequence, number }) => [deliverySequence, number])).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
    ]);
    audit(world);
  });
});

test("the backoff grows, varies by a fifth and has a maximum", () => {
  expect([1, 2, 3].map((failures) => retryDelay(1_000, failures, null, 0.5))).toEqual([1_000, 5_000, 25_000]);
  expect([0, 1].map((jitter) => retryDelay(1_000, 1, null, jitter))).toEqual([800, 1_200]);
  expect([0, 0.5, 1].map((jitter) => retryDelay(1_000, 50, null, jitter))).toEqual([
    (HOUR * 2) / 3,
    (HOUR * 5) / 6,
    HOUR,
  ]);
  expect(retryDelay(1_000, 1, 10 * HOUR, 0.5)).toBe(HOUR);
});

describe("an endpoint that fails", () => {
  test("410 disables it at once, and pending deliveries are skipped", () => {
    const { world, ep } = outbox(3);
    one(world, attempt(ep, 1, START, 200));
    expect(one(world, attempt(ep, 2, START + 1, 410))).toEqual({ retryAt: null, endpointEnabled: false });
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["delivered", "failed", "skipped"]);
    expect(world.endpoint(ep)).toMatchObject({ status: "disabled" });
    expect(warnings(world)).toEqual(["endpoint.disabled the endpoint answered 410 Gone"]);
    world.must(credit(1, "1.00"));
    expect(world.delivery(ep, 4)).toMatchObject({ status: "skipped", nextAttemptAt: null });
    audit(world);
  });

  test("for five days is disabled, warned at 50 % and at 90 %, each once", () => {
    const { world, ep } = outbox(1, 1_000);
    const failAt = (share: number) => {
      world.now = START + Math.ceil(share * FAILURE_PERIOD);
      return one(world, attempt(ep, 1, world.now, 500));
    };
    const counts: number[] = [];
    for (const share of [0, 0.25, 0.499, 0.5, 0.51, 0.899, 0.9, 0.999, 1]) {
      failAt(share);
      counts.push(warnings(world).length);
    }
    expect(counts).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3]);
    expect(warnings(world)).toEqual([
      "endpoint.failing null",
      "endpoint.failing null",
      "endpoint.disabled every attempt failed for 5 days",
    ]);
    expect(world.endpoint(ep)).toMatchObject({ status: "disabled", disabledReason: "every attempt failed for 5 days" });
    expect(world.delivery(ep, 1).status).toBe("skipped");
    expect(world.payloads("endpoint.failing")[0]?.data).toEqual({
      endpoint_id: ep,
      url: "https://example.com/hook",
      status: "enabled",
      reason: null,
      failing_since: "2026-05-15T14:30:00.000Z",
      disables_at: "2026-05-20T14:30:00.000Z",
    });
    expect(world.payloads("endpoint.disabled")[0]?.data).toMatchObject({ status: "disabled", disables_at: null });
  });

  test("one success restarts the count", () => {
    const { world, ep } = outbox(3, 1_000);
    one(world, attempt(ep, 1, START, 500));
    one(world, attempt(ep, 1, START + 3 * DAY, 500));
    expect(world.endpoint(ep)).toMatchObject({ failingSince: START, warned: 50 });
    one(world, attempt(ep, 2, START + 4 * DAY, 200));
    expect(world.endpoint(ep)).toMatchObject({ failingSince: null, warned: 0, status: "enabled" });
    one(world, attempt(ep, 1, START + 6 * DAY, 500));
    expect(world.endpoint(ep)).toMatchObject({ status: "enabled", failingSince: START + 6 * DAY });
  });

  test("enabling it restarts the count", () => {
    const { world, ep } = outbox(2, 1_000);
    one(world, attempt(ep, 1, START, 410));
    world.must(patchEndpoint(ep, { status: "enabled" }));
    expect(world.endpoint(ep)).toMatchObject({
      status: "enabled",
      disabledReason: null,
      failingSince: null,
      warned: 0,
    });
  });

  test("a request under way when it is disabled still counts when it succeeds", () => {
    const { world, ep } = outbox(2);
    world.must(patchEndpoint(ep, { status: "disabled" }));
    expect(one(world, attempt(ep, 1, START, 200))).toEqual({ retryAt: null, endpointEnabled: false });
    expect(one(world, attempt(ep, 2, START, 500))).toEqual({ retryAt: null, endpointEnabled: false });
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["delivered", "skipped"]);
  });
});

describe("a replay", () => {
  test("sends failed or delivered webhooks again, with a fresh count of attempts and the same payload", () => {
    const { world, ep } = outbox(3, 2);
    world.batch([attempt(ep, 1, START, 500), attempt(ep, 2, START, 200)]);
    one(world, attempt(ep, 1, START + 1_000, 500));
    const payloads = world.events().map(({ payload }) => payload);
    world.now += 5_000;
    // The third is pending: it is on its way already.
    expect(world.must(replay(ep, 1, 2, 3))).toEqual({ replayed: 2 });
    expect(world.delivery(ep, 1)).toMatchObject({
      status: "pending",
      attemptCount: 2,
      attemptBase: 2,
      nextAttemptAt: world.now,
      completedAt: null,
    });
    expect(one(world, attempt(ep, 1, world.now, 500)).retryAt).toBe(world.now + 1_000);
    expect(one(world, attempt(ep, 1, world.now + 1_000, 500)).retryAt).toBeNull();
    expect(world.rows("attempts").filter(({ deliverySequence }) => deliverySequence === 1)).toHaveLength(4);
    expect(world.events().map(({ payload }) => payload)).toEqual(payloads);
    audit(world);
  });

  test("restores deliveries skipped while the endpoint was disabled", () => {
    const { world, ep } = outbox(1);
    world.must(patchEndpoint(ep, { status: "disabled" }));
    world.must(credit(1, "1.00"));
    expect(world.run(replay(ep, 1, 2))).toMatchObject({ ok: false, rejection: { reason: "endpoint_disabled" } });
    world.must(patchEndpoint(ep, { status: "enabled" }));
    expect(world.must(replay(ep, 1, 2))).toEqual({ replayed: 2 });
    expect(world.rows("deliveries").map(({ status }) => status)).toEqual(["pending", "pending"]);
  });

  test("that names an unknown delivery is rejected whole", () => {
    const { world, ep } = outbox(1);
    one(world, attempt(ep, 1, START, 200));
    const before = world.store.dump();
    expect(world.run(replay(ep, 1, 99))).toMatchObject({ ok: false, rejection: { reason: "delivery_not_found" } });
    expect(world.store.dump()).toEqual(before);
  });
});
