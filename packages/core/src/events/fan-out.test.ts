import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  credit,
  debit,
  newEndpoint,
  newWallet,
  patchEndpoint,
  patchWallet,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import { FAN_OUT_AT_ONCE, FAN_OUT_EVENTS, MAX_EARLIER_TYPES } from "./fan-out.ts";

const MANY = FAN_OUT_AT_ONCE + 2;

function fanOut(endpointId: string): Command & { readonly type: "fan_out" } {
  return { type: "fan_out", accountId: ACCOUNT, endpointId };
}

function sendTest(endpointId: string): Command & { readonly type: "send_test" } {
  return { type: "send_test", accountId: ACCOUNT, endpointId, eventType: "wallet.debited", sample: {} };
}

function worldWith(endpoints: number, eventTypes: string[] = ["*"]): { world: World; ids: string[] } {
  const world = new World();
  world.must(newWallet({ overdraftLimit: null }));
  const ids = Array.from({ length: endpoints }, () => world.must(newEndpoint({ eventTypes })).endpoint.id);
  return { world, ids };
}

function sentTo(world: World, id: string): number[] {
  return world
    .rows("deliveries")
    .filter(({ endpointId }) => endpointId === id)
    .map(({ eventPosition }) => eventPosition);
}

function owner(world: World) {
  return world.rows("accounts")[0];
}

/** Until nothing waits; returns the number of commands. */
function catchUp(world: World): number {
  let commands = 0;
  for (let behind = true; behind;) {
    behind = false;
    for (const { id, status } of world.rows("endpoints")) {
      if (status === "deleted") continue;
      behind = world.must(fanOut(id)).behind || behind;
      commands += 1;
    }
  }
  return commands;
}

test("an event with few endpoints has its deliveries in its own commit", () => {
  const { world, ids } = worldWith(FAN_OUT_AT_ONCE);
  world.must(credit(1, "1.00"));
  expect(ids.map((id) => sentTo(world, id))).toEqual(ids.map(() => [owner(world)?.eventCount]));
  expect(owner(world)?.fannedOut).toBe(owner(world)?.eventCount);
  audit(world);
});

test("an event with more endpoints waits, and each endpoint gets it once, in order", () => {
  const { world, ids } = worldWith(MANY);
  world.batch([credit(1, "1.00"), debit(1, "0.10"), debit(1, "0.20")]);
  expect(world.rows("deliveries")).toEqual([]);
  expect(world.must(fanOut(ids[3] ?? ""))).toEqual({ deliveries: 3, behind: false });
  expect(world.must(fanOut(ids[3] ?? ""))).toEqual({ deliveries: 0, behind: false });
  world.must(credit(1, "2.00"));
  catchUp(world);
  const last = owner(world)?.eventCount ?? 0;
  for (const id of ids) expect(sentTo(world, id)).toEqual([last - 3, last - 2, last - 1, last]);
  expect(owner(world)?.fannedOut).toBe(last);
  audit(world);
});

test("one command makes the deliveries of at most a page of events", () => {
  const { world, ids } = worldWith(MANY);
  world.batch(Array.from({ length: FAN_OUT_EVENTS + 1 }, () => debit(1, "0.01")));
  expect(world.must(fanOut(ids[0] ?? ""))).toEqual({ deliveries: FAN_OUT_EVENTS, behind: true });
  expect(world.must(fanOut(ids[0] ?? ""))).toEqual({ deliveries: 1, behind: false });
});

test("a test is delivered at once, to its endpoint alone, behind what waits for it", () => {
  const { world, ids } = worldWith(MANY);
  world.must(credit(1, "1.00"));
  const [first = "", second = ""] = ids;
  world.batch([debit(1, "0.10"), sendTest(first), debit(1, "0.20")]);
  const position = (owner(world)?.eventCount ?? 0) - 1;
  expect(sentTo(world, first)).toEqual([position - 2, position - 1, position]);
  catchUp(world);
  expect(sentTo(world, first)).toEqual([position - 2, position - 1, position, position + 1]);
  expect(sentTo(world, second)).toEqual([position - 2, position - 1, position + 1]);
  audit(world);
});

