import { ROUTE_EVENTS } from "@plimsoll/contract";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  acknowledge,
  attempts,
  below,
  capture,
  credit,
  debit,
  deliver,
  dropDefault,
  dropFeature,
  evaluate,
  expire,
  goOn,
  hold,
  key,
  measureBurn,
  measureSpend,
  newChannel,
  mirrorOf,
  mirrorOrder,
  newEndpoint,
  newFeature,
  newProduct,
  newProvider,
  newRoute,
  newSilence,
  newTopup,
  newWallet,
  order,
  patchEndpoint,
  patchFeature,
  patchProduct,
  patchTopup,
  patchWallet,
  providerEvent,
  putDefault,
  putRates,
  release,
  replay,
  report,
  reportOf,
  transfer,
} from "../../../test/support/commands.ts";
import { World } from "../../../test/support/world.ts";
import { MAX_ROUNDS, type Command } from "./decide.ts";
import { WALK_DELIVERIES } from "./walk.ts";
import { HISTORY_DAYS } from "./mirrors/count-history.ts";
import type { ListedMovement } from "./mirrors/investigate-drifts.ts";
import type { Sealed } from "./model/sealed.ts";
import { RECORDED_AT_ONCE } from "./deliveries/record-attempts.ts";
import { FAN_OUT_AT_ONCE, FAN_OUT_EVENTS } from "./events/fan-out.ts";
import { dayOf, dayText } from "./spend/day.ts";

const DAY = 24 * 60 * 60 * 1_000;
/** Fires at any balance of these tests. */
const FIRING = { alert_enabled: true, critical: below("1000000.00") };
/** Fewer rounds than a decision may take, so that one more round in a command does not break it at once. */
const ENOUGH = MAX_ROUNDS - 4;
/** So many that a hundred events would be more deliveries than one command makes. */
const ENDPOINTS = FAN_OUT_AT_ONCE;
/** Each receives a message of every event that a route may carry. */
const CHANNELS = ["slack", "pagerduty"] as const;
/** The most events of one thing that concerns one feature. */
const FEW = 6;

interface Large {
  readonly world: World;
  readonly command: Command;
  /** The most events that one of the things makes; a few by default. */
  readonly events?: number;
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

/** `n` wallets in alarm, silenced for an hour, with a route that escalates. */
function silenced(n: number): World {
  const { world } = crowd(n);
  const { channel } = world.must(newChannel());
  const escalate = { after_minutes: 5, channel_ids: [channel.id] };
  world.must(newRoute({ channelIds: [channel.id], escalate }));
  world.must(newSilence(world.now + 3_600_000));
  for (const id of range(n)) {
    world.must(patchWallet(id, { alertSettings: { alert_enabled: true, critical: below("7.00") } }));
  }
  return world;
}

function movement(n: number, command: Command): Large {
  return { world: watched(n), command, events: n + FEW };
}

function holding(n: number, command: (holdId: string) => Command): Large {
  const world = watched(n);
  const placed = JSON.parse(world.must(hold(1, "4999999.00")).body) as { readonly id: string };
  return { world, command: command(placed.id), events: n + FEW };
}

/** A provider with one mirror per external id, as balances that it shows find them. */
class Provider {
  readonly world = new World();
  readonly id = this.world.must(newProvider()).provider.id;

  snapshots(ids: readonly string[], available: string): Command {
    const { world } = this;
    const reading = world.must({ type: "begin_reading", accountId: ACCOUNT, providerId: this.id });
    return {
      type: "apply_snapshots",
      accountId: ACCOUNT,
      providerId: this.id,
      reading,
      clock: { low: 0, high: 0 },
      listsTransactions: true,
      balanceOnly: false,
      waiting: ids,
      readings: ids.map((externalId) => ({
        externalId,
        currency: "USD",
        available,
        assetScale: 2,
        walletType: "PREPAID",
        name: `Octopus ${externalId}`,
        window: { from: world.now - 100, to: world.now, ahead: 0 },
      })),
    };
  }

  shows(available: string, ids: readonly string[] = ["1"]): void {
    this.world.must(this.snapshots(ids, available));
  }

  hook(eventId: string, fields: Parameters<typeof providerEvent>[2], occurredAt = this.world.now): Command {
    return providerEvent(this.id, eventId, fields, occurredAt);
  }

