import type { Command } from "@plimsoll/core";
import * as fc from "fast-check";
import type { Ask, Settings } from "./books.ts";
import {
  above,
  below,
  credit,
  debit,
  dropDefault,
  dropFeature,
  evaluate,
  key,
  mirrorOf,
  newWallet,
  patchFeature,
  patchWallet,
  providerEvent,
  putDefault,
} from "./commands.ts";

export const FEATURES = 3;
const WALLETS = 4;
const LARGEST = "92233720368547758.07";

const wallet = fc.integer({ min: 1, max: WALLETS + 1 });
const feature = fc.integer({ min: 0, max: FEATURES - 1 }).map((index) => `feature ${index}`);
const features = fc.array(feature, { maxLength: 3 });
const currency = fc.constantFrom("USD", "EUR");
const external = fc.constantFrom("m1", "m2");
export const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4_000 }).map((units) => (units / 100).toFixed(2)) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(5, 0.5, "10", "20.00", 10) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>("0", "-1.00", "1.001", "1e2", "", null, true, LARGEST) },
);

/** Four levels in their order, some left out; now and then against the rules. */
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
    // "-0.5" and the like turn the order of two edges around: then the settings are refused, here as there.
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
      key: fc.option(fc.constantFrom("k1", "k2", "k3", "k4")),
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
  { weight: 3, arbitrary: fc.record({ do: fc.constant("feature" as const), feature, settings: settingsPatch }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drop feature" as const), feature }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("default" as const), currency, settings }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drop default" as const), currency }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("mirror" as const), external, currency }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("told" as const),
      event: fc.constantFrom("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"),
      external,
      direction: fc.constantFrom("CREDIT" as const, "DEBIT" as const),
      amount: fc.constantFrom("1.00", "7.25", "12", "30.00", "0", "x", "0.001"),
      currency: fc.constantFrom("USD", "USD", "EUR"),
      at: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("sweep" as const), wallets: fc.uniqueArray(wallet) }),
  },
);

/** Some batches of some asks. */
export const asks = fc.array(fc.array(ask, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 });

interface Named {
  readonly ids: ReadonlyMap<string, string>;
  readonly provider: string;
}

/** What is asked, as a command; `ids` are the features' by the names that asks use. */
export function commandOf({ ids, provider }: Named, step: Ask): Command {
  const named = (names: readonly string[]) => names.map((name) => ids.get(name) ?? name);
  switch (step.do) {
    case "move": {
      const idempotency = step.key === null ? null : key(step.key, `${step.wallet} ${step.body}`);
      return (step.direction === "CREDIT" ? credit : debit)(step.wallet, step.amount, { idempotency });
    }
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
    case "told":
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
