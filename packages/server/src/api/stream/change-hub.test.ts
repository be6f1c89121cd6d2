import { afterEach, describe, expect, it, vi } from "vitest";
import type { EventRow } from "@plimsoll/core";
import { ChangeHub, type StreamClient } from "./change-hub.ts";

function events() {
  const rows: EventRow[] = [];
  let reads = 0;
  return {
    rows,
    get reads() {
      return reads;
    },
    append(count: number) {
      for (let i = 0; i < count; i++) {
        const position = rows.length + 1;
        rows.push({
          accountId: 1,
          position,
          id: `evt_${position}`,
          type: "t",
          payload: `{"n":${position}}`,
          createdAt: 0,
          endpointId: null,
        });
      }
    },
    async eventsAfter(_account: number, position: number, limit: number) {
      reads += 1;
      return { rows: rows.filter((row) => row.position > position).slice(0, limit), last: rows.length };
    },
  };
}

function listener() {
  const seen: number[] = [];
  const resets: number[] = [];
  const changes: string[] = [];
  const client: StreamClient = {
    event: (position) => void seen.push(position),
    reset: (position) => void resets.push(position),
    changed: (what) => void changes.push(what),
  };
  return { seen, resets, changes, client };
}

const removals: (() => void)[] = [];
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

async function add(hub: ChangeHub, after: number | null, client: StreamClient) {
  const added = await hub.add(1, after, client);
  removals.push(added.remove);
  return added;
}

describe("the hub of changes", () => {
  it("sends what is committed after a client came, in order, once", async () => {
    const source = events();
    source.append(3);
    const hub = new ChangeHub(source);
    const { seen, client } = listener();
    expect((await add(hub, null, client)).position).toBe(3);
    source.append(700);
    hub.committed([{ accountId: 1, type: "debit" }]);
    hub.committed([{ accountId: 1, type: "debit" }]);
    await vi.waitFor(() => expect(seen.length).toBe(700));
    expect(seen).toEqual(Array.from({ length: 700 }, (_, i) => i + 4));
  });

  it("sends a client that returns what it missed, or says that it was too much", async () => {
    const source = events();
    source.append(1_500);
    const hub = new ChangeHub(source);
    const returned = listener();
    await add(hub, 1_490, returned.client);
    expect(returned.seen).toEqual([1491, 1492, 1493, 1494, 1495, 1496, 1497, 1498, 1499, 1500]);
    const late = listener();
    await add(hub, 3, late.client);
    expect(late).toMatchObject({ seen: [], resets: [1_500] });
    const ofAnotherStore = listener();
    await add(hub, 9_999, ofAnotherStore.client);
    expect(ofAnotherStore.resets).toEqual([1_500]);
  });

  it("sends a client that comes while the next events are read all of them", async () => {
    const source = events();
    source.append(2);
    const early = listener();
    const late = listener();
    let letRead = (): void => undefined;
    let held: Promise<void> | null = null;
    const hub = new ChangeHub({
      eventsAfter: async (account, position, limit) => {
        const until = held;
        const answer = await source.eventsAfter(account, position, limit);
        await until;
        return answer;
      },
    });
    await add(hub, null, early.client);
    // The late client's position is read now, and given when two more events have happened.
    held = new Promise((resolve) => (letRead = resolve));
    const adding = add(hub, null, late.client);
    held = null;
    source.append(1);
    hub.committed([{ accountId: 1, type: "debit" }]);
    await vi.waitFor(() => expect(early.seen).toEqual([3]));
    source.append(1);
    let letLook = (): void => undefined;
    held = new Promise((resolve) => (letLook = resolve));
    hub.committed([{ accountId: 1, type: "debit" }]);
    letRead();
    await adding;
    held = null;
    letLook();
    await vi.waitFor(() => expect(late.seen).toEqual([3, 4]));
    expect(early.seen).toEqual([3, 4]);
  });

  it("finds the commits of other processes by itself", async () => {
    const source = events();
    const hub = new ChangeHub(source);
    const { seen, client } = listener();
    await add(hub, null, client);
    source.append(1);
    await vi.waitFor(() => expect(seen).toEqual([1]), { timeout: 5_000 });
  });

  it("names what has changed without an event, to the pages of their account", async () => {
    const hub = new ChangeHub(events());
    const { changes, client } = listener();
    await add(hub, null, client);
    hub.committed([
      { accountId: 1, type: "acknowledge_episode" },
      { accountId: 2, type: "create_silence" },
      { accountId: 1, type: "debit" },
      { accountId: 1, type: "update_route" },
      { accountId: 1, type: "measure_spend" },
    ]);
    expect(changes).toEqual(["episode", "route", "spend"]);
  });

  it("reads nothing without a listener", async () => {
    const source = events();
    const hub = new ChangeHub(source);
    const { client } = listener();
    const { remove } = await hub.add(1, null, client);
    remove();
    const before = source.reads;
    hub.committed([{ accountId: 1, type: "debit" }]);
    expect(source.reads).toBe(before);
  });
});
