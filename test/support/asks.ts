import type { Command } from "@plimsoll/core";
import * as fc from "fast-check";
import { fingerprintOf, PRODUCTS, USD_TO_EUR, type Ask, type Level, type ProductName, type Settings } from "./books.ts";
import {
  ACCOUNT,
  LARGEST,
  above,
  acknowledge,
  below,
  capture,
  credit,
  debit,
  deliver,
  dropDefault,
  dropFeature,
  endOrder,
  evaluate,
  expire,
  hold as place,
  key,
  mirrorOf,
  newChannel,
  newProduct,
  newRoute,
  newSilence,
  newWallet,
  order as placeOrder,
  patchFeature,
  patchWallet,
  providerEvent,
  putDefault,
  putRates,
  release,
  transfer,
} from "./commands.ts";
import type { World } from "./world.ts";

export const FEATURES = 3;
const WALLETS = 4;
/** The first two exist from the start; a later one exists sometimes, and the last never. */
const wallet = fc.constantFrom(1, 1, 1, 2, 2, 3, WALLETS, WALLETS + 1);
const feature = fc.integer({ min: 0, max: FEATURES - 1 }).map((index) => `feature ${index}`);
const features = fc.array(feature, { maxLength: 3 });
const currency = fc.constantFrom("USD", "EUR");
/** Half of the requests have one. */
const idempotencyKey = fc.option(fc.constantFrom("k1", "k2", "k3", "k4"), { freq: 2 });
const hold = fc.constantFrom(0, 0, 0, 1, 1, 2, 5);
const order = fc.constantFrom(1, 1, 1, 2, 2, 3, 6);
const external = fc.constantFrom("m1", "m2");
export const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4_000 }).map((units) => (units / 100).toFixed(2)) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(5, 0.5, "10", "20.00", 10) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>("0", "-1.00", "1.001", "1e2", "", null, true, LARGEST) },
);

/** Four levels in their order, some left out; now and then in violation of the rules. */
const settings: fc.Arbitrary<Settings> = fc
  .record({
    alert_enabled: fc.constantFrom(true, true, true, false),
    edges: fc.uniqueArray(fc.constantFrom(-20, -5, -1, 0, 1, 5, 10, 15, 20, 35), { minLength: 4, maxLength: 4 }),
    fine: fc.constantFrom("", ".5", ".005"),
    given: fc.constantFrom(15, 15, 7, 1, 2, 3, 6, 9, 8, 0),
    condition: fc.constantFrom("below", "below", "above"),
    margin: fc.constantFrom(null, null, "3.00"),
  })
  .map(({ alert_enabled, edges, fine, given, condition, margin }) => {
    const sorted = edges.toSorted((a, b) => a - b).map((edge) => `${edge}${fine}`);
    // "-0.5" and the like reverse the order of two edges: then the settings are refused, here as there.
    if (condition === "above") sorted.reverse();
    const level = (bit: number, index: number) =>
      (given & bit) === 0 ? null : condition === "below" ? below(sorted[index]) : above(sorted[index]);
    return {
      alert_enabled,
      block: level(8, 0),
      critical: level(1, 1),
      warning: level(2, 2),
      info: level(4, 3),
      clear_margin: margin,
    };
  });
export const settingsPatch: fc.Arbitrary<Settings | null> = fc.oneof(
  { weight: 4, arbitrary: settings },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Settings | null>(
      { alert_enabled: true },
      { alert_enabled: false },
      { info: null },
      { critical: null },
      { block: null },
      null,
    ),
  },
);

