import type { Account, Command, Outcome, Provider, Sealed } from "@plimsoll/core";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PROVIDER_ROW } from "../../../../test/support/provider-row.ts";
import type { Committer } from "../store/commit/committer.ts";
import { ProviderError, type BalanceReading, type Connector } from "../providers/connector.ts";
import type { DriftingWallet } from "../store/port/providers.ts";
import { createPoller, type PollerOptions } from "./poller.ts";

const NOW = Date.UTC(2026, 4, 15, 14, 30);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Interval of the loop, so that a poll is at most this late. */
const TICK = 500;

// The test controls all time of the poller: the clock, the monotonic clock, and the pauses of the loop.
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] }));
afterEach(() => void vi.useRealTimers());

const PROVIDER = {
  ...PROVIDER_ROW,
  name: "Octopus",
  baseUrl: "http://127.0.0.1:9",
  credentials: "sealed" as Sealed,
  cadence: '{"seconds":60}',
  createdAt: NOW - MINUTE,
  updatedAt: NOW - MINUTE,
};

type Fetch = (providerId: string, signal: AbortSignal) => Promise<BalanceReading>;

const NOTHING: BalanceReading = { balances: [], clock: null };
const good: Fetch = async () => NOTHING;

interface Found {
  /** Wallets that are to be marked stale. */
  readonly staleIds?: readonly number[];
  /** Providers with a drifting wallet whose list never arrives. */
  readonly drifting?: readonly string[];
}

