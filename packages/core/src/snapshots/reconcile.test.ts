import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACCOUNT, below, newProvider, providerEvent, putDefault } from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { START, World } from "../../../../test/support/world.ts";
import type { ListedMovement } from "./investigate-drifts.ts";

/** What happens at the provider, and what comes of it. Times in milliseconds from the start, by a clock that is always right. */
interface Scenario {
  /** The provider's clock minus ours. */
  readonly offset: number;
  /** Whether its answers say what time it is there. */
  readonly tellsTime: boolean;
  /** Whether its events are dated by whole seconds. */
  readonly wholeSeconds: boolean;
  /** How its transactions can be listed: not at all, or those older than so many milliseconds. */
  readonly listLag: number | null;
  readonly movements: readonly {
    readonly at: number;
    readonly credit: boolean;
    /** When its hooks come, after it: none is a lost one, several are duplicates. */
    readonly hooks: readonly number[];
    readonly named: boolean;
    readonly size: number;
  }[];
  readonly polls: readonly Poll[];
}

/** A request sent `at`, answered after `before` + `after`, and stored after `stored` more; the balance is read between the first two. */
interface Poll {
  readonly at: number;
  readonly before: number;
  readonly after: number;
  readonly stored: number;
}

const LENGTH = 90_000;
/** Anywhere, and often within a few seconds of each other. */
const anyTime = fc.oneof(fc.integer({ min: 1, max: LENGTH }), fc.integer({ min: 30_000, max: 36_000 }));
const anyLatency = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3_000 }));