const ask: fc.Arbitrary<Ask> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      wallet,
      direction: fc.constantFrom("CREDIT" as const, "DEBIT" as const),
      amount,
      key: idempotencyKey,
      body: fc.constantFrom("a", "a", "b"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("open" as const),
      currency,
      scale: fc.constantFrom(2, 2, 0),
      overdraft: fc.constantFrom<unknown>(undefined, null, "5", "-1", "x"),
      features,
      settings: fc.option(settings),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        do: fc.constant("edit" as const),
        wallet,
        status: fc.constantFrom("active" as const, "active" as const, "frozen" as const, "closed" as const),
        overdraft: fc.constantFrom<unknown>(null, "10", "0", "-1"),
        features,
        settings: settingsPatch,
      },
      { requiredKeys: ["do", "wallet"] },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("hold" as const),
      wallet,
      amount,
      seconds: fc.constantFrom(30, 90, 3_600),
      key: idempotencyKey,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("capture" as const),
      hold,
      amount: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: amount }),
      key: idempotencyKey,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), hold, key: idempotencyKey }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tick" as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("order" as const),
      wallet,
      product: fc.constantFrom<ProductName>("card", "voucher"),
      denomination: fc.constantFrom("10.00", "0.25", "0.01", "3.00", "7.77"),
      quantity: fc.integer({ min: 1, max: 6 }),
      reference: fc.constantFrom("r1", "r2", "r3", "r4", "r5", "r6"),
      body: fc.constantFrom("a", "a", "b"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("deliver" as const),
      order,
      quantity: fc.integer({ min: 1, max: 3 }),
      key: idempotencyKey,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("end order" as const),
      order,
      status: fc.constantFrom("FAILED" as const, "CANCELLED" as const),
      key: idempotencyKey,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("transfer" as const),
      from: wallet,
      to: wallet,
      amount,
      fee: fc.constantFrom<unknown>(null, null, "0.50", "1", "-1", "x"),
      rate: fc.constantFrom<unknown>(null, null, null, "1.25", "0.0001", "0", "x"),
      key: idempotencyKey,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("feature" as const), feature, settings: settingsPatch }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drop feature" as const), feature }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("default" as const), currency, settings }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drop default" as const), currency }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("mirror" as const), external, currency }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("reported" as const),
      event: fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"),
      external,
      direction: fc.constantFrom("CREDIT" as const, "DEBIT" as const),
      amount: fc.constantFrom("1.00", "7.25", "12", "30.00", "0", "x", "0.001"),
      currency: fc.constantFrom("USD", "USD", "EUR"),
      at: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("channel" as const),
      kind: fc.constantFrom("slack" as const, "pagerduty" as const, "email" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("route" as const),
      channel: fc.constantFrom(0, 0, 1, 9),
      second: fc.constantFrom(0, 0, 1),
      on: fc.subarray<Level>(["info", "warning", "critical", "block"], { minLength: 1 }),
      wait: fc.constantFrom(null, 0, 30, 90),
      from: fc.constantFrom(null, null, "14:00", "15:00", "03:00"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("silence" as const),
      minutes: fc.constantFrom(1, 2, 5),
      wallets: fc.constantFrom([1], [1, 2], [3]),
      includeBlock: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("end silence" as const), silence: fc.constantFrom(0, 0, 1, 2) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("acknowledge" as const),
      episode: fc.constantFrom(1, 1, 2, 3, 30),
      undo: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("timer" as const), which: fc.constantFrom(0, 0, 1, 2, 3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("sweep" as const), wallets: fc.uniqueArray(wallet) }),
  },
);

/** Some batches of some requests. */
export const asks = fc.array(fc.array(ask, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 8,
  size: "max",
});

/** Names in requests that the server names otherwise. */
export interface Named {
  /** The features' ids by the names in the requests. */
  readonly ids: ReadonlyMap<string, string>;
  readonly now: number;
  readonly provider: string;
  readonly products: Readonly<Record<ProductName, string>>;
  /** The holds that clients know, in the order they were placed; the others likewise. */
  readonly holds: readonly string[];
  readonly channels: readonly string[];
  readonly silences: readonly string[];
  readonly episodes: readonly string[];
  /** The channels' timers. */
  readonly timers: readonly Command[];
}

/** The products of a scene, and its only rate. */
export function shopCommands(): Command[] {
  const percent = (tenths: bigint) => `${tenths / 10n}.${tenths % 10n}`;
  const products = Object.entries(PRODUCTS).map(([name, product]) =>
    newProduct({
      name,
      currency: product.currency,
      denominations: [...product.denominations],
      discount: product.discount === 0n ? null : percent(product.discount),
      fee:
        product.percentFee > 0n
          ? { percent: percent(product.percentFee) }
          : product.fixedFee > 0n
            ? `0.${String(product.fixedFee).padStart(2, "0")}`
            : null,
      maxQuantity: product.most,
    }),
  );
  return [...products, putRates({ from: "USD", to: "EUR", rate: USD_TO_EUR })];
}

/** What clients know of a world by now. */
export function namedIn(world: World, ids: ReadonlyMap<string, string>, provider: string): Named {
  const product = (name: ProductName) => world.rows("products").find((row) => row.name === name)?.id ?? "";
  const holds = world.rows("holds").toSorted((a, b) => a.position - b.position);
  return {
    ids,
    now: world.now,
    provider,
    products: { card: product("card"), voucher: product("voucher") },
    holds: holds.map(({ id }) => id),
    channels: world.rows("endpoints").flatMap(({ id, kind }) => (kind === "signed-webhook" ? [] : [id])),
    silences: world.rows("silences").map(({ id }) => id),
    episodes: world
      .rows("episodes")
      .toSorted((a, b) => a.position - b.position)
      .map(({ id }) => id),
    timers: timersOf(world),
  };
}

