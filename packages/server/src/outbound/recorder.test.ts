import { setMaxListeners } from "node:events";
import { expect, it } from "vitest";
import { RECORDED_AT_ONCE } from "@plimsoll/core";
import { createLogger } from "../util/log.ts";
import { OutageLog } from "../util/outage-log.ts";
import type { Attempt, AttemptResult, Outbox } from "./outbox.ts";
import { Recorder } from "./recorder.ts";

const BUSY = 1;
const QUIET = 2;
const RESULT: AttemptResult = { endpointEnabled: true, retryAt: null };

function recording(store: (accountId: number, sequences: readonly number[]) => Promise<void>) {
  const giveUp = new AbortController();
  setMaxListeners(0, giveUp.signal);
  const outages = new OutageLog(createLogger("silent"), "recording webhook attempts");
  const timers: { callback: () => void; delayMs: number }[] = [];
  const outbox: Pick<Outbox, "record"> = {
    record: async (accountId, attempts) => {
      const sequences = attempts.map(({ sequence }) => sequence);
      await store(accountId, sequences);
      return sequences.map((sequence) => ({ ...RESULT, retryAt: sequence }));
    },
  };
  const setTimer = (callback: () => void, delayMs: number) => {
    const timer = { callback, delayMs };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
  };
  const recorder = new Recorder(outbox, setTimer, outages, giveUp.signal);
  let sequence = 0;
  return {
    giveUp,
    /** Numbers the attempts from 1. */
    record: (accountId: number, verdict = "delivered") => {
      const attempt = { endpointId: "whe_1", sequence: (sequence += 1), outcome: { verdict } };
      return recorder.record(accountId, attempt as Attempt);
    },
    /** Lets the timers up to this delay come due. */
    pass: (delayMs: number) => {
      for (const timer of timers.filter((each) => each.delayMs <= delayMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.callback();
      }
    },
  };
}

/** A store whose commands end when the test says so. */
function held() {
  const begun: (readonly number[])[] = [];
  const endings: (() => void)[] = [];
  const store = (accountId: number, sequences: readonly number[]) => {
    begun.push([accountId, sequences.length]);
    return new Promise<void>((resolve) => endings.push(resolve));
  };
  return { begun, endings, store };
}

it("an account's results of 50 ms are one command, and each gets its own answer", async () => {
  const begun: (readonly number[])[] = [];
  const { record, pass } = recording(async (accountId, sequences) => void begun.push([accountId, ...sequences]));
  const all = [record(BUSY), record(QUIET), record(BUSY)];
  pass(49);
  expect(begun).toEqual([]);
  pass(50);
  expect((await Promise.all(all)).map((result) => result?.retryAt)).toEqual([1, 2, 3]);
  expect(begun).toEqual([
    [BUSY, 1, 3],
    [QUIET, 2],
  ]);
});

it("128 results do not wait, and are commands of at most 64", async () => {
  const { begun, store } = held();
  const { record } = recording(store);
  for (let i = 1; i < 128; i += 1) void record(BUSY);
  expect(begun).toEqual([]);
  void record(BUSY);
  expect(begun).toEqual([
    [BUSY, RECORDED_AT_ONCE],
    [BUSY, RECORDED_AT_ONCE],
  ]);
});

it("sixteen results of which the last one failed do not wait", async () => {
  const { begun, store } = held();
  const { record } = recording(store);
  for (let i = 0; i < 15; i += 1) void record(BUSY, i === 0 ? "retry" : "delivered");
  void record(QUIET, "retry");
  expect(begun).toEqual([]);
  void record(BUSY, "retry");
  expect(begun).toEqual([[BUSY, 16]]);
});

it("four commands are stored at once, and an account with one result waits for no other account's", async () => {
  const { begun, endings, store } = held();
  const { record, pass } = recording(store);
  const all = Array.from({ length: 10 * RECORDED_AT_ONCE }, () => record(BUSY));
  all.push(record(QUIET));
  pass(50);
  expect(begun).toEqual([...Array.from({ length: 4 }, () => [BUSY, RECORDED_AT_ONCE]), [QUIET, 1]]);
  for (let ended = 0; ended < 11; ended += 1) {
    await expect.poll(() => endings.length).toBeGreaterThan(ended);
    endings[ended]?.();
  }
  expect((await Promise.all(all)).map((result) => result?.retryAt)).toEqual(all.map((_, index) => index + 1));
});

it("results that could not be stored together are stored one by one, and one that cannot be stored holds up no other", async () => {
  const { giveUp, record, pass } = recording((_, sequences) =>
    sequences.includes(2) ? Promise.reject(new Error("a bug")) : Promise.resolve(),
  );
  const [first, broken, last] = [record(BUSY), record(BUSY), record(BUSY)];
  pass(50);
  await new Promise((resolve) => setImmediate(resolve));
  pass(Number.POSITIVE_INFINITY);
  expect((await first)?.retryAt).toBe(1);
  expect((await last)?.retryAt).toBe(3);
  giveUp.abort();
  expect(await broken).toBeNull();
});

it("a result that could not be stored gives its place to the next", async () => {
  const { giveUp, record, pass } = recording((accountId) =>
    accountId === BUSY ? Promise.reject(new Error("store down")) : Promise.resolve(),
  );
  const broken = Array.from({ length: 5 * RECORDED_AT_ONCE }, () => record(BUSY));
  const quiet = record(QUIET);
  pass(50);
  expect((await quiet)?.retryAt).toBe(broken.length + 1);
  giveUp.abort();
  expect(await Promise.all(broken)).toEqual(broken.map(() => null));
});

it("results that wait when the signal gives up are not stored", async () => {
  const { begun, store } = held();
  const { giveUp, record } = recording(store);
  const waiting = record(BUSY);
  giveUp.abort();
  expect([await waiting, await record(BUSY)]).toEqual([null, null]);
  expect(begun).toEqual([]);
});
