import { expect, test } from "vitest";
import { Gate } from "./gate.ts";

const BUSY = 1;
const QUIET = 2;

test("tasks of one account keep another's waiting for one task, not for all of them", async () => {
  const gate = new Gate(1, 0);
  const order: string[] = [];
  const task = (accountId: number, name: string) =>
    gate.run(accountId, () => {
      order.push(name);
      return Promise.resolve();
    });
  await Promise.all([
    ...Array.from({ length: 4 }, (_, index) => task(BUSY, `busy ${index}`)),
    task(QUIET, "quiet 0"),
    task(QUIET, "quiet 1"),
  ]);
  expect(order).toEqual(["busy 0", "busy 1", "quiet 0", "busy 2", "quiet 1", "busy 3"]);
});

test("as many run at once as there are places, and a task that rejects frees its own", async () => {
  const gate = new Gate(2, 0);
  let running = 0;
  let most = 0;
  const tasks = Array.from({ length: 10 }, (_, index) =>
    gate
      .run(BUSY, async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        if (index % 3 === 0) throw new Error("failed");
      })
      .catch(() => undefined),
  );
  await Promise.all(tasks);
  expect(most).toBe(2);
});

test("tasks that reject give their places to the next", async () => {
  const gate = new Gate(32, 0);
  const broken = Array.from({ length: 40 }, () => gate.run(BUSY, () => Promise.reject(new Error("store down"))));
  const settled = await Promise.allSettled(broken);
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  await expect(gate.run(QUIET, async () => "stored")).resolves.toBe("stored");
});

test("an account runs its share however many tasks of others never end", async () => {
  const gate = new Gate(8, 2);
  const hang = () => new Promise<void>(() => undefined);
  for (let i = 0; i < 50; i += 1) void gate.run(BUSY, hang);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const quiet = [0, 1, 2].map((index) =>
    gate.run(QUIET, () => {
      begun.push(index);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await quiet[0];
  await expect.poll(() => begun).toEqual([0, 1, 2]);
});
