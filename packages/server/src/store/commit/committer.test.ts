import type { Command } from "@plimsoll/core";
import { describe, expect, test } from "vitest";
import { ACCOUNT, attempts, credit, evaluate, reportOf } from "../../../../../test/support/commands.ts";
import type { Committed } from "../port/store.ts";
import { BatchBudget } from "./batch-budget.ts";
import { createCommitter, QueueFull, type Committer } from "./committer.ts";

const FLOOD = 1;
const QUIET = 2;

interface Handed {
  readonly commands: readonly Command[];
  readonly finish: (deliveries?: readonly { readonly accountId: number }[]) => void;
}

/** A store that commits when the test allows it. */
function manualStore(takesAhead: number, isShared = false) {
  const handed: Handed[] = [];
  let wake: () => void = () => undefined;
  const commit = (commands: readonly Command[]): Promise<Committed> =>
    new Promise((resolve) => {
      const answers = commands.map((command) => ({ ok: true, value: command }));
      handed.push({
        commands,
        finish: (deliveries = []) =>
          resolve({ answers, deliveries, behind: [], rows: [], transitions: [] } as unknown as Committed),
      });
      wake();
    });
  const next = async (): Promise<Handed> => {
    while (handed.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return handed.shift() as Handed;
  };
  return { store: { commit, takesAhead, isShared, isWaitingForOthers: () => false }, next };
}

/** A committer whose clock the test moves. */
function start(takesAhead = 2_000, maxQueue?: number, isShared = false) {
  const { store, next } = manualStore(takesAhead, isShared);
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const committer = createCommitter({
    store,
    now: () => 0,
    onDeliveries: () => undefined,
    monotonic: () => now,
    setTimer: (callback, delayMs) => {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    ...(maxQueue !== undefined && { maxQueue }),
  });
  const pass = (ms: number): void => {
    now += ms;
    for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.callback();
  };
  return { committer, next, pass };
}

function flood(committer: Committer, count: number): void {
  for (let i = 1; i <= count; i += 1) committer.submit(credit(i, "1.00", { accountId: FLOOD })).catch(() => undefined);
}

/** Results of deliveries that wait to be stored. */
function backlog(committer: Committer, count: number): void {
  for (let i = 1; i <= count; i += 1) void committer.submit(attempts([reportOf("ep_1", i, 0, 200)], FLOOD));
}

/** After the callbacks of the present turn of the event loop, in which a batch is settled and the next one is formed. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A committer with a backlog of deliveries that has used up its time in one `short` batch. */
async function startBehindBacklog() {
  const started = start(0);
  const { committer, next, pass } = started;
  flood(committer, 1);
  const first = await next();
  backlog(committer, 5_000);
  first.finish();
  const short = await next();
  pass(10);
  short.finish();
  await settled();
  return { ...started, short };
}

const isAttempt = ({ type }: Command) => type === "record_attempts";
const isQuiet = ({ accountId }: Command) => accountId === QUIET;

test("a busy turn is handed over in parts, so that the store works while the rest of it is read", async () => {
  const { committer, next } = start();
  flood(committer, 40);
  const sizes = [(await next()).commands.length, (await next()).commands.length];
  expect(sizes[0]).toBe(16);
  expect(sizes[1]).toBeLessThan(24);
  // At the end of the turn the rest is not worth a message to a busy store; it goes with the next that is.
  await settled();
  committer.submit(credit(1, "1.00", { accountId: QUIET })).catch(() => undefined);
  const handed = (sizes[0] ?? 0) + (sizes[1] ?? 0);
  expect((await next()).commands).toHaveLength(40 - handed + 1);
});

describe("accounts take turns", () => {
  test("a command waits for the submitted batches, and for no other account's queue", async () => {
    const { committer, next } = start();
    void committer.submit(credit(1, "1.00", { accountId: QUIET }));
    flood(committer, 9_000);
    await settled();
    void committer.submit(credit(2, "1.00", { accountId: QUIET }));
    // Submitted at once, though the flood has its whole share under way.
    let ahead = 0;
    for (;;) {
      const { commands } = await next();
      if (commands.some((command) => isQuiet(command) && (command as { walletId: number }).walletId === 2)) break;
      ahead += commands.length;
    }
    expect(ahead).toBeGreaterThan(16);
    expect(ahead).toBeLessThan(1_000);
  });

  test("with a store that takes nothing ahead, it is in the very next batch", async () => {
    const { committer, next } = start(0);
    void committer.submit(credit(1, "1.00", { accountId: QUIET }));
    flood(committer, 9_000);
    const first = await next();
    void committer.submit(credit(1, "1.00", { accountId: QUIET }));
    first.finish();
    expect((await next()).commands.some(isQuiet)).toBe(true);
  });

  test("two floods share a batch", async () => {
    const { committer, next } = start(0);
    flood(committer, 5_000);
    for (let i = 0; i < 5_000; i += 1) void committer.submit(credit(1, "1.00", { accountId: QUIET }));
    const { commands } = await next();
    const share = commands.filter(isQuiet).length / commands.length;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.55);
  });

  test("an account's commands keep their order", async () => {
    const { committer, next } = start();
    const order: number[] = [];
    const submitted = Array.from({ length: 3_000 }, (_, index) =>
      committer.submit(credit(index, "1.00", { accountId: index % 3 })).then(() => order.push(index)),
    );
    let seen = 0;
    const handed: number[] = [];
    while (seen < submitted.length) {
      const batch = await next();
      handed.push(...batch.commands.map((command) => (command as { readonly walletId: number }).walletId));
      seen += batch.commands.length;
      batch.finish();
    }
    await Promise.all(submitted);
    await committer.drain();
    for (const account of [0, 1, 2]) {
      const own = handed.filter((index) => index % 3 === account);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
      expect(own).toHaveLength(1_000);
    }
    expect(order).toHaveLength(3_000);
  });

  test("an account's callers wait for no more than a bounded part of its backlog of deliveries", async () => {
    const { committer, next } = start();
    backlog(committer, 5_000);
    const ahead = await next();
    expect(ahead.commands.every(isAttempt)).toBe(true);
    expect(ahead.commands).toHaveLength(256);
    // Submitted at once, though the backlog has its whole share under way.
    flood(committer, 100);
    const beside = [...(await next()).commands, ...(await next()).commands];
    expect(beside.filter(isAttempt)).toEqual([]);
    expect(beside).toHaveLength(100);
    // Beside a caller's many commands, it has no more under way than before.
    flood(committer, 2_000);
    ahead.finish();
    let batch = await next();
    while (!batch.commands.some(isAttempt)) {
      batch.finish();
      batch = await next();
    }
    const results = batch.commands.filter(isAttempt);
    expect(results.length).toBeLessThanOrEqual(256);
    expect(batch.commands.length).toBeGreaterThan(results.length);
  });

  test("while callers submit, a backlog of deliveries takes the store's idle time and a small share of the rest, and all of it when they are gone", async () => {
    const { committer, next, pass, short } = await startBehindBacklog();
    // The client had its answer, and its next command was expected.
    expect(short.commands).toHaveLength(160);
    flood(committer, 1);
    const called = await next();
    expect(called.commands.map(({ type }) => type)).toEqual(["post_transaction"]);
    called.finish();
    await settled();
    // It has taken 6.5 ms more than its share so far, which the time without work makes up for.
    pass(6);
    flood(committer, 1);
    const again = await next();
    expect(again.commands.filter(isAttempt)).toEqual([]);
    again.finish();
    await settled();
    pass(2);
    const later = await next();
    // Fewer than before, because the last ones took longer than a batch should.
    expect(later.commands).toHaveLength(120);
    pass(10);
    later.finish();
    await settled();
    pass(50);
    expect((await next()).commands).toHaveLength(144);
  });

  test("the results of an account with few deliveries go with the next commands, and wait for no other's backlog", async () => {
    const { committer, next } = await startBehindBacklog();
    flood(committer, 1);
    const reports = Array.from({ length: 16 }, (_, index) => reportOf("ep_2", index + 1, 0, 200));
    void committer.submit(attempts(reports, QUIET));
    const called = await next();
    expect(called.commands.map(({ type, accountId }) => [type, accountId])).toEqual([
      ["post_transaction", FLOOD],
      ["record_attempts", QUIET],
    ]);
  });

  test("deliveries wait for the batch at work, or go with the callers' next", async () => {
    const { committer, next } = start();
    void committer.submit(credit(1, "1.00", { accountId: FLOOD }));
    await next();
    void committer.submit(attempts([reportOf("ep_1", 1, 0, 200)], FLOOD));
    void committer.submit(credit(1, "1.00", { accountId: QUIET }));
    expect((await next()).commands.map(({ type }) => type)).toEqual(["post_transaction", "record_attempts"]);
  });

  test("a command about many things counts by them", async () => {
    const { committer, next } = start(0);
    // The account's endpoints are known once something of it was stored.
    void committer.submit(credit(1, "1.00", { accountId: ACCOUNT }));
    (await next()).finish();
    await committer.drain();
    for (let i = 0; i < 10; i += 1) {
      void committer.submit(evaluate(...Array.from({ length: 500 }, (_, index) => index + 1)));
    }
    expect((await next()).commands).toHaveLength(2);
  });
});

describe("the deliveries of a commit are bounded", () => {
  const ENDPOINTS = 100;

  /** Hands the committed batch back with a delivery of each command for every endpoint. */
  function deliveriesOf({ commands }: Handed) {
    return commands.flatMap(({ accountId }) => Array.from({ length: ENDPOINTS }, () => ({ accountId })));
  }

  test("a batch of 1,000 debits for 100 endpoints is stored in pieces, and another account is in the next one", async () => {
    const { committer, next } = start(0);
    void committer.submit(credit(1, "1.00", { accountId: QUIET }));
    flood(committer, 1_000);
    let stored = 0;
    let pieces = 0;
    while (stored < 1_000) {
      const batch = await next();
      const made = deliveriesOf(batch).length;
      expect(made).toBeLessThanOrEqual(4_100);
      stored += batch.commands.filter((command) => !isQuiet(command)).length;
      pieces += 1;
      if (pieces === 5) void committer.submit(credit(1, "1.00", { accountId: QUIET }));
      if (pieces === 6) expect(batch.commands.some(isQuiet)).toBe(true);
      batch.finish(deliveriesOf(batch));
    }
    expect(pieces).toBeGreaterThan(20);
  });
});

describe("the queue is bounded", () => {
  test("for an account whose callers and deliveries together are half of the whole", async () => {
    const { committer, next } = start(0, 100);
    flood(committer, 1);
    await next();
    flood(committer, 30);
    for (let i = 1; i <= 20; i += 1) void committer.submit(attempts([reportOf("ep_1", i, 0, 200)], FLOOD));
    await expect(committer.submit(credit(1, "1.00", { accountId: FLOOD }))).rejects.toThrow(QueueFull);
    const late = committer.submit(attempts([reportOf("ep_1", 21, 0, 200)], FLOOD));
    await expect(late).rejects.toThrow(QueueFull);
  });

  test("for an account at half of the whole: only its own callers receive 429", async () => {
    const { committer, next } = start(0, 100);
    flood(committer, 1);
    await next();
    flood(committer, 50);
    await expect(committer.submit(credit(1, "1.00", { accountId: FLOOD }))).rejects.toThrow(QueueFull);
    const quiet = committer.submit(credit(1, "1.00", { accountId: QUIET }));
    expect(committer.depth).toBe(51);
    quiet.catch(() => undefined);
  });
});

describe("a batch's budget", () => {
  /** A budget of accounts that submit in turn. */
  function shared(monotonic: () => number = () => 0): BatchBudget {
    const budget = new BatchBudget(monotonic);
    budget.note(FLOOD);
    budget.note(QUIET);
    return budget;
  }

  test("is the whole batch while one account submits, and for a minute bounded by time once another does", () => {
    let now = 0;
    const budget = new BatchBudget(() => now);
    budget.note(FLOOD);
    budget.note(FLOOD);
    expect(budget.size).toBe(1_000);
    budget.note(QUIET);
    expect(budget.size).toBe(256);
    now = 59_999;
    expect(budget.size).toBe(256);
    now = 60_000;
    expect(budget.size).toBe(1_000);
  });

  test("shrinks while batches take long, to a floor, and grows while they do not, to a bound", () => {
    const budget = shared();
    let at = 0;
    const carry = (took: number) => {
      budget.learn(budget.size, at, at + took);
      at += took;
    };
    for (let i = 0; i < 50; i += 1) carry(50);
    expect(budget.size).toBe(128);
    for (let i = 0; i < 50; i += 1) carry(1);
    expect(budget.size).toBe(1_000);
  });

  test("does not count the wait for the previous batch, and learns nothing from small ones", () => {
    const budget = shared();
    const before = budget.size;
    budget.learn(before, 0, 3);
    budget.learn(before, 0, 6);
    budget.learn(1, 0, 500);
    expect(budget.size).toBe(before);
  });
});

describe("accounts that are handed over apart", () => {
  /** Fewer than a second batch of them all would need. */
  const ROUNDS = 2_000;

  test("an account whose commands are not answered leaves the others their room", async () => {
    const { committer, next } = start(2_000, undefined, true);
    const submit = (accountId: number) => committer.submit(credit(1, "1.00", { accountId }));
    for (let i = 0; i < 500; i += 1) submit(FLOOD).catch(() => undefined);
    const answers = Array.from({ length: ROUNDS }, () => submit(QUIET));
    const all = Promise.all(answers);
    let open = ROUNDS;
    while (open > 0) {
      const { commands, finish } = await next();
      if (commands[0]?.accountId === FLOOD) continue;
      open -= commands.length;
      finish();
    }
    expect(await all).toHaveLength(ROUNDS);
  });
});
