import { describe, expect, it } from "vitest";
import { SendingPlaces, type Sending } from "./places.ts";

const BUSY = 1;
const QUIET = 2;

/** Rounds of an event loop that the test runs, each of which takes a while. */
function rounds() {
  let scheduled: (() => void)[] = [];
  let now = 0;
  return {
    next: (callback: () => void) => void scheduled.push(callback),
    monotonic: () => now,
    run: (ms = 0) => {
      now += ms;
      const callbacks = scheduled;
      scheduled = [];
      for (const callback of callbacks) callback();
    },
  };
}

/** A lane that always has more to send. */
class Greedy implements Sending {
  readonly accountId: number;
  underWay = 0;
  readonly #places: SendingPlaces;
  readonly #most: number;

  constructor(places: SendingPlaces, accountId: number, most = 16) {
    this.#places = places;
    this.accountId = accountId;
    this.#most = most;
  }

  pump(): void {
    while (this.underWay < this.#most && this.#places.tryTake(this)) this.underWay += 1;
  }

  answer(): void {
    this.underWay -= 1;
    this.#places.leave(this);
  }
}

function underWay(lanes: readonly Greedy[]): number {
  return lanes.reduce((sum, lane) => sum + lane.underWay, 0);
}

describe("sending places", () => {
  it("let two requests begin in a round of the event loop, however many endpoints have something to send", () => {
    const loop = rounds();
    const places = new SendingPlaces(loop.next, loop.monotonic);
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    expect(underWay(lanes)).toBe(2);
    for (let round = 1; round <= 10; round += 1) {
      loop.run();
      expect(underWay(lanes)).toBe(2 * (round + 1));
    }
  });

  it("let one of each account begin in a round after a long one, so that an account that sends little waits for one round", () => {
    const loop = rounds();
    const places = new SendingPlaces(loop.next, loop.monotonic);
    for (const lane of Array.from({ length: 98 }, () => new Greedy(places, BUSY))) lane.pump();
    const quiet = new Greedy(places, QUIET, 3);
    quiet.pump();
    for (let round = 1; round <= 3; round += 1) {
      loop.run(4);
      expect(quiet.underWay).toBe(round);
    }
  });

  it("let one begin in a round after a long one, in which the thread had other work", () => {
    const loop = rounds();
    const places = new SendingPlaces(loop.next, loop.monotonic);
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    loop.run(4);
    expect(underWay(lanes)).toBe(3);
    loop.run(20);
    expect(underWay(lanes)).toBe(4);
    loop.run(1);
    expect(underWay(lanes)).toBe(6);
  });

  it("give accounts turns: one endpoint beside 98 of another account waits for one round", () => {
    const loop = rounds();
    const places = new SendingPlaces(loop.next, loop.monotonic);
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    const quiet = new Greedy(places, QUIET, 1);
    quiet.pump();
    expect(quiet.underWay).toBe(0);
    loop.run();
    expect(quiet.underWay).toBe(1);
  });

  it("let 256 requests of an account be under way, then two for each endpoint, and pass a free place on", () => {
    const loop = rounds();
    const places = new SendingPlaces(loop.next, loop.monotonic);
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    for (let round = 0; round < 200; round += 1) loop.run();
    expect(underWay(lanes)).toBe(256);
    lanes.find((lane) => lane.underWay > 2)?.answer();
    for (let round = 0; round < 200; round += 1) loop.run();
    expect(underWay(lanes)).toBe(256);
  });

  it("forget a lane that has nothing more to send", () => {
    const loop = rounds();
    const places = new SendingPlaces(loop.next, loop.monotonic);
    const lanes = Array.from({ length: 3 }, () => new Greedy(places, BUSY, 4));
    for (const lane of lanes) lane.pump();
    const [, gone, last] = lanes as [Greedy, Greedy, Greedy];
    places.forget(gone);
    for (let round = 0; round < 10; round += 1) loop.run();
    expect(gone.underWay).toBe(0);
    expect(last.underWay).toBe(4);
  });
});
