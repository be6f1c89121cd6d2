import { describe, expect, it } from "vitest";
import { Callers } from "../util/callers.ts";
import { SendingPlaces, type Sending } from "./places.ts";
import { ThreadTime } from "./thread-time.ts";

const BUSY = 1;
const QUIET = 2;

/** Rounds of an event loop that the test runs, each of which takes a while, in which the thread has nothing to do or works. */
function rounds() {
  let scheduled: { readonly callback: () => void; readonly at: number }[] = [];
  let now = 0;
  let idle = 0;
  const monotonic = () => now;
  const schedule = (callback: () => void, delayMs = 0) => {
    scheduled.push({ callback, at: now + delayMs });
    return () => undefined;
  };
  const callers = new Callers(monotonic);
  const time = new ThreadTime({ callers, idleMs: () => idle, monotonic });
  return {
    callers,
    places: new SendingPlaces({ time, nextRound: schedule, setTimer: schedule }),
    run: (ms = 0, thread: "idle" | "works" = "works") => {
      now += ms;
      if (thread === "idle") idle += ms;
      const due = scheduled.filter(({ at }) => at <= now);
      scheduled = scheduled.filter(({ at }) => at > now);
      for (const { callback } of due) callback();
    },
  };
}

/** A lane that always has more to send. */
class Greedy implements Sending {
  readonly accountId: number;
  underWay = 0;
  begun = 0;
  readonly #places: SendingPlaces;
  readonly #most: number;

  constructor(places: SendingPlaces, accountId: number, most = 16) {
    this.#places = places;
    this.accountId = accountId;
    this.#most = most;
  }

  pump(): void {
    while (this.underWay < this.#most && this.#places.tryTake(this)) {
      this.underWay += 1;
      this.begun += 1;
    }
  }

  answer(): void {
    this.underWay -= 1;
    this.#places.leave(this);
  }
}

function underWay(lanes: readonly Greedy[]): number {
  return lanes.reduce((sum, lane) => sum + lane.underWay, 0);
}

function begun(lanes: readonly Greedy[]): number {
  return lanes.reduce((sum, lane) => sum + lane.begun, 0);
}

describe("sending places", () => {
  it("let two requests begin in a round of the event loop, however many endpoints have something to send", () => {
    const { places, run } = rounds();
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    expect(underWay(lanes)).toBe(2);
    for (let round = 1; round <= 10; round += 1) {
      run();
      expect(underWay(lanes)).toBe(2 * (round + 1));
    }
  });

  /** Requests that begin in `ms` rounds of a millisecond each, while a caller submits a command in each and all but one are answered. */
  function begunBeside(ms: number, thread: "idle" | "works"): number {
    const { places, run, callers } = rounds();
    callers.called();
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    const before = begun(lanes);
    for (let round = 0; round < ms; round += 1) {
      callers.called();
      for (const lane of lanes) while (lane.underWay > 0 && underWay(lanes) > 1) lane.answer();
      run(1, thread);
    }
    return begun(lanes) - before;
  }

  it("take a tenth of a busy thread's time while callers submit commands, and as much as they need of one that is not", () => {
    // A fifth of these rounds are over before the thread has been measured.
    expect(begunBeside(1_200, "works")).toBeLessThan(150);
    expect(begunBeside(1_200, "works")).toBeGreaterThan(90);
    expect(begunBeside(1_200, "idle")).toBeGreaterThan(2_000);
  });

  it("let an account without requests under way begin at once, however little time others have left", () => {
    const { places, run, callers } = rounds();
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    for (let round = 0; round < 100; round += 1) {
      callers.called();
      run(1);
    }
    const before = underWay(lanes);
    const quiet = new Greedy(places, QUIET, 1);
    quiet.pump();
    expect(quiet.underWay).toBe(1);
    run(0.1);
    expect(underWay(lanes)).toBe(before);
  });

  it("give accounts turns: one endpoint beside 98 of another account waits for one round", () => {
    const { places, run } = rounds();
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    const quiet = new Greedy(places, QUIET, 1);
    quiet.pump();
    expect(quiet.underWay).toBe(0);
    run();
    expect(quiet.underWay).toBe(1);
  });

  it("let 256 requests of an account be under way, then two for each endpoint, and pass a free place on", () => {
    const { places, run } = rounds();
    const lanes = Array.from({ length: 98 }, () => new Greedy(places, BUSY));
    for (const lane of lanes) lane.pump();
    for (let round = 0; round < 200; round += 1) run();
    expect(underWay(lanes)).toBe(256);
    lanes.find((lane) => lane.underWay > 2)?.answer();
    for (let round = 0; round < 200; round += 1) run();
    expect(underWay(lanes)).toBe(256);
  });

  it("forget a lane that has nothing more to send", () => {
    const { places, run } = rounds();
    const lanes = Array.from({ length: 3 }, () => new Greedy(places, BUSY, 4));
    for (const lane of lanes) lane.pump();
    const [, gone, last] = lanes as [Greedy, Greedy, Greedy];
    places.forget(gone);
    for (let round = 0; round < 10; round += 1) run();
    expect(gone.underWay).toBe(0);
    expect(last.underWay).toBe(4);
  });
});
