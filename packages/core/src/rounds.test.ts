import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  below,
  capture,
  credit,
  debit,
  dropDefault,
  dropFeature,
  evaluate,
  expire,
  goOn,
  hold,
  key,
  measureBurn,
  measureSpend,
  newEndpoint,
  newFeature,
  newProduct,
  newProvider,
  newTopup,
  newWallet,
  order,
  patchFeature,
  patchTopup,
  patchWallet,
  putDefault,
  putRates,
  release,
  replay,
  transfer,
} from "../../../test/support/commands.ts";
import { World } from "../../../test/support/world.ts";
import { MAX_ROUNDS, type Command } from "./decide.ts";

const DAY = 24 * 60 * 60 * 1_000;
/** Fires at any balance of these tests. */
const FIRING = { alert_enabled: true, critical: below("1000000.00") };
/** Half of the rounds that a decision may take, so that one more round in a command does not break it at once. */
const ENOUGH = MAX_ROUNDS / 2;

interface Large {
  readonly world: World;
  readonly command: Command;
}

/** Cases of legal commands that concern `n` of the things of which they may concern many. */
type Case = readonly [largest: number, make: (n: number) => Large];

function features(world: World, n: number, settings: unknown = FIRING): string[] {
  return range(n).map(() => world.must(newFeature(settings)).feature.id);
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** A wallet on `n` features, each of which fires at a large movement. */
function watched(n: number, balance = "5000000.00"): World {
  const world = new World();
  world.must(newWallet({ featureIds: features(world, n), overdraftLimit: null }));
  world.must(credit(1, balance));
  return world;
}

/** `n` wallets with alert settings of their own, which share a feature. */
function crowd(n: number): { readonly world: World; readonly feature: string } {
  const world = new World();
  const [feature = ""] = features(world, 1);
  for (const _ of range(n)) world.must(newWallet({ featureIds: [feature], overdraftLimit: null }));
  return { world, feature };
}

function movement(n: number, command: Command): Large {
  return { world: watched(n), command };
}

function holding(n: number, command: (holdId: string) => Command): Large {
  const world = watched(n);
  const placed = JSON.parse(world.must(hold(1, "4999999.00")).body) as { readonly id: string };
  return { world, command: command(placed.id) };
}

/** Commands that settle a provider's reports, which these cases do not try yet. */
type ReportCommand =
  | "place_mirror_order"
  | "report_mirror_order"
  | "provider_event"
  | "apply_waiting"
  | "apply_snapshots"
  | "investigate_drifts"
  | "mark_stale"
  | "miss_reading";

/**
 * What each other command may concern many of. A command that is left out reads a fixed number of rows, and says which.
 * The type makes a new command choose.
 */
const LARGE: Readonly<Record<Exclude<Command["type"], ReportCommand>, Case | `reads ${string}`>> = {
  post_transaction: [100, (n) => movement(n, debit(1, "4999999.00", { idempotency: key("k") }))],
  place_hold: [100, (n) => movement(n, hold(1, "4999999.00"))],
  capture_hold: [100, (n) => holding(n, (id) => capture(id, { amount: "1.00" }))],
  release_hold: [100, (n) => holding(n, (id) => release(id))],
  expire_holds: [
    200,
    (n) => {
      const { world } = crowd(n);
      const ids = range(n).map((id) => {
        world.must(credit(id, "10.00"));
        return (JSON.parse(world.must(hold(id, "1.00", { expiresIn: 1 })).body) as { readonly id: string }).id;
      });
      world.now += DAY;
      return { world, command: expire(...ids) };
    },
  ],
  put_fx_rates: [
    1_000,
    (n) => ({
      world: new World(),
      command: putRates(...range(n).map((i) => ({ from: "USD", to: `X${i}`, rate: "1.5" }))),
    }),
  ],
  place_order: [
    100,
    (n) => {
      const world = watched(n, "1000005.00");
      const { product } = world.must(newProduct());
      return { world, command: order(product.id, "reference") };
    },
  ],
  deliver_order: "reads the order, its wallet and the account",
  end_order: [
    100,
    (n) => {
      const world = watched(n, "1000005.00");
      const { product } = world.must(newProduct());
      const placed = world.must(order(product.id, "reference", { quantity: 1 }));
      world.now += DAY;
      const { id } = JSON.parse(placed.body) as { readonly id: number };
      return {
        world,
        command: { type: "end_order", accountId: ACCOUNT, orderId: id, status: "CANCELLED", idempotency: null },
      };
    },
  ],
  provider_order_event: "reads the order, its wallet, its hold and the account",
  make_transfer: [
    100,
    (n) => {
      const world = watched(n);
      world.must(newWallet({ featureIds: features(world, n) }));
      return { world, command: transfer(1, 2, "4999999.00") };
    },
  ],
  create_wallet: [
    100,
    (n) => {
      const world = new World();
      world.must(newProvider());
      return { world, command: newWallet({ featureIds: features(world, n) }) };
    },
  ],
  update_wallet: [
    100,
    (n) => {
      const world = watched(n);
      return { world, command: patchWallet(1, { featureIds: features(world, n) }) };
    },
  ],
  update_feature: [
    200,
    (n) => {
      const { world, feature } = crowd(n);
      return { world, command: patchFeature(feature, { alert_enabled: true, critical: below("7.00") }) };
    },
  ],
  delete_feature: [
    200,
    (n) => {
      const { world, feature } = crowd(n);
      return { world, command: dropFeature(feature) };
    },
  ],
  put_alert_default: [200, (n) => ({ world: crowd(n).world, command: putDefault("USD", FIRING) })],
  delete_alert_default: [
    200,
    (n) => {
      const { world } = crowd(n);
      world.must(putDefault("USD", FIRING));
      return { world, command: dropDefault("USD") };
    },
  ],
  continue_reevaluation: [
    2,
    (n) => {
      const { world } = crowd(n + 500);
      world.must(putDefault("USD", FIRING));
      return { world, command: goOn("default", "USD") };
    },
  ],
  evaluate_wallets: [200, (n) => ({ world: crowd(n).world, command: evaluate(...range(n)) })],
  measure_spend: [
    200,
    (n) => {
      const { world } = crowd(n);
      for (const id of range(n)) world.must(debit(id, "1.00"));
      world.now += 3 * DAY;
      return { world, command: measureSpend(...range(n)) };
    },
  ],
  measure_burn: [
    200,
    (n) => {
      const { world } = crowd(n);
      world.must(putDefault("USD", { alert_enabled: true, critical: { condition: "below", runway_hours: "48" } }));
      for (const id of range(n)) world.runAll(debit(id, "1.00"), debit(id, "1.00"));
      world.now += 60_000;
      return { world, command: measureBurn(...range(n)) };
    },
  ],
  create_topup: [
    99,
    (n) => {
      const world = watched(n);
      for (const _ of range(n)) world.must(newTopup(1, "5.00"));
      return { world, command: newTopup(1, "5.00") };
    },
  ],
  update_topup: [
    100,
    (n) => {
      const world = watched(n);
      for (const _ of range(n)) world.must(newTopup(1, "5.00"));
      return {
        world,
        command: patchTopup(world.rows("topups").findLast(({ status }) => status === "initiated")?.id ?? "", {
          status: "cancelled",
        } as never),
      };
    },
  ],
  mark_overdue: [
    100,
    (n) => {
      const { world } = crowd(n);
      for (const id of range(n)) world.must(newTopup(id, "5.00"));
      world.now += 30 * DAY;
      const topupIds = world.rows("topups").map(({ id }) => id);
      return { world, command: { type: "mark_overdue", accountId: ACCOUNT, topupIds } };
    },
  ],
  replay_deliveries: [
    200,
    (n) => {
      const world = watched(0);
      const { id } = world.must(newEndpoint()).endpoint;
      for (const _ of range(n)) world.must(credit(1, "1.00"));
      return { world, command: replay(id, ...range(n)) };
    },
  ],
  begin_reading: "reads the provider and the account",
  record_hooks: "reads the provider and the account",
  configure_api_key: "reads the key",
  update_account: "reads the account",
  create_product: "reads the account",
  update_product: "reads the product",
  record_sync: "reads the provider and the account's campaigns, together",
  create_campaign: "reads the provider and the account's campaigns, together",
  delete_campaign: "reads the campaign",
  keep_hook: "reads the hook's key and the provider",
  create_feature: "reads the account",
  create_provider: "reads the account",
  update_provider: "reads the provider",
  create_endpoint: "reads the account's endpoints, together",
  update_endpoint: "reads the account's endpoints, together",
  delete_endpoint: "reads the account's endpoints, together",
  rotate_secret: "reads the account's endpoints, together",
  send_test: "reads the account's endpoints, together",
  record_attempt: "reads the delivery and the account's endpoints",
  create_gateway_connection: "reads the account",
  update_gateway_connection: "reads the connection",
  create_card: "reads the card and its wallet",
  update_card: "reads the card and its wallet",
  gateway_event: "reads the event, the authorization, the card, its wallet and its hold",
  reverse_authorization: "reads the event and the authorization",
  create_api_key: "reads the account's keys, together",
  revoke_api_key: "reads the key",
};

const many = Object.entries(LARGE).flatMap(([type, entry]) =>
  typeof entry === "string" ? [] : [[type, entry] as const],
);

describe("a command needs rows as often for many as for one", () => {
  test.each(many)("%s", (_, [largest, make]) => {
    // For more than a page, one world is slow enough to create.
    if (largest > 2)
      fc.assert(
        fc.property(fc.integer({ min: 2, max: Math.min(largest, 40) }), (n) => {
          const { world, command } = make(n);
          expect(world.roundsOf(command)).toBeLessThanOrEqual(ENOUGH);
        }),
        { numRuns: 1 },
      );
    const { world, command } = make(largest);
    expect(world.roundsOf(command)).toBeLessThanOrEqual(ENOUGH);
  });
});

test("features of a wallet are swapped, whatever their number", () => {
  const world = watched(50);
  const before = JSON.parse(world.wallet().featureIds) as string[];
  const [other = ""] = features(world, 1);
  const after = [...before.slice(1), other];
  const { wallet } = world.must(patchWallet(1, { featureIds: after }));
  expect(JSON.parse(wallet.featureIds)).toEqual(after);
  expect(
    world
      .rows("walletFeatures")
      .map(({ featureId }) => featureId)
      .toSorted(),
  ).toEqual(after.toSorted());
});
