import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  credit,
  debit,
  key,
  newEndpoint,
  newFeature,
  newProvider,
  newWallet,
  patchWallet,
  putDefault,
  SEED_001,
} from "../../../test/support/commands.ts";
import { amount, asks, commandOf, FEATURES, namedIn, settingsPatch, shopCommands } from "../../../test/support/asks.ts";
import { audit } from "../../../test/support/audit.ts";
import { Books, type Ask } from "../../../test/support/books.ts";
import { portrait, World } from "../../../test/support/world.ts";
import { SCALE } from "../../../test/support/scale.ts";
import { lookupsOf, decide, type Command } from "./decide.ts";
import type { Outcome } from "./outcome.ts";

/** Time between batches, in which some holds end. */
const BATCH_EVERY_MS = 60_000;

interface Scene {
  readonly world: World;
  readonly books: Books;
  readonly ids: ReadonlyMap<string, string>;
  readonly provider: string;
}

/** Features, a provider, an endpoint and one wallet, in the world and in the books. */
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
  for (const command of shopCommands()) world.must(command);
  const result = { world, books, ids, provider: provider.id };
  carryOut(result, [
    { do: "open", currency: "USD", scale: 2, overdraft: null, features: ["feature 0", "feature 1"], settings: null },
    { do: "open", currency: "EUR", scale: 2, overdraft: undefined, features: [], settings: SEED_001 },
  ]);
  return result;
}

function word(outcome: Outcome): string {
  if (!outcome.ok) return outcome.rejection.reason;
  return outcome.replayed === true ? "again" : "ok";
}

/**
 * Carries out one batch in the world, or as many batches, and one command after another in the books. The results must
 * agree.
 */
function carryOut({ world, books, ids, provider }: Scene, steps: readonly Ask[], apart = false): void {
  const named = namedIn(world, ids, provider);
  books.begin(world.now);
  const commands = steps.map((step) => commandOf(named, step));
  const outcomes = apart ? world.runAll(...commands) : world.batch(commands);
  expect(outcomes.map(word)).toEqual(steps.map((step) => books.take(step)));
}

/** Compares world and books: the same history, nothing missing or extra in either. */
function compare({ world, books, ids }: Scene): void {
  audit(world);
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  for (const book of books.wallets) {
    const row = world.wallet(book.id);
    expect(row).toMatchObject({
      balance: book.balance,
      held: book.held,
      sequence: book.transactions.length,
      status: book.status,
    });
    expect((JSON.parse(row.featureIds) as string[]).map((id) => names.get(id))).toEqual(book.features);
    expect(row.alertState).toBe(books.worst(book));
    expect(row.watched).toBe(books.statesAt(book, 0n).size > 0);
    expect(
      world
        .rows("transactions")
        .filter(({ walletId }) => walletId === book.id)
        .map(({ sequence, amount: moved, balanceAfter }) => `${sequence}: ${moved} → ${balanceAfter}`),
    ).toEqual(book.transactions);
  }
  expect(world.rows("wallets")).toHaveLength(books.wallets.length);
  compareHoldsOrdersAndTransfers(world, books);
  expect(alertsByLog(world, names)).toEqual(Object.fromEntries(books.alerts));
  compareEvents(world, books);
}

function compareHoldsOrdersAndTransfers(world: World, books: Books): void {
  expect(
    world
      .rows("holds")
      .toSorted((a, b) => a.position - b.position)
      .map(({ walletId, amount: set, status, captured, expiresAt }) => [walletId, set, status, captured, expiresAt]),
  ).toEqual(
    books.holds.map(({ wallet, amount: set, status, captured, until }) => [wallet.id, set, status, captured, until]),
  );
  expect(
    world
      .rows("orders")
      .map(({ walletId, reference, status, payable, refunded }) => [walletId, reference, status, payable, refunded]),
  ).toEqual(
    books.orders.map(({ wallet, reference, status, payable, refunded }) => [
      wallet.id,
      reference,
      status,
      payable,
      refunded,
    ]),
  );
  expect(
    world
      .rows("transfers")
      .toSorted((a, b) => a.position - b.position)
      .map(
        ({ fromWalletId, toWalletId, amount: sent, fee, received }) =>
          `${fromWalletId} → ${toWalletId}: ${sent} + ${fee} → ${received}`,
      ),
  ).toEqual(books.transfers);
}