/** What the server's chore would carry out when its time has come. */
function timersOf(world: World): Command[] {
  const groups = world
    .rows("noticeGroups")
    .map(
      ({ accountId, endpointId, routeId, part }) =>
        ({ type: "flush_group", accountId, endpointId, routeId, part }) as const,
    );
  const ending = world
    .rows("silences")
    .filter(({ dueAt }) => dueAt !== null)
    .map(({ accountId, id }) => ({ type: "end_silence", accountId, silenceId: id }) as const);
  return [...groups, ...ending];
}

const HOUR = /^\d\d/;

/** A request as a command. */
export function commandOf(
  { ids, provider, products, holds, channels, silences, episodes, timers, now }: Named,
  step: Ask,
): Command {
  const named = (names: readonly string[]) => names.map((name) => ids.get(name) ?? name);
  const idempotency = "key" in step && step.key !== null ? key(step.key, fingerprintOf(step)) : null;
  switch (step.do) {
    case "channel":
      return newChannel(step.kind);
    case "route": {
      const to = step.from?.replace(HOUR, (hour) => String(Number(hour) + 1).padStart(2, "0"));
      const days = ["mon", "fri", "sat"] as const;
      return newRoute({
        events: step.on,
        channelIds: [channels[step.channel] ?? "chan_unknown"],
        groupWaitSeconds: step.wait,
        escalate: { after_minutes: 2, channel_ids: [channels[step.second] ?? "chan_unknown"] },
        schedule: step.from === null || to === undefined ? null : { timezone: "UTC", days, from: step.from, to },
      });
    }
    case "silence": {
      const { minutes, wallets, includeBlock } = step;
      return newSilence(now + minutes * 60_000, { filter: { wallet_ids: wallets }, includeBlock });
    }
    case "end silence": {
      const silenceId = silences[step.silence] ?? "sil_unknown";
      return { type: "delete_silence", accountId: ACCOUNT, silenceId };
    }
    case "acknowledge": {
      const episodeId = episodes[step.episode - 1] ?? "epi_unknown";
      return step.undo
        ? { type: "unacknowledge_episode", accountId: ACCOUNT, episodeId, fromChannel: null }
        : acknowledge(episodeId, { minutes: 5 });
    }
    case "timer":
      return timers[step.which] ?? { type: "end_silence", accountId: ACCOUNT, silenceId: "sil_unknown" };
    case "move":
      return (step.direction === "CREDIT" ? credit : debit)(step.wallet, step.amount, { idempotency });
    case "hold":
      return place(step.wallet, step.amount, { expiresIn: step.seconds, idempotency });
    case "capture":
      return capture(holds[step.hold] ?? "hold_unknown", { amount: step.amount, idempotency });
    case "release":
      return release(holds[step.hold] ?? "hold_unknown", { idempotency });
    case "tick":
      return expire(...holds);
    case "order": {
      const { wallet: walletId, denomination, quantity } = step;
      const fingerprint = JSON.stringify(step);
      return placeOrder(products[step.product], step.reference, { walletId, denomination, quantity, fingerprint });
    }
    case "deliver":
      return deliver(step.order, step.quantity, { idempotency });
    case "end order":
      return endOrder(step.order, step.status, { idempotency });
    case "transfer":
      return transfer(step.from, step.to, step.amount, { fee: step.fee, rate: step.rate, idempotency });
    case "open":
      return newWallet({
        currency: step.currency,
        assetScale: step.scale,
        overdraftLimit: step.overdraft,
        featureIds: named(step.features),
        alertSettings: step.settings,
      });
    case "edit":
      return patchWallet(step.wallet, {
        status: step.status,
        overdraftLimit: step.overdraft,
        featureIds: step.features && named(step.features),
        alertSettings: step.settings,
      });
    case "feature":
      return patchFeature(ids.get(step.feature) ?? "", step.settings);
    case "drop feature":
      return dropFeature(ids.get(step.feature) ?? "");
    case "default":
      return putDefault(step.currency, step.settings);
    case "drop default":
      return dropDefault(step.currency);
    case "mirror":
      return mirrorOf(provider, step.external, { currency: step.currency });
    case "reported":
      return providerEvent(
        provider,
        step.event,
        {
          externalWalletId: step.external,
          direction: step.direction,
          amount: step.amount,
          currency: step.currency,
        },
        step.at,
      );
    case "sweep":
      return evaluate(...step.wallets);
  }
}