test("a test behind more events than one command delivers is sent by the command that delivers the last", () => {
  const { world, ids } = worldWith(MANY);
  const [id = ""] = ids;
  world.batch(Array.from({ length: FAN_OUT_EVENTS }, () => debit(1, "0.01")));
  expect(world.batch([debit(1, "0.01"), sendTest(id)])[1]).toMatchObject({ value: { sent: null } });
  expect(sentTo(world, id)).toHaveLength(FAN_OUT_EVENTS);
  const { sent } = world.must(sendTest(id));
  expect(sent?.deliverySequence).toBe(FAN_OUT_EVENTS + 2);
  const sorted = sentTo(world, id).toSorted((a, b) => a - b);
  expect(sentTo(world, id)).toEqual(sorted);
});

test("of movements and other events, an endpoint gets those that it subscribed to, whatever waits", () => {
  const { world, ids } = worldWith(MANY, ["wallet.debited", "wallet.updated"]);
  const [credits = "", everything = ""] = ids;
  world.must(patchEndpoint(credits, { eventTypes: ["wallet.credited"] }));
  world.must(patchEndpoint(everything, { eventTypes: ["*"] }));
  const rename = (name: string) => patchWallet(1, { name });
  world.batch([credit(1, "5.00"), debit(1, "0.10"), rename("a"), debit(1, "0.20"), debit(1, "0.30"), rename("b")]);
  world.batch([rename("c"), credit(1, "1.00"), sendTest(everything), rename("d"), debit(1, "0.10")]);
  catchUp(world);
  const named = (id: string) =>
    sentTo(world, id).map((position) => world.events().find((event) => event.position === position)?.type);
  expect(named(credits)).toEqual(["wallet.credited", "wallet.credited"]);
  const others = ["wallet.debited", "wallet.updated", "wallet.debited", "wallet.debited", "wallet.updated"];
  expect(named(ids[2] ?? "")).toEqual([...others, "wallet.updated", "wallet.updated", "wallet.debited"]);
  expect(sentTo(world, everything)).toHaveLength(11);
  expect(owner(world)?.fannedOut).toBe(owner(world)?.eventCount);
  audit(world);
});

describe("what changes while events wait:", () => {
  test("event types hold for later events only", () => {
    const { world, ids } = worldWith(MANY, ["wallet.credited"]);
    world.must(credit(1, "1.00"));
    world.must(patchEndpoint(ids[0] ?? "", { eventTypes: ["wallet.debited"] }));
    world.must(debit(1, "0.10"));
    world.must(patchEndpoint(ids[0] ?? "", { eventTypes: [] }));
    world.must(debit(1, "0.10"));
    catchUp(world);
    const last = owner(world)?.eventCount ?? 0;
    expect(sentTo(world, ids[0] ?? "")).toEqual([last - 2, last - 1]);
    expect(sentTo(world, ids[1] ?? "")).toEqual([last - 2]);
    expect(world.endpoint(ids[0] ?? "").earlierEventTypes).toBeNull();
  });

  test("they change a bounded number of times", () => {
    const { world, ids } = worldWith(MANY);
    const [id = ""] = ids;
    for (let i = 0; i < MAX_EARLIER_TYPES; i += 1) {
      world.must(credit(1, "1.00"));
      world.must(patchEndpoint(id, { eventTypes: i % 2 === 0 ? [] : ["*"] }));
    }
    world.must(credit(1, "1.00"));
    const before = world.endpoint(id);
    expect(world.run(patchEndpoint(id, { eventTypes: ["wallet.frozen"], url: "https://other.example" }))).toMatchObject(
      {
        ok: false,
        rejection: { reason: "too_many", details: [{ field: "event_types" }] },
      },
    );
    expect(world.endpoint(id)).toEqual(before);
    catchUp(world);
    world.must(patchEndpoint(id, { eventTypes: ["wallet.frozen"] }));
  });

  test("a new endpoint gets no earlier events, a disabled one keeps them as skipped, a deleted one holds nothing up", () => {
    const { world, ids } = worldWith(MANY);
    world.must(credit(1, "1.00"));
    const added = world.must(newEndpoint()).endpoint.id;
    world.must(patchEndpoint(ids[0] ?? "", { status: "disabled" }));
    catchUp(world);
    expect(sentTo(world, added)).toEqual([]);
    expect(world.delivery(ids[0] ?? "", 1)).toMatchObject({ status: "skipped", nextAttemptAt: null });
    world.must(credit(1, "1.00"));
    for (const endpointId of [...ids, added]) world.must({ type: "delete_endpoint", accountId: ACCOUNT, endpointId });
    expect(owner(world)?.fannedOut).toBe(owner(world)?.eventCount);
    expect(world.must(fanOut(added))).toEqual({ deliveries: 0, behind: false });
  });
});

