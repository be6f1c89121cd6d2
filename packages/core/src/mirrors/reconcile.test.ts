import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACCOUNT, below, newProvider, providerEvent, putDefault } from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { START, World } from "../../../../test/support/world.ts";
import type { Drift } from "../model/drift.ts";
import { bothSides } from "./both-sides.ts";
import { listedLines } from "./drift-listing.ts";
import { covers } from "./drifts.ts";
import type { ListedMovement } from "./investigate-drifts.ts";

/** Events at the provider, and their effects. Times in milliseconds from the start, by a clock that is always right. */
interface Scenario {
  /** The clocks of the provider's nodes, minus a right one. */
  readonly nodes: readonly number[];
  /** Clocks that are set: ours (null) or a node's. */
  readonly steps: readonly { readonly at: number; readonly node: number | null; readonly by: number }[];
  /** Whether its responses have the time. */
  readonly sendsTime: boolean;
  /** Whether its events are dated in whole seconds. */
  readonly wholeSeconds: boolean;
  /** The transaction list: none, or those older than this number of milliseconds. */
  readonly listLag: number | null;
  readonly movements: readonly {
    readonly at: number;
    readonly node: number;
    readonly credit: boolean;
    /** The delays of its hooks: none is a lost one, several are duplicates. */
    readonly hooks: readonly number[];
    /** Null: by the node's clock. */
    readonly dated: number | null;
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
  readonly node: number;
  /** The lag of the responding replica. */
  readonly lag: number;
}

const RUNS = Number(process.env["PLIMSOLL_PROPERTY_RUNS"] ?? 100);
const LENGTH = 90_000;
/** Anywhere, and often within a few seconds of each other. */
const anyTime = fc.oneof(fc.integer({ min: 1, max: LENGTH }), fc.integer({ min: 30_000, max: 36_000 }));
const anyLatency = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3_000 }));
const anyNode = fc.integer({ min: 0, max: 1 });
const HOUR = 3_600_000;
const anyStep = fc.constantFrom(-HOUR, -120_000, -30_000, 30_000, 120_000, HOUR);
/** A year ahead, the last date there is, and the first. */
const absurd = fc.constantFrom(START + 365 * 24 * HOUR, Date.UTC(9999, 11, 31), 0);

function scenarios(): fc.Arbitrary<Scenario> {
  return fc.record({
    // One clock, or two that differ by more than a slow response leaves open: nearer ones cannot be distinguished.
    nodes: fc
      .tuple(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.constantFrom(-1, 0, 1),
        fc.integer({ min: 8_000, max: 60_000 }),
      )
      .map(([first, sign, apart]) => [first, first + sign * apart]),
    // Ours, again and again, or the nodes' twice: with theirs and ours set, a late hook is dated by a clock that no
    // reading has shown.
    steps: fc.oneof(
      fc.array(fc.record({ at: anyTime, node: fc.constant(null), by: anyStep }), { maxLength: 3 }),
      fc.array(fc.record({ at: anyTime, node: anyNode, by: anyStep }), { maxLength: 2 }),
    ),
    sendsTime: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    wholeSeconds: fc.boolean(),
    listLag: fc.option(fc.constantFrom(0, 3_000, 40_000)),
    movements: fc.array(
      fc.record({
        at: anyTime,
        node: anyNode,
        credit: fc.boolean(),
        hooks: fc.oneof(
          { weight: 4, arbitrary: fc.array(fc.integer({ min: 5, max: 800 }), { maxLength: 2 }) },
          { weight: 2, arbitrary: fc.array(fc.integer({ min: 5, max: 50_000 }), { maxLength: 3 }) },
        ),
        dated: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: absurd }),
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
        node: anyNode,
        lag: fc.oneof(
          { weight: 5, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 2_000 }) },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  });
}

/** Levels that the small amounts cross again and again. */
const LEVELS = { alert_enabled: true, critical: below("0.00"), warning: below("0.08"), info: below("0.20") };
const OPENING = 10n;
/** From a waiting event, or a choice to be confirmed, to the reading requested for it. */
const EARLY_MS = 1_000;

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
  readonly date: number;
}

