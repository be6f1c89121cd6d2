import * as fc from "fast-check";
import { afterAll, describe, expect, test, vi } from "vitest";
import { asks, commandOf, FEATURES, namedIn, shopCommands } from "../../../../test/support/asks.ts";
import { audit } from "../../../../test/support/audit.ts";
import {
  ACCOUNT,
  credit,
  debit,
  newEndpoint,
  newFeature,
  newProvider,
  newWallet,
  patchWallet,
  SEED_001,
} from "../../../../test/support/commands.ts";
import { SCALE } from "../../../../test/support/scale.ts";
import { World } from "../../../../test/support/world.ts";
import type { Command } from "../decide.ts";
import { Draft } from "../draft.ts";
import type { EventRow, StoredEvent } from "../model/event.ts";
import type { Transaction } from "../model/transaction.ts";
import { eventId, eventPosition } from "./event-id.ts";
import { movementEvent } from "./movement-event.ts";

/** A transaction or an event that a batch stores. */
type Reported = { readonly moved: Transaction } | { readonly stored: StoredEvent };

const spied = {
  insert: vi.spyOn(Draft.prototype, "insert"),
  append: vi.spyOn(Draft.prototype, "append"),
  /** Called of the draft whose changes are stored: a decision that lacks rows is made again on another. */
  changes: vi.spyOn(Draft.prototype, "changes"),
};
afterAll(() => void vi.restoreAllMocks());

/** What the last batch reported, in that order. */
function journal(): readonly Reported[] {
  const calls = [spied.insert, spied.append].flatMap(({ mock }) =>
    mock.calls.map(([table, row], index) => ({
      table,
      row,
      draft: mock.contexts[index],
      order: mock.invocationCallOrder[index] ?? 0,
    })),
  );
  const stored = spied.changes.mock.contexts.at(-1);
  const inOrder = calls.toSorted((a, b) => a.order - b.order);
  return inOrder.flatMap(({ table, row, draft }): Reported[] => {
    if (draft !== stored) return [];
    if (table === "transactions") return [{ moved: row as Transaction }];
    return table === "events" ? [{ stored: row as StoredEvent }] : [];
  });
}

/** The event of everything that was reported, as a table of all events would have it. */
class Writer {
  readonly events: EventRow[] = [];
  readonly world: World;
  constructor(world: World) {
    this.world = world;
  }

  batch(commands: readonly Command[]): void {
    spied.insert.mockClear();
    spied.append.mockClear();
    this.world.batch(commands);
    for (const reported of journal()) {
      const position = this.events.length + 1;
      if ("moved" in reported) this.events.push(this.eventOf(reported.moved, position));
      else {
        const { ordinal: _, ...event } = reported.stored;
        this.events.push({ ...event, position });
      }
    }
  }

  private eventOf(transaction: Transaction, position: number): EventRow {
    const { walletId, createdAt } = transaction;
    const wallet = this.world.wallet(walletId);
    const type = transaction.amount < 0n ? "wallet.debited" : "wallet.credited";
    const id = eventId(ACCOUNT, position, createdAt);
    const payload = JSON.stringify({
      id,
      type,
      created_at: new Date(createdAt).toISOString(),
      data: {
        wallet_id: walletId,
        ledger_id: transaction.id,
        amount: decimal(transaction.amount, wallet.assetScale).replace("-", ""),
        currency: wallet.currency,
        reference_number: transaction.referenceNumber ?? "",
        remarks: transaction.remarks ?? "",
        sequence: transaction.sequence,
        balance_after: decimal(transaction.balanceAfter, wallet.assetScale),
      },
    });
    return { accountId: ACCOUNT, position, id, type, payload, endpointId: null, createdAt };
  }
}

function decimal(amount: bigint, scale: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, "0");
  const sign = amount < 0n ? "-" : "";
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