test("each event of a batch goes to the endpoints that subscribe to it then", () => {
  const { world, ids } = worldWith(2);
  const [first, second] = ids as [string, string];
  const step = debit(1, "0.01");
  const before = owner(world)?.eventCount ?? 0;
  world.batch([
    step,
    patchEndpoint(first, { eventTypes: ["none"] }),
    step,
    { type: "delete_endpoint", accountId: ACCOUNT, endpointId: second },
    newEndpoint(),
    step,
  ]);
  const third = world.rows("endpoints").at(-1)?.id ?? "";
  expect([first, second, third].map((id) => sentTo(world, id).map((position) => position - before))).toEqual([
    [1],
    [1, 2],
    [3],
  ]);
  audit(world);
});

test("whatever happens in whatever batches, every endpoint gets every event it subscribed to once, in order", () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant("move" as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ what: fc.constant("fan out" as const), of: fc.nat(30) }),
    fc.record({ what: fc.constant("test" as const), of: fc.nat(30) }),
    fc.record({ what: fc.constant("create" as const), debits: fc.boolean() }),
    fc.record({ what: fc.constant("subscribe" as const), of: fc.nat(30), debits: fc.boolean() }),
    fc.record({ what: fc.constant("delete" as const), of: fc.nat(30) }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 12 }), (batches) => {
      const { world, ids } = worldWith(FAN_OUT_AT_ONCE - 1);
      /** The events that each endpoint must get, by the rule and nothing else. */
      const expected = new Map<string, number[]>(ids.map((id) => [id, []]));
      const types = new Map<string, string>(ids.map((id) => [id, "*"]));
      for (const batch of batches) {
        const commands = batch.flatMap((one): Command[] => {
          const id = [...types.keys()][("of" in one ? one.of : 0) % Math.max(1, types.size)];
          if (one.what === "move") return Array.from({ length: one.count }, () => debit(1, "0.01"));
          if (one.what === "create") return [newEndpoint({ eventTypes: [one.debits ? "wallet.debited" : "none"] })];
          if (id === undefined) return [];
          if (one.what === "fan out") return [fanOut(id)];
          if (one.what === "test") return [sendTest(id)];
          if (one.what === "delete") return [{ type: "delete_endpoint", accountId: ACCOUNT, endpointId: id }];
          return [patchEndpoint(id, { eventTypes: [one.debits ? "wallet.debited" : "none"] })];
        });
        let position = owner(world)?.eventCount ?? 0;
        const outcomes = world.batch(commands);
        for (const [index, command] of commands.entries()) {
          if (outcomes[index]?.ok !== true) continue;
          if (command.type === "post_transaction") {
            position += 1;
            for (const [id, wanted] of types) if (wanted !== "none") expected.get(id)?.push(position);
          } else if (command.type === "send_test") {
            position += 1;
            expected.get(command.endpointId)?.push(position);
          } else if (command.type === "create_endpoint") {
            const { endpoint } = (outcomes[index] as { readonly value: { readonly endpoint: { readonly id: string } } })
              .value;
            expected.set(endpoint.id, []);
            types.set(endpoint.id, command.fields.eventTypes[0] ?? "none");
          } else if (command.type === "update_endpoint") {
            types.set(command.endpointId, command.patch.eventTypes?.[0] ?? "none");
          } else if (command.type === "delete_endpoint") {
            types.delete(command.endpointId);
            expected.delete(command.endpointId);
          }
        }
        audit(world);
      }
      catchUp(world);
      for (const [id, positions] of expected) expect(sentTo(world, id)).toEqual(positions);
      expect(owner(world)?.fannedOut).toBe(owner(world)?.eventCount);
    }),
    { numRuns: 60 },
  );
}, 60_000);