/** The provider as it is, and Plimsoll by its reports. */
class Play {
  readonly world = new World();
  readonly provider: string;
  readonly scenario: Scenario;
  readonly truth: TrueMovement[];
  /** The states that the balances so far require. */
  readonly reported: State[] = [];
  /** The movements that hooks have reported, in that order. */
  private readonly heard: TrueMovement[] = [];
  /** The times of the readings on which the mirror has been based, the latest last. */
  private readonly adopted: { readonly asked: number; readonly readAt: number; readonly stored: number }[] = [];
  /** The lag of the replica whose balance was taken last. */
  private lag = 0;
  private early = false;
  private now = 0;
  private actions: { at: number; run: () => void }[] = [];

  constructor(given: Scenario, amountOf: (index: number, size: number) => bigint) {
    // An unknown clock is assumed to be near ours.
    const scenario = given.sendsTime
      ? given
      : { ...given, nodes: [given.nodes[0] ?? 0, given.nodes[0] ?? 0], steps: [] };
    this.scenario = scenario;
    this.provider = this.world.must(newProvider()).provider.id;
    this.world.must(putDefault("USD", LEVELS));
    const inOrder = scenario.movements.toSorted((a, b) => a.at - b.at);
    this.truth = inOrder.map(({ at, node, credit, named, size, dated }, index) => ({
      index,
      at,
      amount: credit ? amountOf(index, size) : -amountOf(index, size),
      reference: named ? `ORDER ${index}` : null,
      date: dated ?? this.dateOf(at, node),
    }));
    for (const [index, { hooks }] of inOrder.entries()) {
      const movement = this.truth[index] as TrueMovement;
      for (const delay of hooks) this.plan(movement.at + delay, () => this.hook(movement));
    }
    // Each of the nodes has responded once, and once more after a clock was set: nothing else shows it.
    for (const node of [0, 1]) this.poll({ at: node * 100 - 10_000, before: 10, after: 10, stored: 1, node, lag: 0 });
    for (const { at } of scenario.steps) {
      for (const node of [0, 1]) this.poll({ at: at + 1 + node, before: 10, after: 10, stored: 1, node, lag: 0 });
    }
    for (const poll of scenario.polls) this.poll(poll);
  }

  balanceAt(at: number): bigint {
    return this.truth.reduce((sum, movement) => (movement.at <= at ? sum + movement.amount : sum), OPENING);
  }

  run(): void {
    while (this.actions.length > 0) {
      this.actions.sort((a, b) => a.at - b.at);
      const action = this.actions.shift();
      if (!action) break;
      this.now = action.at;
      this.world.now = this.ours(action.at);
      action.run();
      this.look();
    }
  }

  /** Everything is long past: one more poll. */
  end(): void {
    const at = 200_000;
    this.poll({ at, before: 200, after: 200, stored: 0, node: 0, lag: 0 });
    this.run();
    for (const later of [1, 2]) {
      this.world.now = this.ours(at + later * 60_000);
      this.investigate(at + later * 60_000);
    }
    this.look();
  }

  private plan(at: number, run: () => void): void {
    this.actions.push({ at, run });
  }

  private set(node: number | null, at: number): number {
    return this.scenario.steps.reduce((sum, step) => (step.node === node && step.at <= at ? sum + step.by : sum), 0);
  }

  private ours(at: number): number {
    return START + at + this.set(null, at);
  }

  private theirs(at: number, node: number): number {
    return START + at + (this.scenario.nodes[node] ?? 0) + this.set(node, at);
  }

  private dateOf(at: number, node: number): number {
    const exact = this.theirs(at, node);
    return this.scenario.wholeSeconds ? Math.floor(exact / 1_000) * 1_000 : exact;
  }

  private hook(movement: TrueMovement): void {
    if (!this.heard.includes(movement)) this.heard.push(movement);
    const amount = movement.amount < 0n ? -movement.amount : movement.amount;
    const fate = this.world.must(
      providerEvent(
        this.provider,
        `e${movement.index}`,
        {
          direction: movement.amount < 0n ? "DEBIT" : "CREDIT",
          amount: decimal(amount),
          ledgerId: `L${movement.index}`,
          referenceNumber: movement.reference,
        },
        movement.date,
      ),
    );
    if (fate === "waiting" && this.world.rows("wallets").length > 0) this.pollSoon();
  }