function alertsByLog(world: World, names: ReadonlyMap<string, string>): Record<string, string[]> {
  const episodes = new Map<string, string>();
  const loggedChanges: Record<string, string[]> = {};
  for (const entry of world.rows("alertLog")) {
    const owner = `${entry.ownerKind} ${names.get(entry.ownerId) ?? entry.ownerId}`;
    const episode = episodes.get(entry.episodeId) ?? `#${episodes.size + 1}`;
    episodes.set(entry.episodeId, episode);
    (loggedChanges[`${entry.walletId} ${owner}`] ??= []).push(
      `${entry.previousState} → ${entry.state} at ${entry.balance}, sequence ${entry.walletSequence}, ${episode}`,
    );
  }
  return loggedChanges;
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
  const endpoint = world.rows("endpoints").find(({ kind }) => kind === "signed-webhook");
  expect(endpoint?.deliveryCount).toBe(world.events().length);
}

/** Inside the quiet range of a wallet no balance changes a state, so skipping the evaluation there misses nothing. */
function nothingIsMissed({ world, books }: Scene): void {
  for (const book of books.wallets) {
    const { alertFloor, alertCeiling } = world.wallet(book.id);
    const unit = 10n ** BigInt(book.scale);
    const present = books.statesAt(book, book.balance - book.held);
    for (let whole = -25n; whole <= 40n; whole += 1n) {
      for (const near of [-1n, 0n, 1n, unit / 2n, unit / 2n + 1n]) {
        const balance = whole * unit + near;
        if (balance <= alertFloor || balance >= alertCeiling) continue;
        const changed = [...books.statesAt(book, balance)].some(([owner, state]) => present.get(owner) !== state);
        if (changed) expect.fail(`wallet ${book.id} would change at ${balance}, which no evaluation would notice`);
      }
    }
  }
}

describe("whatever happens, in batches of any size", { timeout: 60_000 }, () => {
  test("the world agrees with the books", () => {
    fc.assert(
      fc.property(asks, (batches) => {
        const here = scene();
        for (const batch of batches) {
          carryOut(here, batch);
          here.world.now += BATCH_EVERY_MS;
        }
        compare(here);
        nothingIsMissed(here);
      }),
      { numRuns: 80 * SCALE },
    );
  });

  test("one batch or one by one: the same is stored", () => {
    fc.assert(
      fc.property(asks, (batches) => {
        const together = scene();
        const apart = scene();
        for (const batch of batches) {
          carryOut(together, batch);
          carryOut(apart, batch, true);
          together.world.now += BATCH_EVERY_MS;
          apart.world.now += BATCH_EVERY_MS;
        }
        expect(portrait(together.world)).toBe(portrait(apart.world));
      }),
      { numRuns: 30 * SCALE },
    );
  });

  test("repetitions under their keys change nothing and return the same", () => {
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
      { numRuns: 30 * SCALE },
    );
  });

  test("a rejected command leaves no trace", () => {
    fc.assert(
      fc.property(asks, (batches) => {
        const here = scene();
        for (const step of batches.flat()) {
          const before = here.world.store.dump();
          const outcome = here.world.run(commandOf(namedIn(here.world, here.ids, here.provider), step));
          if (!outcome.ok) expect(here.world.store.dump()).toEqual(before);
        }
      }),
      { numRuns: 30 * SCALE },
    );
  });

  test("a wallet's history does not depend on others in between", () => {
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
      { numRuns: 30 * SCALE },
    );
  });
});

/** One wallet's history, without the account's numbers. */
function historyOf(world: World, id: number): unknown {
  const episodes: string[] = [];
  const log = world.rows("alertLog").filter(({ walletId }) => walletId === id);
  for (const { episodeId } of log) if (!episodes.includes(episodeId)) episodes.push(episodeId);
  return {
    wallet: { ...world.wallet(id), lastTransactionId: 0 },
    transactions: world
      .rows("transactions")
      .filter(({ walletId }) => walletId === id)
      .map((transaction) => ({ ...transaction, id: 0 })),
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
  test("in one batch do not affect each other", () => {
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

  test("that do not exist are a bug, not a rejection", () => {
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