function scenarios(offsets: fc.Arbitrary<number>): fc.Arbitrary<Scenario> {
  return fc.record({
    offset: offsets,
    tellsTime: fc.boolean(),
    wholeSeconds: fc.boolean(),
    listLag: fc.option(fc.constantFrom(0, 3_000, 40_000)),
    movements: fc.array(
      fc.record({
        at: anyTime,
        credit: fc.boolean(),
        hooks: fc.oneof(
          { weight: 4, arbitrary: fc.array(fc.integer({ min: 5, max: 800 }), { maxLength: 2 }) },
          { weight: 2, arbitrary: fc.array(fc.integer({ min: 5, max: 50_000 }), { maxLength: 3 }) },
        ),
        named: fc.boolean(),
        size: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 16 },
    ),
    polls: fc.array(
      fc.record({
        at: anyTime,
        before: anyLatency,
        after: anyLatency,
        stored: anyLatency,
      }),
      { minLength: 1, maxLength: 6 },
    ),
  });
}

const anyOffset = fc.integer({ min: -5_000, max: 5_000 });

/** Levels that the small amounts cross again and again. */
const LEVELS = { alert_enabled: true, critical: below("0.00"), warning: below("0.08"), info: below("0.20") };
const OPENING = 10n;

type State = "ok" | "info" | "warning" | "in_alarm";

function stateAt(balance: bigint): State {
  if (balance <= 0n) return "in_alarm";
  if (balance <= 8n) return "warning";
  return balance <= 20n ? "info" : "ok";
}

interface TrueMovement {
  readonly index: number;
  readonly at: number;
  readonly amount: bigint;
  readonly reference: string | null;
}

/** The provider as it is, and Plimsoll as it was told. */
class Play {
  readonly world = new World();
  readonly provider: string;
  readonly scenario: Scenario;
  readonly truth: TrueMovement[];
  /** The states that somebody who knows every movement's true time would have been told of, having heard what Plimsoll heard. */
  readonly told: State[] = [];
  private readonly heard = new Set<number>();
  /** When the balance was read that the mirror now rests on; null before the first. */
  private readAt: number | null = null;
  /** The mirror took a snapshot that may have been misread, until the next one. */
  private guessed = false;
  private readonly strict: boolean;
  private actions: { at: number; run: () => void }[] = [];

  constructor(scenario: Scenario, amountOf: (index: number, size: number) => bigint, strict: boolean) {
    this.scenario = scenario;
    this.strict = strict;
    this.provider = this.world.must(newProvider()).provider.id;
    this.world.must(putDefault("USD", LEVELS));
    this.truth = scenario.movements
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, credit, named, size }, index) => ({
        index,
        at,
        amount: credit ? amountOf(index, size) : -amountOf(index, size),
        reference: named ? `ORDER ${index}` : null,
      }));
    for (const [index, { hooks }] of scenario.movements.toSorted((a, b) => a.at - b.at).entries()) {
      const movement = this.truth[index] as TrueMovement;
      for (const delay of hooks) this.plan(movement.at + delay, () => this.hook(movement));
    }
    for (const poll of scenario.polls) this.poll(poll, 0);
  }

  balanceAt(at: number): bigint {
    return this.truth.reduce((sum, movement) => (movement.at <= at ? sum + movement.amount : sum), OPENING);
  }

  run(): void {
    while (this.actions.length > 0) {
      this.actions.sort((a, b) => a.at - b.at);
      const action = this.actions.shift();
      if (!action) break;
      this.world.now = START + action.at;
      action.run();
      this.look();
    }
  }

  /** Everything has happened and is long past: one more poll. */
  end(): void {
    const at = 200_000;
    this.poll({ at, before: 200, after: 200, stored: 0 }, 3);
    this.run();
    for (const later of [1, 2]) {
      this.world.now = START + at + later * 60_000;
      this.investigate(at + later * 60_000);
    }
    this.look();
  }

  private plan(at: number, run: () => void): void {
    this.actions.push({ at, run });
  }

  private providerTime(at: number): number {
    const exact = START + at + this.scenario.offset;
    return this.scenario.wholeSeconds ? Math.floor(exact / 1_000) * 1_000 : exact;
  }

  private hook(movement: TrueMovement): void {
    this.heard.add(movement.index);
    const amount = movement.amount < 0n ? -movement.amount : movement.amount;
    this.world.must(
      providerEvent(
        this.provider,
        `e${movement.index}`,
        {
          direction: movement.amount < 0n ? "DEBIT" : "CREDIT",
          amount: decimal(amount),
          ledgerId: `L${movement.index}`,
          referenceNumber: movement.reference,
        },
        this.providerTime(movement.at),
      ),
    );
  }

  private poll({ at, before, after, stored }: Poll, tries: number): void {
    const readAt = at + before;
    const answeredAt = readAt + after;
    const storedAt = answeredAt + stored;
    this.plan(storedAt, () => {
      const date = Math.floor((START + readAt + this.scenario.offset) / 1_000) * 1_000;
      const clock = { low: date - (START + answeredAt), high: date + 1_000 - (START + at) };
      const answer = this.world.must({
        type: "apply_snapshots",
        accountId: ACCOUNT,
        providerId: this.provider,
        clock: this.scenario.tellsTime ? clock : null,
        listsTransactions: this.scenario.listLag !== null,
        decideNow: tries >= 3,
        waiting: this.world.rows("wallets").length > 0 || this.world.rows("waitingEvents").length === 0 ? [] : ["1"],
        readings: [
          {
            externalId: "1",
            currency: "USD",
            available: decimal(this.balanceAt(readAt)),
            assetScale: 2,
            walletType: "PREPAID",
            name: "Octopus USD",
            window: { from: START + at, to: START + answeredAt },
          },
        ],
      });
      if (answer.wallets > 0) {
        this.readAt = readAt;
        this.guessed = tries >= 3;
      } else if (answer.unsure.length > 0) {
        this.poll({ at: storedAt + 1_000, before: 30, after: 30, stored: 1 }, tries + 1);
      }
      if (this.scenario.listLag !== null) this.plan(storedAt + 2_000, () => this.investigate(storedAt + 2_000));
    });
  }

  private investigate(at: number): void {
    if (this.world.rows("wallets").length === 0) return;
    const { listLag } = this.scenario;
    const transactions: ListedMovement[] | null =
      listLag === null
        ? null
        : this.truth
            .filter((movement) => movement.at <= at - listLag)
            .map((movement) => ({
              externalId: `T${movement.index}`,
              direction: movement.amount < 0n ? "DEBIT" : "CREDIT",
              amount: decimal(movement.amount < 0n ? -movement.amount : movement.amount),
              currency: null,
              referenceNumber: movement.reference,
              remarks: null,
              orderId: null,
              occurredAt: this.providerTime(movement.at),
            }));
    this.world.must({ type: "investigate_drifts", accountId: ACCOUNT, walletId: 1, transactions });
  }

  /** After every step: the mirror is what somebody who knew the true times would make of the same news. */
  private look(): void {
    const [wallet] = this.world.rows("wallets");
    if (!wallet || this.readAt === null) return;
    const readAt = this.readAt;
    const waiting = new Set(this.world.rows("waitingEvents").map(({ eventId }) => eventId));
    if (this.strict && !this.guessed) {
      const known = this.truth
        .filter(({ index, at }) => this.heard.has(index) && at > readAt && !waiting.has(`e${index}`))
        .reduce((sum, { amount }) => sum + amount, this.balanceAt(readAt));
      expect(wallet.balance).toBe(known);
    }
    const state = stateAt(wallet.balance);
    if (state !== (this.told.at(-1) ?? "ok")) this.told.push(state);
  }
}