  private pollSoon(): void {
    if (this.early) return;
    this.early = true;
    const node = this.adopted.length % 2;
    this.poll({ at: this.now + EARLY_MS, before: 20, after: 20, stored: 2, node, lag: 0 }, true);
  }

  private poll({ at, before, after, stored, node, lag }: Poll, early = false): void {
    const readAt = at + before;
    const answeredAt = readAt + after;
    const storedAt = answeredAt + stored;
    this.plan(at, () => {
      if (early) this.early = false;
      const reading = this.world.must({ type: "begin_reading", accountId: ACCOUNT, providerId: this.provider });
      const from = this.ours(at);
      const to = from + before + after;
      this.plan(storedAt, () => {
        const date = Math.floor(this.theirs(readAt, node) / 1_000) * 1_000;
        const clock = { low: date - to, high: date + 1_000 - from };
        const answer = this.world.must({
          type: "apply_snapshots",
          accountId: ACCOUNT,
          providerId: this.provider,
          reading,
          clock: this.scenario.sendsTime ? clock : null,
          listsTransactions: this.scenario.listLag !== null,
          balanceOnly: false,
          waiting: this.world.rows("wallets").length > 0 || this.world.rows("waitingEvents").length === 0 ? [] : ["1"],
          readings: [
            {
              externalId: "1",
              currency: "USD",
              available: decimal(this.balanceAt(readAt - lag)),
              assetScale: 2,
              walletType: "PREPAID",
              name: "Octopus USD",
              window: { from, to },
            },
          ],
        });
        if (answer.wallets > 0) {
          this.adopted.push({ asked: at, readAt: readAt - lag, stored: storedAt });
          this.lag = lag;
        }
        if (answer.open + answer.unsure.length > 0 || (answer.chosen > 0 && !early)) this.pollSoon();
        if (this.scenario.listLag !== null) this.plan(storedAt + 2_000, () => this.investigate(storedAt + 2_000));
      });
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
              occurredAt: movement.date,
            }));
    this.world.must({ type: "investigate_drifts", accountId: ACCOUNT, walletId: 1, transactions });
  }

  /** After every step: the mirror has a balance that was true, and the true one is among those that gates consider. */
  private look(): void {
    const [wallet] = this.world.rows("wallets");
    if (!wallet || this.adopted.length === 0) return;
    const { balance, waitingLow, waitingHigh } = wallet;
    // A lagging replica is noticed unless an unreported movement hides it. Its balance then lasts until the next good
    // reading.
    if (this.lag > 0) return this.note(balance);
    // Of overlapping readings the later one may have the earlier balance.
    const since = this.restedSince();
    const moments = [since, ...this.truth.map(({ at }) => at).filter((at) => at > since && at <= this.now)];
    const possible = moments.map((moment) => {
      let sum = this.balanceAt(moment);
      const known = [sum];
      for (const { at, amount } of this.heard) if (at > moment) known.push((sum += amount));
      return known;
    });
    expect(
      possible.some((known) => known.includes(balance)),
      `${balance} after ${this.now} ms was never the balance`,
    ).toBe(true);
    const all = possible.map((known) => known.at(-1) ?? 0n);
    expect(
      all.some((sum) => sum >= balance + waitingLow && sum <= balance + waitingHigh),
      `${balance + waitingLow} to ${balance + waitingHigh} after ${this.now} ms holds no balance that may be`,
    ).toBe(true);
    this.note(balance);
  }

  /**
   * The earliest moment whose balance the mirror may have: of the last readings, those that overlap, and the one before
   * them.
   */
  private restedSince(): number {
    let first = this.adopted.length - 1;
    let asked = this.adopted[first]?.asked ?? 0;
    for (let before = this.adopted[first - 1]; before && before.stored >= asked; before = this.adopted[first - 1]) {
      first -= 1;
      asked = Math.min(asked, before.asked);
    }
    const resting = this.adopted.slice(Math.max(0, Math.min(first - 1, this.adopted.length - 3)));
    return Math.min(...resting.map(({ readAt }) => readAt));
  }

  private note(balance: bigint): void {
    const state = stateAt(balance);
    if (state !== (this.reported.at(-1) ?? "ok")) this.reported.push(state);
  }
}