/** A poller for providers with the balances of `fetch`. Stopped at the end of the test. */
function polling(
  fetch: Fetch = good,
  providers: readonly Partial<Provider>[] = [{}],
  { staleIds = [], drifting = [] }: Found = {},
) {
  const rows = providers.map((fields): Provider => ({ ...PROVIDER, ...fields }));
  const polls: { readonly id: string; readonly at: number }[] = [];
  const commands: Command[] = [];
  const lists: string[] = [];
  const failures = new Map<string, number>();
  const carry = (command: Command): Outcome => {
    if (command.type !== "record_sync") return { ok: true, value: { left: [] } };
    const { providerId: id, result } = command;
    failures.set(id, result.ok ? 0 : (failures.get(id) ?? 0) + 1);
    const row = rows.find((one) => one.id === id);
    if (row) row.status = result.ok ? "active" : "failing";
    return { ok: true, value: { failures: failures.get(id), updatedAt: row?.updatedAt, problems: [] } };
  };
  const account = { id: 1, settings: '{"stale_after_seconds":600}' } as Account;
  const options = {
    reads: {
      account: async () => account,
      allProviders: async () => rows.map((row) => ({ ...row })),
      currentCampaigns: async () => [],
      driftingWallets: async ({ exceptProviders = [] }: { readonly exceptProviders?: readonly string[] }) =>
        drifting
          .filter((providerId) => !exceptProviders.includes(providerId))
          .map((providerId): DriftingWallet => ({ accountId: 1, providerId, walletId: 1, externalId: "1", since: 0 })),
      historiesDue: async () => [],
      staleMirrors: async () => staleIds,
      unconfirmedMirrors: async () => [],
      waitingExternalIds: async () => [],
      waitingForKnown: async () => [],
      mirrorsOf: async () => [],
    },
    committer: {
      submit: (async (command: Command) => {
        commands.push(command);
        return carry(command);
      }) as Committer["submit"],
    },
    connect: async ({ id }: Provider) =>
      ({
        capabilities: { balanceOnly: true, transactions: true, quotes: false, orders: false },
        fetchBalances: (signal: AbortSignal) => {
          polls.push({ id, at: performance.now() - started });
          return fetch(id, signal);
        },
        listTransactions: (_externalId, _since, signal) => {
          lists.push(id);
          return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
        },
      }) as Connector,
    isPollable: ({ baseUrl }: Provider) => baseUrl !== null,
    now: () => Date.now(),
    random: () => 0.5,
    logger: pino({ level: "silent" }),
    onSync: () => undefined,
    afterSync: async () => undefined,
  };
  const started = performance.now();
  const poller = createPoller(options as unknown as PollerOptions);
  const over = new AbortController();
  const run = poller.run(over.signal);
  const stop = async () => {
    over.abort();
    await vi.advanceTimersByTimeAsync(MINUTE);
    await run;
  };
  const gaps = () => polls.slice(1).map(({ at }, index) => at - (polls[index]?.at ?? 0));
  return { poller, rows, polls, lists, commands, gaps, stop, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

/** Each waited at least its time, and was polled in the next round. */
function expectGaps(gaps: readonly number[], expected: readonly number[]): void {
  expect(gaps).toHaveLength(expected.length);
  for (const [index, gap] of gaps.entries()) {
    const wanted = expected[index] ?? 0;
    expect(gap, `gap ${index + 1}`).toBeGreaterThanOrEqual(wanted);
    expect(gap, `gap ${index + 1}`).toBeLessThanOrEqual(wanted + 2 * TICK);
  }
}

describe("a provider that responds", () => {
  it("is polled at once, and then at its cadence", async () => {
    const { gaps, polls, pass, stop } = polling();
    await pass(3.5 * MINUTE);
    expect(polls[0]?.at).toBeLessThanOrEqual(TICK);
    expectGaps(gaps(), [MINUTE, MINUTE, MINUTE]);
    await stop();
  });

  it.each([-3_600_000, -120_000, 3_600_000])(
    "is polled once at once when our clock is set by %i ms, and keeps its cadence",
    async (step) => {
      const { gaps, pass, stop } = polling();
      await pass(20 * SECOND);
      vi.setSystemTime(Date.now() + step);
      await pass(2.5 * MINUTE);
      expectGaps(gaps(), [20 * SECOND - TICK, MINUTE, MINUTE]);
      await stop();
    },
  );

  it("is polled in the next round when its owner has changed it", async () => {
    const { rows, polls, pass, stop } = polling();
    await pass(10 * SECOND);
    for (const row of rows) row.updatedAt = Date.now();
    await pass(2 * TICK);
    expect(polls).toHaveLength(2);
    await stop();
  });

  it("that is paused, or has nothing to poll, is left alone", async () => {
    const { polls, pass, stop } = polling(good, [
      { id: "prov_paused", status: "paused" },
      { id: "prov_hooks", baseUrl: null },
      { id: "prov_polled" },
    ]);
    await pass(30 * SECOND);
    expect(polls.map(({ id }) => id)).toEqual(["prov_polled"]);
    await stop();
  });
});

describe("a provider that does not respond", () => {
  const failing =
    (retryAfterMs: number | null = null): Fetch =>
    async () => {
      throw new ProviderError("transient", "no answer", { retryAfterMs });
    };

  it("is tried again after two seconds, and twice as long each time, up to five minutes", async () => {
    const { gaps, pass, stop } = polling(failing());
    await pass(20 * MINUTE);
    const expected = [2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * SECOND);
    expectGaps(gaps().slice(0, expected.length), expected);
    await stop();
  });

  it("is left alone as long as it requests, and at most an hour", async () => {
    const asked = polling(failing(90 * SECOND));
    await asked.pass(100 * SECOND);
    expectGaps(asked.gaps(), [90 * SECOND]);
    await asked.stop();
    const much = polling(failing(24 * 60 * MINUTE));
    await much.pass(61 * MINUTE);
    expectGaps(much.gaps(), [60 * MINUTE]);
    await much.stop();
  });

  it("is polled at its cadence again once it responds", async () => {
    let failuresLeft = 3;
    const { gaps, commands, pass, stop } = polling(async () => {
      failuresLeft -= 1;
      if (failuresLeft >= 0) throw new ProviderError("transient", "no answer");
      return NOTHING;
    });
    await pass(100 * SECOND);
    expectGaps(gaps(), [2 * SECOND, 4 * SECOND, 8 * SECOND, MINUTE]);
    const results = commands.flatMap((command) => (command.type === "record_sync" ? [command.result.ok] : []));
    expect(results).toEqual([false, false, false, true, true]);
    await stop();
  });

  it("delays no other, and eight are polled at once", async () => {
    const answers: (() => void)[] = [];
    const providers = Array.from({ length: 9 }, (_, index) => ({ id: `prov_${index}` }));
    const { polls, pass, stop } = polling(
      () => new Promise((resolve) => answers.push(() => resolve(NOTHING))),
      providers,
    );
    await pass(10 * SECOND);
    expect(polls).toHaveLength(8);
    answers[3]?.();
    await pass(2 * TICK);
    expect(polls.map(({ id }) => id)).toContain("prov_8");
    for (const answer of answers) answer();
    await stop();
  });
});

describe("an event that waits for a poll", () => {
  it("has one within three seconds", async () => {
    const { poller, gaps, pass, stop } = polling();
    await pass(20 * SECOND);
    poller.soon("prov_1");
    await pass(3 * SECOND);
    expect(gaps()).toHaveLength(1);
    await stop();
  });

  it("of an unknown provider requests one of all; another's requests none", async () => {
    const { poller, polls, pass, stop } = polling(good, [{ id: "prov_1" }, { id: "prov_2" }]);
    await pass(20 * SECOND);
    poller.soon("prov_3");
    await pass(5 * SECOND);
    expect(polls).toHaveLength(2);
    poller.soon(null);
    await pass(5 * SECOND);
    expect(polls.map(({ id }) => id).toSorted()).toEqual(["prov_1", "prov_1", "prov_2", "prov_2"]);
    await stop();
  });

  it("again and again has polls a second and a half apart, not one each", async () => {
    const { poller, polls, pass, stop } = polling();
    await pass(20 * SECOND);
    for (let count = 0; count < 400; count += 1) {
      poller.soon("prov_1");
      await pass(100);
    }
    expect(polls.length).toBeGreaterThan(20);
    expect(polls.length).toBeLessThan(32);
    await stop();
  });
});

it("a request for a poll while one is under way joins it", async () => {
  const answers: (() => void)[] = [];
  const { poller, rows, polls, pass, stop } = polling(
    () => new Promise((resolve) => answers.push(() => resolve(NOTHING))),
  );
  await pass(TICK);
  const [row] = rows;
  if (!row) throw new Error("no provider");
  const asked = Promise.all([poller.sync(row), poller.sync(row)]);
  await pass(TICK);
  expect(polls).toHaveLength(1);
  for (const answer of answers) answer();
  const [first, second] = await asked;
  expect(first).toBe(second);
  await stop();
});

it("mirrors that have not been read for as long as the account allows are marked stale", async () => {
  const { commands, pass, stop } = polling(good, [{}], { staleIds: [7, 8] });
  await pass(MINUTE);
  const marks = commands.flatMap((command) => (command.type === "mark_stale" ? [command] : []));
  expect(marks[0]).toMatchObject({ accountId: 1, walletIds: [7, 8] });
  // Checked every five seconds, by the clock of the moment.
  const ages = marks.map(({ before }) => before - (NOW - 10 * MINUTE));
  expectGaps(
    ages.slice(1).map((age, index) => age - (ages[index] ?? 0)),
    ages.slice(1).map(() => 5 * SECOND),
  );
  await stop();
});

it("a search for drifts whose list hangs delays no poll, and is given up after half a minute", async () => {
  const providers = [{ id: "prov_hangs" }, { id: "prov_other" }];
  const { polls, lists, commands, pass, stop } = polling(good, providers, { drifting: ["prov_hangs"] });
  const givenUp = () => commands.filter(({ type }) => type === "investigate_drifts");
  await pass(30 * SECOND - TICK);
  expect(lists).toEqual(["prov_hangs"]);
  expect(givenUp()).toEqual([]);
  await pass(3 * TICK);
  expect(givenUp()).toMatchObject([{ walletId: 1, transactions: "unavailable" }]);
  // The next search hangs as well.
  await pass(2.5 * MINUTE);
  expect(lists.length).toBeGreaterThan(2);
  for (const { id } of providers) {
    const at = polls.filter((poll) => poll.id === id).map((poll) => poll.at);
    expectGaps(
      at.slice(1).map((time, index) => time - (at[index] ?? 0)),
      [MINUTE, MINUTE, MINUTE],
    );
  }
  await stop();
});

it("a stop ends the loop, and what is under way with it", async () => {
  const { stop, pass } = polling(
    (_id, signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
  );
  await pass(TICK);
  await stop();
});
