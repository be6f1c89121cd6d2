import { describe, expect, test } from "vitest";
import { ACCOUNT, newProvider } from "../../../../test/support/commands.ts";
import { World } from "../../../../test/support/world.ts";
import type { RefusedHooks } from "./record-hooks.ts";

function connected() {
  const world = new World();
  const { id: providerId } = world.must(newProvider()).provider;
  const record = (came: { receivedAt?: number; refused?: Partial<RefusedHooks> }) => {
    world.now += 1_000;
    const refused = came.refused && { count: 1, at: world.now, reason: "wrong", last: true, ...came.refused };
    return world.must({
      type: "record_hooks",
      accountId: ACCOUNT,
      providerId,
      receivedAt: came.receivedAt ?? null,
      refused: refused ?? null,
    });
  };
  const reported = () =>
    ["provider.failing", "provider.recovered"].map((type) => world.payloads(type).map(({ data }) => data["failures"]));
  return { world, record, reported };
}

describe("hooks that are refused", () => {
  test("are announced once, until one is accepted", () => {
    const { world, record, reported } = connected();
    record({ refused: { count: 40 } });
    for (let second = 0; second < 100; second += 1) record({ refused: {} });
    expect(reported()).toEqual([[40], []]);
    expect(world.payloads("provider.failing")[0]?.data).toMatchObject({ source: "hooks", reason: "wrong" });
    record({ receivedAt: world.now });
    record({ receivedAt: world.now });
    expect(reported()).toEqual([[40], [undefined]]);
  });

  test("between accepted ones are counted, and announced once a minute at most", () => {
    const { world, record, reported } = connected();
    for (let second = 0; second < 59; second += 2) {
      record({ refused: {} });
      record({ receivedAt: world.now });
    }
    expect(reported().map((events) => events.length)).toEqual([1, 1]);
    for (let second = 0; second < 59; second += 2) {
      record({ refused: {} });
      record({ receivedAt: world.now });
    }
    expect(reported().map((events) => events.length)).toEqual([2, 2]);
  });

  test("emit no event when an accepted one came after them", () => {
    const { world, record, reported } = connected();
    record({ receivedAt: world.now, refused: { last: false } });
    expect(reported()).toEqual([[], []]);
  });
});