  /** Every later hook of wallet 1 waits behind this one, which may be in the last snapshot. */
  waits(): void {
    expect(this.world.must(this.hook("first", { amount: "0.01" }))).toBe("waiting");
  }

  applyWaiting(): Command {
    return { type: "apply_waiting", accountId: ACCOUNT, providerId: this.id, externalId: "1", giveUp: true };
  }
}

/** A mirror with `n` accepted orders of different days, and waiting debits and refunds of them. */
function ordered(n: number): Provider {
  const provider = new Provider();
  const { world } = provider;
  provider.shows("100000.00");
  for (const i of range(n)) {
    world.now += DAY;
    provider.shows("100000.00");
    const { order: placed } = world.must(mirrorOrder(1, `order ${i}`));
    const accepted = { externalId: `p${i}`, status: "PENDING", delivered: 0, deliveredAt: null, productName: null };
    world.must(
      report(placed.id, { type: "reported", order: accepted, vouchers: null, detailAt: null, asOf: null } as never),
    );
  }
  provider.waits();
  for (const i of range(n)) {
    const direction = i % 2 === 0 ? "CREDIT" : "DEBIT";
    world.must(provider.hook(`e${i}`, { direction, amount: "10.00", referenceNumber: `order ${i}` }));
  }
  return provider;
}

/** `n` wallets that are not known yet, with hooks of different days. */
function undiscovered(n: number): { readonly provider: Provider; readonly ids: readonly string[] } {
  const provider = new Provider();
  const { world } = provider;
  const ids = range(n).map(String);
  for (const [index, externalWalletId] of ids.entries()) {
    const movementOf = { externalWalletId, amount: "1.00", referenceNumber: `r${index}` } as const;
    world.must(provider.hook(`e${index}`, movementOf, world.now - (index + 1) * DAY));
    world.must(provider.hook(`f${index}`, movementOf, world.now + (index + 1) * 1_000));
  }
  return { provider, ids };
}

/** A mirror with `n` drifts of 100.00, found on different days. */
function drifted(n: number): Provider {
  const provider = new Provider();
  for (const i of range(n + 1)) {
    provider.shows(`${100_000 - 100 * i}.00`);
    provider.world.now += DAY;
  }
  provider.shows(`${100_000 - 100 * (n + 1)}.00`);
  return provider;
}

/** `n` waiting hooks, each of which explains a drift of another day. */
function explaining(n: number): Provider {
  const provider = drifted(n);
  const { world } = provider;
  provider.waits();
  for (const i of range(n)) {
    const at = world.now - i * DAY - DAY / 2;
    world.must(provider.hook(`e${i}`, { amount: "100.00", referenceNumber: `order ${i}` }, at));
  }
  return provider;
}

/** A rise over `n` days, whose debits of each day wait for the credit that explains it together with them. */
function candidates(n: number): Provider {
  const provider = new Provider();
  const { world } = provider;
  provider.shows("1000.00");
  world.now += (n + 2) * DAY;
  provider.shows("2000.00");
  provider.waits();
  for (const i of range(n)) {
    const at = world.now - i * DAY - DAY / 2;
    world.must(provider.hook(`e${i}`, { amount: "1.00", referenceNumber: `r${i}` }, at));
  }
  world.tamper(1, { snapshotReading: (world.wallet().snapshotReading ?? 0) + 1 });
  world.must(provider.applyWaiting());
  expect(world.wallet().waiting).toBe(false);
  return provider;
}

/** Movements that wait for their deliveries to an endpoint that wants one direction alone, and so has to read each. */
function waitingFor(n: number): { readonly world: World; readonly endpointId: string } {
  const world = new World();
  world.must(newWallet({ overdraftLimit: null }));
  const debits = { eventTypes: ["wallet.debited"] };
  const [endpointId = ""] = range(FAN_OUT_AT_ONCE + 1).map(() => world.must(newEndpoint(debits)).endpoint.id);
  world.batch(range(n).map(() => debit(1, "0.01")));
  return { world, endpointId };
}

const listed = (world: World, n: number): ListedMovement[] =>
  range(n).map((i) => ({
    externalId: `t${i}`,
    direction: "DEBIT",
    amount: "100.00",
    currency: null,
    referenceNumber: `reference ${i}`,
    remarks: null,
    orderId: `p${i}`,
    occurredAt: world.now - i * DAY - DAY / 2,
  }));

/** Commands that concern one provider. */
function onProvider(command: (providerId: string, world: World) => Command): Case {
  return [
    1,
    () => {
      const { world, id } = new Provider();
      return { world, command: command(id, world) };
    },
  ];
}

function newCampaign(startsAt: number): Command {
  const times = { startsAt, endsAt: startsAt + DAY };
  return {
    type: "create_campaign",
    accountId: ACCOUNT,
    providerId: null,
    name: null,
    ...times,
    expectedMultiplier: "2",
  };
}

/** Commands of an account with `n` campaigns, and a provider. */
function withCampaigns(command: (providerId: string, world: World) => Command): Case {
  return [
    99,
    (n) => {
      const { world, id } = new Provider();
      for (const i of range(n)) world.must(newCampaign(world.now + i));
      return { world, command: command(id, world) };
    },
  ];
}

/** Commands about an endpoint for which the deliveries of `n` events are still to be made. */
function ofWaiting(command: (endpointId: string) => Command): Case {
  return [
    FAN_OUT_EVENTS,
    (n) => {
      const { world, endpointId } = waitingFor(n);
      return { world, command: command(endpointId) };
    },
  ];
}

/** Commands about one of `n` channels, or one of `n` routes that send to all of them. */
function withRoutes(command: (ids: { channelId: string; routeId: string }, world: World) => Command): Case {
  return [
    40,
    (n) => {
      const { world } = alarmed(1);
      const channelIds = range(n).map(() => world.must(newChannel()).channel.id);
      const [routeId = ""] = range(n).map(() => world.must(newRoute({ channelIds })).route.id);
      return { world, command: command({ channelId: channelIds[0] ?? "", routeId }, world) };
    },
  ];
}

/** Commands of an account with `n` keys. */
function withKeys(command: (n: number, world: World) => Command): Case {
  return [
    100,
    (n) => {
      const world = new World();
      for (const i of range(n)) world.must(apiKey(i));
      return { world, command: command(n, world) };
    },
  ];
}

/** A wallet in alarm with `n` features, each with an episode of its own. */
function alarmed(n: number): { readonly world: World; readonly episodeId: string } {
  const world = watched(n);
  world.must(debit(1, "4999999.00"));
  return { world, episodeId: world.rows("episodes").find(({ openKey }) => openKey === 1)?.id ?? "" };
}

function newCurrency(number: number): Command {
  const currency = `C${String(number).padStart(3, "0")}`;
  return { type: "create_currency", accountId: ACCOUNT, currency, name: currency, precision: 2 };
}

function apiKey(number: number) {
  const id = `key_${number}`;
  const rest = { name: id, hash: `hash of ${id}`, prefix: "pk_", scopes: ["read"], expiresAt: null } as const;
  return { type: "create_api_key", accountId: ACCOUNT, id, ...rest, first: false } as const;
}

function digest(channelId: string): Command {
  const settings = { channel_ids: [channelId], at: "09:00", timezone: "UTC", days: ["mon"] as const };
  return { type: "put_digest", accountId: ACCOUNT, settings };
}

const HEARTBEAT = { type: "put_heartbeat", accountId: ACCOUNT, url: "sealed" as Sealed, everySeconds: 60 } as const;
const CONNECTION = {
  type: "create_gateway_connection",
  accountId: ACCOUNT,
  id: "gw_1",
  kind: "sudo",
  name: "Issuer",
  secret: "sealed" as Sealed,
} as const;
const CARD = {
  type: "create_card",
  accountId: ACCOUNT,
  cardId: "card-1",
  walletId: 1,
  status: "active",
  expires: null,
} as const;
const AUTHORIZATION = {
  type: "gateway_event",
  accountId: ACCOUNT,
  connectionId: CONNECTION.id,
  eventId: "event-1",
  eventType: "authorize",
  cardId: CARD.cardId,
  notice: { type: "authorize", authorizationId: "a1", amount: "4999999.00", currency: "USD", decided: null },
} as const;

/** What each command may concern many of; one that concerns a fixed number of rows says 1. The type makes a new one choose. */
const LARGE: Readonly<Record<Command["type"], Case>> = {
  post_transaction: [100, (n) => movement(n, debit(1, "4999999.00", { idempotency: key("k") }))],
  place_hold: [100, (n) => movement(n, hold(1, "4999999.00"))],
  capture_hold: [100, (n) => holding(n, (id) => capture(id, { amount: "1.00" }))],
  release_hold: [100, (n) => holding(n, (id) => release(id))],
  expire_holds: [
    60,
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
      return { world, command: order(product.id, "reference"), events: n + FEW };
    },
  ],
  deliver_order: [
    100,
    (n) => {
      const world = watched(n, "1000005.00");
      const { product } = world.must(newProduct());
      const { id } = JSON.parse(world.must(order(product.id, "reference")).body) as { readonly id: number };
      return { world, command: deliver(id, 1) };
    },
  ],
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
        events: n + FEW,
      };
    },
  ],
  provider_order_event: [
    100,
    (n) => {
      const { world, id: providerId } = ordered(0);
      world.must(
        patchWallet(1, { featureIds: features(world, n, { alert_enabled: true, critical: below("100000.00") }) }),
      );
      world.tamper(1, { waiting: false, waitingLow: 0n });
      const { order: placed } = world.must(mirrorOrder(1, "reference"));
      const accepted = {
        externalId: "p",
        status: "PENDING",
        delivered: 0,
        deliveredAt: null,
        productName: null,
      } as const;
      world.must(report(placed.id, { type: "reported", order: accepted, vouchers: null, detailAt: null, asOf: null }));
      const event = { eventId: "evt", key: "evt", eventType: "order.failed", reference: "reference", body: "{}" };
      const failed = { ...accepted, status: "FAILED" } as const;
      return {
        world,
        command: { type: "provider_order_event", accountId: ACCOUNT, providerId, ...event, order: failed },
        events: n + FEW,
      };
    },
  ],
  place_mirror_order: [
    100,
    (n) => {
      const { world } = ordered(0);
      world.must(patchWallet(1, { featureIds: features(world, n) }));
      world.tamper(1, { waiting: false, waitingLow: 0n });
      return { world, command: mirrorOrder(1, "reference"), events: n + FEW };
    },
  ],
  report_mirror_order: [
    100,
    (n) => {
      const { world } = ordered(0);
      world.must(patchWallet(1, { featureIds: features(world, n) }));
      world.tamper(1, { waiting: false, waitingLow: 0n });
      const { order: placed } = world.must(mirrorOrder(1, "reference"));
      const failure = { kind: "insufficient_funds", message: "no" };
      return { world, command: report(placed.id, { type: "refused", failure } as never), events: n + FEW };
    },
  ],
  provider_event: [
    31,
    (n) => {
      const provider = candidates(n);
      const { world } = provider;
      const last = { direction: "CREDIT", amount: `${1_000 + n}.00`, referenceNumber: "wire" } as const;
      return { world, command: provider.hook("last", last, world.now - DAY), events: n + FEW };
    },
  ],
  apply_waiting: [
    60,
    (n) => {
      const provider = ordered(n);
      return { world: provider.world, command: provider.applyWaiting() };
    },
  ],
  apply_snapshots: [
    100,
    (n) => {
      const { provider, ids } = undiscovered(n);
      return { world: provider.world, command: provider.snapshots(ids, "50.00") };
    },
  ],
  investigate_drifts: [
    15,
    (n) => {
      const { world } = drifted(n);
      return {
        world,
        command: { type: "investigate_drifts", accountId: ACCOUNT, walletId: 1, transactions: listed(world, n) },
      };
    },
  ],
  mark_stale: [
    60,
    (n) => {
      const { provider, ids } = undiscovered(n);
      provider.shows("50.00", ids);
      const { world } = provider;
      const walletIds = world.rows("wallets").map(({ id }) => id);
      return { world, command: { type: "mark_stale", accountId: ACCOUNT, walletIds, before: world.now + DAY } };
    },
  ],
  miss_reading: [
    60,
    (n) => {
      const { provider, ids } = undiscovered(n);
      provider.shows("50.00", ids);
      const { world } = provider;
      const missed = world.rows("wallets").map(({ id }) => ({ walletId: id, message: "missing" }));
      return { world, command: { type: "miss_reading", accountId: ACCOUNT, reading: { number: 9 }, missed } };
    },
  ],
  make_transfer: [
    100,
    (n) => {
      const world = watched(n);
      world.must(newWallet({ featureIds: features(world, n) }));
      return { world, command: transfer(1, 2, "4999999.00"), events: 2 * n + FEW };
    },
  ],
  create_wallet: [
    100,
    (n) => {
      const world = new World();
      world.must(newProvider());
      return { world, command: newWallet({ featureIds: features(world, n) }), events: n + FEW };
    },
  ],
  update_wallet: [
    100,
    (n) => {
      const world = watched(n);
      return { world, command: patchWallet(1, { featureIds: features(world, n) }), events: 2 * n + FEW };
    },
  ],
  close_wallet: [
    100,
    (n) => ({ world: watched(n), command: { type: "close_wallet", accountId: ACCOUNT, walletId: 1 } }),
  ],
  delete_provider: [
    200,
    (n) => {
      const world = new World();
      const [feature = ""] = features(world, 1);
      const { id: providerId } = world.must(newProvider()).provider;
      for (const i of range(n)) {
        const mirror = { providerId, externalId: `${i}`, balance: "4.00" };
        world.must(newWallet({ featureIds: [feature], overdraftLimit: undefined, mirror }));
      }
      return {
        world,
        command: { type: "delete_provider", accountId: ACCOUNT, providerId, step: "close", after: null },
      };
    },
  ],
  create_currency: [
    199,
    (n) => {
      const world = new World();
      for (const i of range(n)) world.must(newCurrency(i));
      return { world, command: newCurrency(n + 1) };
    },
  ],
  update_feature: [
    60,
    (n) => {
      const { world, feature } = crowd(n);
      return { world, command: patchFeature(feature, { alert_enabled: true, critical: below("7.00") }) };
    },
  ],
  delete_feature: [
    60,
    (n) => {
      const { world, feature } = crowd(n);
      return { world, command: dropFeature(feature) };
    },
  ],
  put_alert_default: [60, (n) => ({ world: crowd(n).world, command: putDefault("USD", FIRING) })],
  delete_alert_default: [
    60,
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
  evaluate_wallets: [60, (n) => ({ world: crowd(n).world, command: evaluate(...range(n)) })],
  measure_spend: [
    60,
    (n) => {
      const { world } = crowd(n);
      for (const id of range(n)) world.must(debit(id, "1.00"));
      world.now += 3 * DAY;
      return { world, command: measureSpend(...range(n)) };
    },
  ],
  measure_burn: [
    60,
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
      return { world, command: newTopup(1, "5.00"), events: n + FEW };
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
        events: n + FEW,
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
    60,
    (n) => {
      const world = watched(0);
      const { id } = world.must(newEndpoint()).endpoint;
      for (const _ of range(n)) world.must(credit(1, "1.00"));
      return { world, command: replay(id, ...range(n)) };
    },
  ],
  set_spend_history: [
    90,
    (n) => {
      const { world } = crowd(1);
      const days = range(n).map((ago) => ({ date: dayText(dayOf(world.now) - ago), amount: "1.00" }));
      return { world, command: { type: "set_spend_history", accountId: ACCOUNT, walletId: 1, days } };
    },
  ],
  turn_campaign: [
    200,
    (n) => {
      const { world } = crowd(n);
      for (const id of range(n)) world.must(patchWallet(id, { expectedDailySpend: "5.00" }));
      world.must(measureSpend(...range(n)));
      const { campaign } = world.must({
        type: "create_campaign",
        accountId: ACCOUNT,
        providerId: null,
        name: null,
        startsAt: world.now,
        endsAt: world.now + DAY,
        expectedMultiplier: "2",
      });
      return { world, command: { type: "turn_campaign", accountId: ACCOUNT, campaignId: campaign.id, cursor: 0 } };
    },
  ],
  count_history: [
    // One date more when the day has turned meanwhile.
    HISTORY_DAYS + 1,
    (n) => {
      const provider = new Provider();
      provider.shows("1000.00");
      const { world } = provider;
      world.now += DAY;
      const movements = range(n).map((ago) => ({
        direction: "DEBIT" as const,
        amount: "1.00",
        currency: null,
        referenceNumber: null,
        occurredAt: world.now - ago * DAY - 1_000,
      }));
      return { world, command: { type: "count_history", accountId: ACCOUNT, walletId: 1, movements, complete: true } };
    },
  ],
  begin_reading: onProvider((providerId) => ({ type: "begin_reading", accountId: ACCOUNT, providerId })),
  record_hooks: onProvider((providerId, world) => ({
    type: "record_hooks",
    accountId: ACCOUNT,
    providerId,
    receivedAt: world.now,
    refused: null,
  })),
  configure_api_key: withKeys((n) => ({ ...apiKey(n + 1), type: "configure_api_key" })),
  update_account: [
    60,
    (n) => ({
      world: crowd(n).world,
      command: { type: "update_account", accountId: ACCOUNT, patch: { stale_policy: "open" } },
    }),
  ],
  create_product: [1, () => ({ world: new World(), command: newProduct() })],
  update_product: [
    1,
    () => {
      const world = new World();
      const { product } = world.must(newProduct());
      return { world, command: patchProduct(product.id, { name: "Another" }) };
    },
  ],
  record_sync: withCampaigns((providerId) => ({
    type: "record_sync",
    accountId: ACCOUNT,
    providerId,
    result: { ok: false, kind: "transient", message: "no answer" },
  })),
  create_campaign: withCampaigns((_, world) => newCampaign(world.now)),
  delete_campaign: withCampaigns((_, world) => ({
    type: "delete_campaign",
    accountId: ACCOUNT,
    campaignId: world.rows("campaigns")[0]?.id ?? "",
  })),
  keep_hook: onProvider((providerId) => ({
    type: "keep_hook",
    accountId: ACCOUNT,
    providerId,
    key: "key",
    eventId: null,
    eventType: null,
    reason: "malformed",
    detail: "no amount",
    body: "{}",
  })),
  create_feature: [1, () => ({ world: new World(), command: newFeature(FIRING) })],
  create_provider: [1, () => ({ world: new World(), command: newProvider() })],
  update_provider: onProvider((providerId) => ({
    type: "update_provider",
    accountId: ACCOUNT,
    providerId,
    patch: { name: "Another" },
  })),
  create_endpoint: [FAN_OUT_EVENTS, (n) => ({ world: waitingFor(n).world, command: newEndpoint() })],
  update_endpoint: ofWaiting((endpointId) => patchEndpoint(endpointId, { eventTypes: ["wallet.credited"] })),
  delete_endpoint: ofWaiting((endpointId) => ({ type: "delete_endpoint", accountId: ACCOUNT, endpointId })),
  rotate_secret: ofWaiting((endpointId) => ({
    type: "rotate_secret",
    accountId: ACCOUNT,
    endpointId,
    secret: "another" as Sealed,
  })),
  send_test: [
    FAN_OUT_EVENTS - 1,
    (n) => {
      const { world, endpointId } = waitingFor(n);
      return { world, command: { type: "send_test", accountId: ACCOUNT, endpointId, eventType: "test", sample: {} } };
    },
  ],
  fan_out: [
    FAN_OUT_EVENTS,
    (n) => {
      const { world, endpointId } = waitingFor(n);
      return { world, command: { type: "fan_out", accountId: ACCOUNT, endpointId } };
    },
  ],
  record_attempts: [
    RECORDED_AT_ONCE,
    (n) => {
      const { world } = crowd(n);
      const { channel } = world.must(newChannel());
      world.must(newRoute({ channelIds: [channel.id], events: ["info"], groupWaitSeconds: 0 }));
      for (const id of range(n)) {
        world.must(patchWallet(id, { alertSettings: { alert_enabled: true, info: below("1.00"), warning: null } }));
      }
      const reports = range(n).map((sequence) => reportOf(channel.id, sequence, world.now, 200));
      return { world, command: attempts(reports) };
    },
  ],
  create_channel: withRoutes(() => newChannel()),
  update_channel: withRoutes(({ channelId }) => ({
    type: "update_channel",
    accountId: ACCOUNT,
    channelId,
    patch: { enabled: false },
  })),
  delete_channel: withRoutes(({ channelId }) => ({ type: "delete_channel", accountId: ACCOUNT, channelId })),
  test_channel: withRoutes(({ channelId }) => ({
    type: "test_channel",
    accountId: ACCOUNT,
    channelId,
    level: "critical",
  })),
  create_route: withRoutes(({ channelId }) => newRoute({ channelIds: [channelId] })),
  update_route: withRoutes(({ routeId }) => ({
    type: "update_route",
    accountId: ACCOUNT,
    routeId,
    patch: { name: "Another" },
  })),
  delete_route: withRoutes(({ routeId }) => ({ type: "delete_route", accountId: ACCOUNT, routeId })),
  create_silence: [
    199,
    (n) => {
      const { world } = crowd(1);
      for (const _ of range(n)) world.must(newSilence(world.now + DAY));
      return { world, command: newSilence(world.now + DAY) };
    },
  ],
  delete_silence: [
    90,
    (n) => {
      const world = silenced(n);
      const silenceId = world.rows("silences")[0]?.id ?? "";
      return { world, command: { type: "delete_silence", accountId: ACCOUNT, silenceId } };
    },
  ],
  acknowledge_episode: [
    100,
    (n) => {
      const { world, episodeId } = alarmed(n);
      return { world, command: acknowledge(episodeId) };
    },
  ],
  unacknowledge_episode: [
    100,
    (n) => {
      const { world, episodeId } = alarmed(n);
      world.must(acknowledge(episodeId));
      return {
        world,
        command: { type: "unacknowledge_episode", accountId: ACCOUNT, episodeId, fromChannel: null },
      };
    },
  ],
  end_silence: [
    90,
    (n) => {
      const world = silenced(n);
      world.now += DAY;
      return {
        world,
        command: { type: "end_silence", accountId: ACCOUNT, silenceId: world.rows("silences")[0]?.id ?? "" },
      };
    },
  ],
  escalate: [
    90,
    (n) => {
      const world = silenced(n);
      world.now += DAY;
      return { world, command: { type: "escalate", accountId: ACCOUNT, timers: world.rows("escalationTimers") } };
    },
  ],
  flush_group: [
    90,
    (n) => {
      const { world } = crowd(n);
      world.must(newRoute({ channelIds: [world.must(newChannel()).channel.id], events: ["info"] }));
      for (const id of range(n)) {
        world.must(patchWallet(id, { alertSettings: { alert_enabled: true, info: below("1.00"), warning: null } }));
      }
      const [group] = world.rows("noticeGroups");
      world.now += DAY;
      const { endpointId = "", routeId = "", part = 0 } = group ?? {};
      return { world, command: { type: "flush_group", accountId: ACCOUNT, endpointId, routeId, part } };
    },
  ],
  put_digest: withRoutes(({ channelId }) => digest(channelId)),
  delete_digest: withRoutes(({ channelId }, world) => {
    world.must(digest(channelId));
    return { type: "delete_digest", accountId: ACCOUNT };
  }),
  put_heartbeat: [1, () => ({ world: new World(), command: HEARTBEAT })],
  delete_heartbeat: [
    1,
    () => {
      const world = new World();
      world.must(HEARTBEAT);
      return { world, command: { type: "delete_heartbeat", accountId: ACCOUNT } };
    },
  ],
  send_digest: [
    90,
    (n) => {
      const { world } = crowd(n);
      const { channel } = world.must(newChannel());
      for (const id of range(n)) world.must(newTopup(id, "5.00"));
      const settings = { channel_ids: [channel.id], at: "09:00", timezone: "UTC", days: ["mon"] as const };
      world.must({ type: "put_digest", accountId: ACCOUNT, settings });
      world.now += 7 * DAY;
      return { world, command: { type: "send_digest", accountId: ACCOUNT, walletIds: range(n) } };
    },
  ],
  create_gateway_connection: [1, () => ({ world: new World(), command: CONNECTION })],
  update_gateway_connection: [
    1,
    () => {
      const world = new World();
      world.must(CONNECTION);
      const fields = { connectionId: CONNECTION.id, patch: { name: "Another" } };
      return { world, command: { type: "update_gateway_connection", accountId: ACCOUNT, ...fields } };
    },
  ],
  create_card: [100, (n) => ({ world: watched(n), command: CARD })],
  update_card: [
    100,
    (n) => {
      const world = watched(n);
      world.must(CARD);
      return {
        world,
        command: { type: "update_card", accountId: ACCOUNT, cardId: CARD.cardId, patch: { status: "frozen" } },
      };
    },
  ],
  gateway_event: [
    100,
    (n) => {
      const world = watched(n);
      world.must(CARD);
      return { world, command: AUTHORIZATION, events: n + FEW };
    },
  ],
  reverse_authorization: [
    100,
    (n) => {
      const world = watched(n);
      world.must(CARD);
      world.must(AUTHORIZATION);
      const { connectionId, eventId } = AUTHORIZATION;
      return {
        world,
        command: { type: "reverse_authorization", accountId: ACCOUNT, connectionId, eventId, authorizationId: "a1" },
        events: n + FEW,
      };
    },
  ],
  create_api_key: withKeys((n) => apiKey(n + 1)),
  revoke_api_key: withKeys(() => ({ type: "revoke_api_key", accountId: ACCOUNT, id: "key_1" })),
  record_key_use: withKeys((n, world) => ({
    type: "record_key_use",
    accountId: ACCOUNT,
    uses: range(n).map((i) => ({ id: `key_${i}`, at: world.now })),
  })),
};

