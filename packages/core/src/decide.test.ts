import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  above,
  below,
  credit,
  debit,
  dropDefault,
  dropFeature,
  evaluate,
  key,
  newEndpoint,
  newFeature,
  newProvider,
  newWallet,
  mirrorOf,
  patchFeature,
  patchWallet,
  providerEvent,
  putDefault,
  SEED_001,
} from "../../../test/support/commands.ts";
import { audit } from "../../../test/support/audit.ts";
import { Books, type Ask, type Settings } from "../../../test/support/books.ts";
import { portrait, World } from "../../../test/support/world.ts";
import { lookupsOf, decide, type Command } from "./decide.ts";
import type { Outcome } from "./outcome.ts";

const FEATURES = 3;
const WALLETS = 4;
const LARGEST = "92233720368547758.07";

const wallet = fc.integer({ min: 1, max: WALLETS + 1 });
const feature = fc.integer({ min: 0, max: FEATURES - 1 }).map((index) => `feature ${index}`);
const features = fc.array(feature, { maxLength: 3 });
const currency = fc.constantFrom("USD", "EUR");
const external = fc.constantFrom("m1", "m2");
const amount = fc.oneof(
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
const settingsPatch: fc.Arbitrary<Settings | null> = fc.oneof(
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
const asks = fc.array(fc.array(ask, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 });

interface Scene {
  readonly world: World;
  readonly books: Books;
  readonly ids: ReadonlyMap<string, string>;
  readonly provider: string;
}

/** Features, a provider, an endpoint and one wallet, in the world as in the books. */
function scene(): Scene {
  const world = new World();
  const books = new Books();
  const ids = new Map<string, string>();
  for (let index = 0; index < FEATURES; index += 1) {
    ids.set(`feature ${index}`, world.must(newFeature()).feature.id);
    books.addFeature(`feature ${index}`);
  }
  world.must(newEndpoint());
  const { provider } = world.must(newProvider());
  const result = { world, books, ids, provider: provider.id };
  carryOut(result, [
    { do: "open", currency: "USD", scale: 2, overdraft: null, features: ["feature 0", "feature 1"], settings: null },
    { do: "open", currency: "EUR", scale: 2, overdraft: undefined, features: [], settings: SEED_001 },
  ]);
  return result;
}

function commandOf({ ids, provider }: Scene, step: Ask): Command {
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

function word(outcome: Outcome): string {
  if (!outcome.ok) return outcome.rejection.reason;
  return outcome.replayed === true ? "again" : "ok";
}

/** One batch in the world, one after another in the books; the answers must agree. */
function carryOut(here: Scene, steps: readonly Ask[]): void {
  const outcomes = here.world.batch(steps.map((step) => commandOf(here, step)));
  expect(outcomes.map(word)).toEqual(steps.map((step) => here.books.take(step)));
}

/** World and books tell the same story, and nothing is missing or extra in either. */
function compare({ world, books, ids }: Scene): void {
  audit(world);
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  for (const book of books.wallets) {
    const row = world.wallet(book.id);
    expect(row).toMatchObject({ balance: book.balance, sequence: book.transactions.length, status: book.status });
    expect((JSON.parse(row.featureIds) as string[]).map((id) => names.get(id))).toEqual(book.features);
    expect(row.alertState).toBe(books.worst(book));
    expect(
      world
        .rows("transactions")
        .filter(({ walletId }) => walletId === book.id)
        .map(({ sequence, amount: moved, balanceAfter }) => `${sequence}: ${moved} → ${balanceAfter}`),
    ).toEqual(book.transactions);
  }
  expect(world.rows("wallets")).toHaveLength(books.wallets.length);
  expect(toldByLog(world, names)).toEqual(Object.fromEntries(books.alerts));
  compareEvents(world, books);
}

function toldByLog(world: World, names: ReadonlyMap<string, string>): Record<string, string[]> {
  const episodes = new Map<string, string>();
  const told: Record<string, string[]> = {};
  for (const entry of world.rows("alertLog")) {
    const owner = `${entry.ownerKind} ${names.get(entry.ownerId) ?? entry.ownerId}`;
    const episode = episodes.get(entry.episodeId) ?? `#${episodes.size + 1}`;
    episodes.set(entry.episodeId, episode);
    (told[`${entry.walletId} ${owner}`] ??= []).push(
      `${entry.previousState} → ${entry.state} at ${entry.balance}, sequence ${entry.walletSequence}, ${episode}`,
    );
  }
  return told;
}

/** Every log entry has its event, every movement its own, and there is no other. */
function compareEvents(world: World, books: Books): void {
  const log = world.rows("alertLog");
  expect(
    world.alerts().map((event) => ({
      eventId: event.id,
      state: event.alert_status,
      previousState: event.previous_status,
      walletSequence: event.sequence,
      episodeId: event.episode_id,
    })),
  ).toEqual(
    log.map(({ eventId, state, previousState, walletSequence, episodeId }) => ({
      eventId,
      state,
      previousState,
      walletSequence,
      episodeId,
    })),
  );
  const movements = world.payloads("wallet.credited", "wallet.debited");
  expect(movements.map(({ data }) => data["ledger_id"])).toEqual(world.rows("transactions").map(({ id }) => id));
  const blocks = new Map<number, string[]>();
  for (const { type, data } of world.payloads("wallet.orders_blocked", "wallet.orders_unblocked")) {
    const id = Number(data["wallet_id"]);
    blocks.set(id, [...(blocks.get(id) ?? []), type]);
  }
  expect(blocks).toEqual(books.blocks);
  const [endpoint] = world.rows("endpoints");
  expect(endpoint?.deliveryCount).toBe(world.rows("events").length);
}

/** Inside the range a wallet was left with, no balance changes a state: skipping the evaluation there misses nothing. */
function nothingIsMissed({ world, books }: Scene): void {
  for (const book of books.wallets) {
    const { alertFloor, alertCeiling } = world.wallet(book.id);
    const unit = 10n ** BigInt(book.scale);
    const present = books.statesAt(book, book.balance);
    for (let whole = -25n; whole <= 40n; whole += 1n) {
      for (const near of [-1n, 0n, 1n, unit / 2n, unit / 2n + 1n]) {
        const balance = whole * unit + near;
        if (balance <= alertFloor || balance >= alertCeiling) continue;
        const changed = [...books.statesAt(book, balance)].some(([owner, state]) => present.get(owner) !== state);
        if (changed) expect.fail(`wallet ${book.id} would change at ${balance}, which nobody would look at`);
      }
    }
  }
}

describe("whatever happens, in batches of any size", { timeout: 30_000 }, () => {
  test("the world goes as the books say", () => {
    fc.assert(
      fc.property(asks, (batches) => {
        const here = scene();
        for (const batch of batches) carryOut(here, batch);
        compare(here);
        nothingIsMissed(here);
      }),
      { numRuns: 100 },
    );
  });

  test("one batch or one by one: the same is stored", () => {
    fc.assert(
      fc.property(asks, (batches) => {
        const together = scene();
        const apart = scene();
        for (const batch of batches) {
          carryOut(together, batch);
          for (const step of batch) carryOut(apart, [step]);
          together.world.now += 1_000;
          apart.world.now += 1_000;
        }
        expect(portrait(together.world)).toBe(portrait(apart.world));
      }),
      { numRuns: 40 },
    );
  });

  test("everything repeated under its key changes nothing and is answered alike", () => {
    const movement = fc.record({ wallet: fc.constantFrom(1, 2), amount, credit: fc.boolean() });
    fc.assert(
      fc.property(fc.array(movement, { minLength: 1, maxLength: 20 }), (movements) => {
        const here = scene();
        const commands = movements.map((entry, i) =>
          (entry.credit ? credit : debit)(entry.wallet, entry.amount, { idempotency: key(`key ${i}`) }),
        );
        const first = here.world.batch(commands);
        const accepted = commands.filter((_, i) => first[i]?.ok);
        const before = portrait(here.world);
        const again = here.world.batch(accepted);
        expect(again).toEqual(first.filter(({ ok }) => ok).map((outcome) => ({ ...outcome, replayed: true })));
        expect(portrait(here.world)).toBe(before);
      }),
      { numRuns: 50 },
    );
  });

  test("a refused command leaves no trace", () => {
    fc.assert(
      fc.property(asks, (batches) => {
        const here = scene();
        for (const step of batches.flat()) {
          const before = here.world.store.dump();
          const outcome = here.world.run(commandOf(here, step));
          if (!outcome.ok) expect(here.world.store.dump()).toEqual(before);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("a wallet's history does not depend on what happens to others in between", () => {
    const own = fc.array(fc.record({ amount, credit: fc.boolean(), settings: fc.option(settingsPatch, { freq: 4 }) }), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(own, own, fc.infiniteStream(fc.boolean()), (first, second, coin) => {
        const steps = (id: number, entries: typeof first) =>
          entries.map((entry) =>
            entry.settings
              ? patchWallet(id, { alertSettings: entry.settings })
              : (entry.credit ? credit : debit)(id, entry.amount),
          );
        const [one, two] = [steps(1, first), steps(2, second)];
        const mixed: Command[] = [];
        for (let i = 0, j = 0; i < one.length || j < two.length;) {
          const next = j >= two.length || (i < one.length && coin.next().value === true) ? one[i++] : two[j++];
          if (next) mixed.push(next);
        }
        const ordered = scene().world;
        ordered.batch([...one, ...two]);
        const interleaved = scene().world;
        interleaved.batch(mixed);
        for (const id of [1, 2]) expect(historyOf(interleaved, id)).toEqual(historyOf(ordered, id));
      }),
      { numRuns: 50 },
    );
  });
});

/** What happened to one wallet, without the numbers that the account counts. */
function historyOf(world: World, id: number): unknown {
  const episodes: string[] = [];
  const log = world.rows("alertLog").filter(({ walletId }) => walletId === id);
  for (const { episodeId } of log) if (!episodes.includes(episodeId)) episodes.push(episodeId);
  return {
    wallet: world.wallet(id),
    transactions: world
      .rows("transactions")
      .filter(({ walletId }) => walletId === id)
      .map(({ id: _, ...rest }) => rest),
    log: log.map(({ position: _p, id: _i, eventId: _e, cause: _c, ownerId: _o, episodeId, ...rest }) => ({
      ...rest,
      episode: episodes.indexOf(episodeId),
    })),
    balances: world
      .alerts()
      .filter((event) => event.wallet["id"] === id)
      .map((event) => event.ongoing_balance),
  };
}

describe("accounts", () => {
  test("in one batch know nothing of each other", () => {
    const world = new World([ACCOUNT, 2]);
    const idempotency = key("same key");
    const outcomes = world.batch([
      newWallet(),
      newWallet({ accountId: 2, currency: "EUR" }),
      putDefault("USD", SEED_001),
      credit(1, "10.00", { idempotency }),
      credit(1, "20.00", { idempotency, accountId: 2 }),
      credit(2, "20.00", { accountId: 2 }),
    ]);
    expect(outcomes.map(word)).toEqual(["ok", "ok", "ok", "ok", "ok", "wallet_not_found"]);
    expect(world.rows("wallets").map((row) => [row.accountId, row.id, row.balance])).toEqual([
      [1, 1, 1_000n],
      [2, 1, 2_000n],
    ]);
    audit(world);
  });

  test("that do not exist are a bug, not a refusal", () => {
    expect(() => new World().run(newWallet({ accountId: 9 }))).toThrow("no account 9");
  });
});

test("the same arguments give the same decision", () => {
  const world = new World();
  world.must(newWallet({ alertSettings: SEED_001 }));
  world.must(credit(1, "50.00"));
  const commands = [debit(1, "45.00"), debit(1, "1.00"), newFeature(SEED_001)];
  const rounds = () => {
    const loaded = world.store.load(lookupsOf(commands));
    for (;;) {
      const decision = decide(loaded, commands, 5, "0123456789");
      if (decision.type === "effects") return decision;
      loaded.push(...world.store.load(decision.lookups));
    }
  };
  expect(rounds()).toEqual(rounds());
});
