import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { credit } from "../../../../test/support/commands.ts";
import type { Reads } from "./port/reads.ts";
import type { Store } from "./port/store.ts";
import { AccountUnavailable, StoreUnavailable } from "./port/unavailable.ts";
import { watchedStore } from "./watched.ts";

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly failures?: number;
  readonly err?: { readonly message: string };
}

function setup() {
  const lines: Line[] = [];
  let away: Error | null = null;
  const answer = async () => {
    if (away) throw away;
    return [];
  };
  const store = { reads: { ping: answer } as unknown as Reads, commit: answer } as unknown as Store;
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  return { lines, store: watchedStore(store, logger), fail: (error: Error | null) => void (away = error) };
}

describe("a watched store", () => {
  it("logs an outage once when it begins and once when it ends, with the number of failures", async () => {
    const { lines, store, fail } = setup();
    await store.commit([], 0);
    fail(new StoreUnavailable("the disk is full"));
    for (let count = 0; count < 5; count += 1) {
      await expect(store.commit([], 0)).rejects.toThrow(StoreUnavailable);
    }
    expect(lines).toMatchObject([{ level: 50, err: { message: "the disk is full" } }]);
    fail(null);
    await store.commit([], 0);
    await store.commit([], 0);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ level: 40, msg: "writing to the store works again", failures: 5 });
  });

  it("does not take a successful read for the end of an outage of writes", async () => {
    const { lines, store, fail } = setup();
    fail(new StoreUnavailable("locked"));
    await expect(store.commit([], 0)).rejects.toThrow(StoreUnavailable);
    fail(null);
    await store.reads.ping();
    expect(lines).toHaveLength(1);
  });

  it("logs an outage of one account's data once, and no outage of the store", async () => {
    const { lines, store, fail } = setup();
    const commit = (accountId: number) => store.commit([credit(1, "1.00", { accountId })], 0);
    for (let round = 0; round < 3; round += 1) {
      fail(new AccountUnavailable(2, "its node is down"));
      await expect(commit(2)).rejects.toThrow(AccountUnavailable);
      fail(null);
      await commit(1);
    }
    expect(lines).toMatchObject([{ level: 50, msg: "writing to account 2 fails; refusing until it works" }]);
    await commit(2);
    expect(lines[1]).toMatchObject({ level: 40, msg: "writing to account 2 works again", failures: 3 });
    expect(lines).toHaveLength(2);
  });

  it("does not log other failures, which are bugs and are logged by their callers", async () => {
    const { lines, store, fail } = setup();
    fail(new Error("no such column"));
    await expect(store.reads.ping()).rejects.toThrow("no such column");
    expect(lines).toEqual([]);
  });
});
