import { expect, it } from "vitest";
import { createLogger } from "../util/log.ts";
import { OutageLog } from "../util/outage-log.ts";
import type { Attempt, AttemptResult, Outbox } from "./outbox.ts";
import { Recorder } from "./recorder.ts";

const BUSY = 1;
const QUIET = 2;
const RESULT: AttemptResult = { endpointEnabled: true, retryAt: null };

function recording(record: (attempt: Attempt) => Promise<AttemptResult>) {
  const giveUp = new AbortController();
  const outages = new OutageLog(createLogger("silent"), "recording webhook attempts");
  // A retry never comes due.
  const recorder = new Recorder({ record } as unknown as Outbox, () => () => {}, outages, giveUp.signal);
  return { giveUp, record: (accountId: number) => recorder.record({ accountId, endpointId: "whe_1" } as Attempt) };
}

it("32 results are stored at once, and an account with one waits for no other account's results", async () => {
  const begun: number[] = [];
  const endings: (() => void)[] = [];
  const { record } = recording(({ accountId }) => {
    begun.push(accountId);
    return new Promise((resolve) => endings.push(() => resolve(RESULT)));
  });
  const all = Array.from({ length: 200 }, () => record(BUSY));
  all.push(record(QUIET));
  expect(begun).toEqual([...Array.from({ length: 32 }, () => BUSY), QUIET]);
  for (let ended = 0; ended < 201; ended += 1) {
    await expect.poll(() => endings.length).toBeGreaterThan(ended);
    endings[ended]?.();
  }
  expect(await Promise.all(all)).toEqual(all.map(() => RESULT));
});

it("a result that could not be stored gives its place to the next", async () => {
  const { giveUp, record } = recording(({ accountId }) =>
    accountId === BUSY ? Promise.reject(new Error("store down")) : Promise.resolve(RESULT),
  );
  const broken = Array.from({ length: 40 }, () => record(BUSY));
  await expect(record(QUIET)).resolves.toBe(RESULT);
  giveUp.abort();
  expect(await Promise.all(broken)).toEqual(broken.map(() => null));
});