describe("the events that are derived are those that a table of all events would have", () => {
  test("whatever clients request", { timeout: 3_600_000 }, () => {
    let movements = 0;
    let others = 0;
    fc.assert(
      fc.property(asks, (some) => {
        const world = new World();
        const writer = new Writer(world);
        const features = Array.from({ length: FEATURES }, () => newFeature());
        const connect = newProvider();
        writer.batch([...features, newEndpoint(), connect, ...shopCommands()]);
        const ids = new Map(world.rows("features").map(({ id }, index) => [`feature ${index}`, id]));
        writer.batch([newWallet({ overdraftLimit: null, featureIds: [...ids.values()].slice(0, 2) }), newWallet()]);
        for (const batch of some) {
          const named = namedIn(world, ids, connect.id);
          writer.batch(batch.map((one) => commandOf(named, one)));
          world.now += 60_000;
        }
        expect(world.events()).toEqual(writer.events);
        audit(world);
        movements += world.rows("transactions").length;
        others += world.rows("events").length;
      }),
      { numRuns: 40 * SCALE },
    );
    expect(Math.min(movements, others)).toBeGreaterThan(40);
  });

  test("movements of several wallets, among alerts and changes, in one batch and in many", () => {
    const step = fc.oneof(
      fc.record({ of: fc.constantFrom(1, 2, 3), cents: fc.integer({ min: -900, max: 900 }) }),
      fc.record({ of: fc.constantFrom(1, 2, 3), name: fc.string({ minLength: 1, maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 8 }), { maxLength: 8 }), (batches) => {
        const world = new World();
        const writer = new Writer(world);
        writer.batch([
          newWallet({ overdraftLimit: null, alertSettings: SEED_001 }),
          newWallet({ currency: "JPY" }),
          newWallet({ overdraftLimit: "5" }),
        ]);
        for (const batch of batches) {
          writer.batch(
            batch.map((one): Command => {
              if ("name" in one) return patchWallet(one.of, { name: one.name });
              const amount = one.of === 2 ? `${Math.abs(one.cents)}` : (Math.abs(one.cents) / 100).toFixed(2);
              return (one.cents < 0 ? debit : credit)(one.of, amount, {
                remarks: 'é "\\\u2028',
                referenceNumber: null,
              });
            }),
          );
          world.now += 1;
        }
        expect(world.events()).toEqual(writer.events);
        audit(world);
      }),
      { numRuns: 100 * SCALE },
    );
  });
});

test("the event of a movement has the bytes that earlier versions sent", () => {
  const movement = {
    accountId: 1,
    id: 12,
    walletId: 3,
    sequence: 7,
    amount: -1_005n,
    balanceAfter: -95n,
    referenceNumber: 'A "quoted" é',
    remarks: null,
    createdAt: Date.UTC(2026, 4, 15, 14, 30, 0, 7),
  };
  expect(movementEvent(movement, { currency: "USD", assetScale: 2 }, 40)).toEqual({
    accountId: 1,
    position: 40,
    id: "evt_01krp0pmj70000000018tk4t4w",
    type: "wallet.debited",
    payload: String.raw`{"id":"evt_01krp0pmj70000000018tk4t4w","type":"wallet.debited","created_at":"2026-05-15T14:30:00.007Z","data":{"wallet_id":3,"ledger_id":12,"amount":"10.05","currency":"USD","reference_number":"A \"quoted\" é","remarks":"","sequence":7,"balance_after":"-0.95"}}`,
    endpointId: null,
    createdAt: movement.createdAt,
  });
  const credited = { ...movement, amount: 0n, referenceNumber: null, remarks: "a\nb" };
  expect(movementEvent(credited, { currency: "JPY", assetScale: 0 }, 41)).toMatchObject({
    type: "wallet.credited",
    payload: String.raw`{"id":"evt_01krp0pmj70000000019yz3hyh","type":"wallet.credited","created_at":"2026-05-15T14:30:00.007Z","data":{"wallet_id":3,"ledger_id":12,"amount":"0","currency":"JPY","reference_number":"","remarks":"a\nb","sequence":7,"balance_after":"-95"}}`,
  });
});

describe("the id of an event", () => {
  const accountIds = fc.integer({ min: 1, max: 2 ** 30 - 1 });
  const positions = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 2 ** 50 - 1 }));
  const times = fc.integer({ min: 0, max: 253_402_300_799_999 });

  test("names its position, has one form, and sorts by time, then by position", () => {
    fc.assert(
      fc.property(accountIds, positions, positions, times, times, (accountId, position, other, at, later) => {
        const id = eventId(accountId, position, at);
        expect(id).toMatch(/^evt_[0-9a-hjkmnp-tv-z]{26}$/);
        expect(eventPosition(id)).toBe(position);
        const next = eventId(accountId, other, later);
        if (at !== later) expect(id < next).toBe(at < later);
        else if (position !== other) expect(id < next).toBe(position < other);
      }),
    );
  });

  test("is no other account's", () => {
    fc.assert(
      fc.property(accountIds, accountIds, positions, times, (one, another, position, at) => {
        fc.pre(one !== another);
        expect(eventId(one, position, at)).not.toBe(eventId(another, position, at));
      }),
      { numRuns: 1_000 },
    );
    const ids = Array.from({ length: 20_000 }, (_, index) => eventId(index + 1, 7, 0));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("is what it was", () => {
    expect(eventId(1, 1, Date.UTC(2026, 4, 15, 14, 30))).toBe("evt_01krp0pmj0000000000165hbq9");
  });

  test("of another form names no position", () => {
    const id = eventId(1, 5, 1_000);
    for (const text of ["", "evt_", "evt_x", `${id}0`, id.slice(0, -1), `${id.slice(0, -1)}!`]) {
      expect(eventPosition(text)).toBeNull();
    }
  });
});
