import * as fc from "fast-check";
import { expect, test } from "vitest";
import { audit } from "../../../../test/support/audit.ts";
import { ACCOUNT, acknowledge, credit, newSilence } from "../../../../test/support/commands.ts";
import { connect, pass, to, watchedWallets } from "../../../../test/support/notified.ts";
import { World } from "../../../../test/support/world.ts";
import { SCALE } from "../../../../test/support/scale.ts";
import type { Message } from "./notice.ts";

const MINUTE = 60_000;
const LEVELS = ["info", "warning", "critical", "block"] as const;
const WALLETS = 2;
const wallet = fc.integer({ min: 1, max: WALLETS });

/** The world begins on a Friday at 14:31 UTC. */
const HOURS = [null, { timezone: "UTC", days: ["fri"], from: "14:35", to: "18:00" }] as const;

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("move" as const), wallet, to: fc.constantFrom(500, 90, 40, 10, 3) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("pass" as const), seconds: fc.constantFrom(1, 10, 29, 31, 70) }),
  },
  /** As after a kill: the chores come late. */
  { weight: 2, arbitrary: fc.record({ do: fc.constant("sleep" as const), seconds: fc.constantFrom(5, 40, 100) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("silence" as const),
      wallets: fc.constantFrom([1], [1, 2]),
      minutes: fc.constantFrom(1, 3),
      includeBlock: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("end silence" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("acknowledge" as const), wallet }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("hours" as const), hours: fc.constantFrom(...HOURS) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The chores run every few seconds, which is seldom enough for a quick test. */
const EVERY_SECONDS = 5;

function carryOut(world: World, change: Step): void {
  switch (change.do) {
    case "move":
      return to(world, change.to, change.wallet);
    case "pass":
      return pass(world, change.seconds, EVERY_SECONDS);
    case "sleep":
      world.now += change.seconds * 1_000;
      return;
    case "silence": {
      const { wallets, minutes, includeBlock } = change;
      world.must(newSilence(world.now + minutes * MINUTE, { filter: { wallet_ids: wallets }, includeBlock }));
      return;
    }
    case "end silence": {
      const silence = world.rows("silences").findLast(({ endsAt }) => endsAt > world.now);
      if (silence) world.must({ type: "delete_silence", accountId: ACCOUNT, silenceId: silence.id });
      return;
    }
    case "acknowledge": {
      const open = world.rows("episodes").find(({ openKey, walletId }) => openKey === 1 && walletId === change.wallet);
      if (open) world.must(acknowledge(open.id, { minutes: 2 }));
      return;
    }
    case "hours": {
      const route = world.rows("routes").find(({ name }) => name === "email");
      const command = { type: "update_route", accountId: ACCOUNT, routeId: route?.id ?? "" } as const;
      world.must({ ...command, patch: { schedule: change.hours } });
    }
  }
}

interface Received {
  readonly at: number;
  readonly wallet: number;
  readonly state: string;
  readonly kind: string;
}

/** What a channel was sent of wallets, in order. */
function received(world: World, channelId: string): Received[] {
  return world
    .rows("notifications")
    .filter(({ endpointId, skipReason }) => endpointId === channelId && skipReason === null)
    .flatMap(({ createdAt, payload }) =>
      (JSON.parse(payload) as Message).notices.map(({ wallet: of, state, kind }) => ({
        at: createdAt,
        wallet: of?.id ?? 0,
        state: state ?? "",
        kind,
      })),
    );
}

test(
  "in the end every channel knows the present state, and nothing is sent during a silence",
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30, size: "max" }), (steps) => {
        const world = new World();
        watchedWallets(world, WALLETS);
        world.batch(Array.from({ length: WALLETS }, (_, index) => credit(index + 1, "1000.00")));
        world.now += MINUTE;
        const channels = [
          connect(world, "slack", LEVELS),
          connect(world, "pagerduty", LEVELS, { groupWaitSeconds: 0 }),
          connect(world, "email", LEVELS, { name: "email" }),
        ];
        for (const change of steps) {
          carryOut(world, change);
          world.now += 1;
        }
        carryOut(world, { do: "hours", hours: null });
        // Every silence and group comes to its end.
        pass(world, 240, EVERY_SECONDS);

        audit(world);
        expect(world.rows("noticeGroups")).toEqual([]);
        for (const channelId of channels) {
          const messages = received(world, channelId);
          for (let id = 1; id <= WALLETS; id += 1) {
            const last = messages.findLast(({ wallet: of }) => of === id);
            expect(last?.state ?? "ok", `${channelId}, wallet ${id}`).toBe(world.wallet(id).alertState);
          }
          for (const message of messages) {
            const silence = world
              .rows("silences")
              .find(
                ({ startsAt, endsAt, filter, includeBlock }) =>
                  startsAt <= message.at &&
                  message.at < endsAt &&
                  (message.state !== "blocked" || includeBlock) &&
                  (JSON.parse(filter) as { wallet_ids: number[] }).wallet_ids.includes(message.wallet),
              );
            expect(silence && { silence, message }).toBeUndefined();
          }
        }
        if (steps.some(({ do: what }) => what === "silence")) return;
        // Without a silence, whose end repeats the present state, no alert says what its reader knows.
        for (const channelId of channels) {
          for (let id = 1; id <= WALLETS; id += 1) {
            const states = received(world, channelId).flatMap(({ wallet: of, kind, state }) =>
              of === id && (kind === "alert" || kind === "recovery") ? [state] : [],
            );
            expect(states.filter((state, index) => state === (states[index - 1] ?? "ok"))).toEqual([]);
          }
        }
      }),
      { numRuns: 30 * SCALE },
    );
  },
);