function decimal(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(3, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What holds at the end, whatever happened. */
function settled(play: Play): void {
  const { world, truth } = play;
  const wallet = world.wallet();
  expect(wallet.balance).toBe(play.balanceAt(Number.MAX_SAFE_INTEGER));
  expect(wallet.waiting).toBe(false);
  expect(world.rows("waitingEvents")).toEqual([]);
  audit(world);

  const transactions = world.rows("transactions");
  const named = transactions.filter(({ externalId }) => externalId !== null);
  const names = named.map(({ externalId }) => externalId);
  expect(new Set(names).size).toBe(names.length);
  // Movements of one amount cannot always be told apart; there are never more of them than there were.
  for (const { amount } of named) {
    const happened = truth.filter((movement) => movement.amount === amount).length;
    expect(named.filter((transaction) => transaction.amount === amount).length).toBeLessThanOrEqual(happened);
  }
  for (const drift of world.rows("drifts")) {
    const explained = (JSON.parse(drift.explanations) as { amount: string }[]).map(({ amount }) => BigInt(amount));
    expect(explained.reduce((sum, amount) => sum + amount, drift.remainder)).toBe(drift.difference);
    expect(drift.status).toBe(drift.remainder === 0n ? "explained" : drift.status);
  }
  expect(world.payloads("wallet.drift.detected").length).toBeGreaterThanOrEqual(
    world.rows("drifts").filter(({ status }) => status === "unexplained").length,
  );

  const log = world.rows("alertLog");
  expect(wallet.alertState).toBe(stateAt(wallet.balance));
  expect(log.map(({ state }) => state)).toEqual(play.told);
  expect(log.map(({ previousState }) => previousState)).toEqual(["ok", ...play.told].slice(0, play.told.length));
}

describe("movements, hooks and polls in any order", { timeout: 60_000 }, () => {
  // No sum of these is another's: what a snapshot agrees with is what happened.
  const telling = (index: number) => 3n ** BigInt(index);

  test("at every step the mirror is what its news say, and after the last poll it is the provider's balance", () => {
    fc.assert(
      fc.property(scenarios(anyOffset), (scenario) => {
        const play = new Play(scenario, telling, true);
        play.run();
        play.end();
        settled(play);
      }),
      { numRuns: 300 },
    );
  });

  test("amounts that are alike mislead nobody for longer than a poll", () => {
    fc.assert(
      fc.property(scenarios(anyOffset), (scenario) => {
        const play = new Play(scenario, (_, size) => BigInt(size), false);
        play.run();
        play.end();
        settled(play);
      }),
      { numRuns: 300 },
    );
  });
});