/** A command within its rounds, whose deliveries to many endpoints and channels are bounded. */
function expectBounded({ world, command, events = FEW }: Large): void {
  for (const _ of range(ENDPOINTS)) world.must(newEndpoint());
  const channelIds = CHANNELS.map((kind) => world.must(newChannel(kind)).channel.id);
  world.must(newRoute({ channelIds, events: ROUTE_EVENTS, groupWaitSeconds: 0 }));
  const before = world.rows("deliveries").length;
  expect(world.roundsOf(command)).toBeLessThanOrEqual(ENOUGH);
  const made = world.rows("deliveries").length - before;
  expect(made).toBeLessThanOrEqual(WALK_DELIVERIES + (ENDPOINTS + CHANNELS.length) * events);
}

describe("a command needs rows as often for many as for one, and makes a bounded number of deliveries", () => {
  test.each(Object.entries(LARGE))("%s", (_, [largest, make]) => {
    // For more than a page, one world is slow enough to create.
    if (largest > 2)
      fc.assert(
        fc.property(fc.integer({ min: 2, max: Math.min(largest, 40) }), (n) => expectBounded(make(n))),
        { numRuns: 1 },
      );
    expectBounded(make(largest));
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

describe("hooks of many days are settled in as many rounds as those of one", () => {
  test("when each explains a drift, by a snapshot", () => {
    // One drift fewer than are remembered, because the snapshot finds another.
    const provider = explaining(14);
    const { world } = provider;
    // It has been put off as often as it may be.
    world.tamper(1, { putOff: 12 });
    const balance = world.wallet().balance - 1n;
    const command = provider.snapshots(["1"], `${balance / 100n}.${balance % 100n}`);
    expect(world.roundsOf(command)).toBeLessThanOrEqual(ENOUGH);
    // With that of the snapshot, which the first hook explains.
    expect(world.rows("drifts").filter(({ status }) => status === "explained")).toHaveLength(15);
  });

  test("when each explains a drift, without another snapshot", () => {
    const provider = explaining(15);
    const { world } = provider;
    world.tamper(1, { snapshotReading: (world.wallet().snapshotReading ?? 0) + 1 });
    expect(world.roundsOf(provider.applyWaiting())).toBeLessThanOrEqual(ENOUGH);
    expect(world.rows("drifts").filter(({ status }) => status === "explained")).toHaveLength(15);
  });

  test("when they waited for a mirror that is declared by hand", () => {
    const { provider } = undiscovered(1);
    const { world } = provider;
    for (const i of range(40)) {
      world.must(provider.hook(`g${i}`, { direction: "CREDIT", referenceNumber: `g${i}` }, world.now - i * DAY));
    }
    expect(world.roundsOf(mirrorOf(provider.id, "1"))).toBeLessThanOrEqual(ENOUGH);
    expect(world.rows("transactions")).toHaveLength(42);
  });

  test("when they refund debits of as many days", () => {
    const provider = new Provider();
    const { world } = provider;
    provider.shows("1000.00");
    for (const i of range(40)) {
      world.now += DAY;
      world.must(provider.hook(`d${i}`, { amount: "2.00", referenceNumber: `r${i}` }, world.now));
    }
    world.now += DAY;
    provider.shows("920.00");
    provider.waits();
    for (const i of range(40)) {
      world.must(provider.hook(`c${i}`, { direction: "CREDIT", amount: "1.00", referenceNumber: `r${i}` }));
    }
    expect(world.roundsOf(provider.applyWaiting())).toBeLessThanOrEqual(ENOUGH);
    expect(world.rows("transactions").filter(({ kind }) => kind === "refund")).toHaveLength(40);
  });
});