function decimal(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(3, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The invariants at the end, whatever happened. */
function settled(play: Play): void {
  const { world, truth } = play;
  const wallet = world.wallet();
  expect(wallet.balance).toBe(play.balanceAt(Number.MAX_SAFE_INTEGER));
  expect(wallet).toMatchObject({ waiting: false, waitingLow: 0n, waitingHigh: 0n });
  expect(world.rows("waitingEvents")).toEqual([]);
  audit(world);

  const transactions = world.rows("transactions");
  const named = transactions.filter(({ externalId }) => externalId !== null);
  const names = named.map(({ externalId }) => externalId);
  expect(new Set(names).size).toBe(names.length);
  // Movements of one amount cannot always be distinguished. There are never more of them than there were, unless a
  // replica has shown one twice, or the dates of a hook and of a line of the list are of different clocks, or of an
  // unknown one.
  const { nodes, steps, polls, sendsTime } = play.scenario;
  const isPlain = sendsTime && steps.length === 0 && nodes[0] === nodes[1] && polls.every(({ lag }) => lag === 0);
  for (const { amount } of isPlain ? named : []) {
    const happened = truth.filter((movement) => movement.amount === amount).length;
    expect(named.filter((transaction) => transaction.amount === amount).length).toBeLessThanOrEqual(happened);
  }
  for (const drift of world.rows("drifts")) {
    const explained = (JSON.parse(drift.explanations) as { amount: string }[]).map(({ amount }) => BigInt(amount));
    expect(explained.reduce((sum, amount) => sum + amount, drift.remainder)).toBe(drift.difference);
    expect(drift.status).toBe(drift.remainder === 0n ? "explained" : drift.status);
    matched(world, drift);
  }
  expect(world.payloads("wallet.drift.detected").length).toBeGreaterThanOrEqual(
    world.rows("drifts").filter(({ status }) => status === "unexplained").length,
  );

  const log = world.rows("alertLog");
  expect(wallet.alertState).toBe(stateAt(wallet.balance));
  expect(log.map(({ state }) => state)).toEqual(play.reported);
  expect(log.map(({ previousState }) => previousState)).toEqual(
    ["ok", ...play.reported].slice(0, play.reported.length),
  );
}

/** Of both sides of a drift, every line and every transaction stands once, and the sums are those of the drift. */
function matched(world: World, drift: Drift): void {
  const listing = world.rows("driftListings").find(({ driftId }) => driftId === drift.id);
  const listed = listing?.outcome === "read" ? listedLines(listing) : null;
  const { lines, known, found } = bothSides(drift, listed, world.rows("transactions"));
  expect(found.amount).toBe(drift.difference - drift.remainder);
  const theirs = lines.flatMap(({ theirs: line }) => line ?? []);
  const ours = lines.flatMap(({ ours: transaction }) => transaction ?? []);
  expect(new Set(theirs).size).toBe(theirs.length);
  expect(new Set(ours).size).toBe(ours.length);
  for (const line of listed ?? []) expect(theirs.includes(line) || !covers(drift, line.occurredAt)).toBe(true);
  const before = ours.filter(({ id }) => id < drift.transactionId);
  expect(known.amount).toBe(before.reduce((sum, { amount }) => sum + amount, 0n));
}

describe("movements, hooks, polls and clocks in any order", { timeout: 600_000 }, () => {
  test.each([
    // No sum of these is another's.
    ["of which no sum is another's", (index: number) => 3n ** BigInt(index)],
    ["that are alike", (_: number, size: number) => BigInt(size)],
    ["from a short list", (_: number, size: number) => [10n, 25n, 50n, 100n][size % 4] as bigint],
  ])("amounts %s: the mirror only ever has a balance that was true, and ends at the provider's", (_, amountOf) => {
    fc.assert(
      fc.property(scenarios(), (scenario) => {
        const play = new Play(scenario, amountOf);
        play.run();
        play.end();
        settled(play);
      }),
      { numRuns: RUNS },
    );
  });
});
