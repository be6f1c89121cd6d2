import { expect, it } from "vitest";
import { RecordTurns } from "./record-turns.ts";

const BUSY = 1;
const QUIET = 2;

it("32 results are stored at once, and an account with one waits for no other account's queue", async () => {
  const turns = new RecordTurns();
  const begun: number[] = [];
  const endings: (() => void)[] = [];
  const record = (account: number) =>
    turns.run(account, () => {
      begun.push(account);
      return new Promise<void>((resolve) => endings.push(resolve));
    });
  const all = Array.from({ length: 200 }, () => record(BUSY));
  all.push(record(QUIET));
  expect(begun).toHaveLength(32);
  endings[0]?.();
  endings[1]?.();
  await expect.poll(() => begun.length).toBe(34);
  expect(begun.slice(32)).toContain(QUIET);
  for (let ended = 2; ended < 201; ended += 1) {
    await expect.poll(() => endings.length).toBeGreaterThan(ended);
    endings[ended]?.();
  }
  await Promise.all(all);
});

it("a result that could not be stored gives its place to the next", async () => {
  const turns = new RecordTurns();
  const broken = Array.from({ length: 40 }, () => turns.run(BUSY, () => Promise.reject(new Error("store down"))));
  const settled = await Promise.allSettled(broken);
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  await expect(turns.run(QUIET, async () => "stored")).resolves.toBe("stored");
});
