import { describe, expect, test } from "vitest";
import { TooManyLongRequests, Turns } from "./turns.ts";

const BUSY = 1;
const QUIET = 2;

/** Keeps the thread busy for a while. */
function work(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

describe("turns", () => {
  test("a long piece of work lets the event loop and other accounts in between its pieces", async () => {
    const turns = new Turns();
    const order: string[] = [];
    const long = turns.map(BUSY, Array.from({ length: 40 }), (_, index) => {
      work(1);
      order.push(`busy ${index}`);
      return index;
    });
    await turns.next(QUIET);
    order.push("quiet");
    expect(await long).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(order.indexOf("quiet")).toBeLessThanOrEqual(3);
  });

  test("accounts take turns, whatever one of them has waiting", async () => {
    const turns = new Turns();
    const order: number[] = [];
    const waiting = [...Array.from({ length: 50 }, () => BUSY), QUIET].map((account) =>
      turns.next(account).then(() => order.push(account)),
    );
    await Promise.all(waiting);
    expect(order.indexOf(QUIET)).toBe(1);
  });

  test("a few long requests of an account run at once, of another account others", async () => {
    const turns = new Turns();
    let running = 0;
    const release: (() => void)[] = [];
    const request = (account: number) =>
      turns.long(account, () => {
        running += 1;
        return new Promise<void>((resolve) => release.push(resolve));
      });
    const all = Array.from({ length: 10 }, () => request(BUSY));
    await expect.poll(() => running).toBe(4);
    all.push(request(QUIET));
    await expect.poll(() => running).toBe(5);
    while (release.length < 11) {
      for (const end of release) end();
      await turns.next(BUSY);
    }
    for (const end of release) end();
    await Promise.all(all);
  });

  test("an account has a bounded number of long requests, and a request that fails gives its place away", async () => {
    const turns = new Turns();
    const hang = () => new Promise<void>(() => undefined);
    for (let i = 0; i < 1_004; i += 1) void turns.long(BUSY, hang);
    await expect(turns.long(BUSY, hang)).rejects.toThrow(TooManyLongRequests);
    for (let i = 0; i < 8; i += 1) {
      await expect(turns.long(QUIET, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    }
  });
});
